"""What each kind of entry holds, field by field, with names in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from safety.accidents.vocabulary import ACTIVITY_LABELS
from safety.corrections.grounds import FACT_LABELS
from safety.corrections.vocabulary import GRADE_LABELS, METHOD_LABELS, RESULT_LABELS
from safety.inspections.rules import ANSWER_LABELS, hazards
from safety.projects.vocabulary import ATTENDANCE_LABELS
from safety.sync.presentation import saying as say
from safety.sync.presentation.saying import Fields, Line, Named, Said, Shown
from safety.sync.rules import EntryKind
from safety.text import N_, Text


def answer(given: Any) -> Said:
    """The answer to one question, with its remark."""
    told = given if isinstance(given, Mapping) else {}
    label = ANSWER_LABELS.get(told.get("answer", ""))
    lines: list[Line] = [Text(label)] if label else []
    if told.get("note"):
        lines.append(str(told["note"]))
    return Said(tuple(lines))


def question(item: str, named: Named) -> str:
    """What an item of the checklist asks; its own sign when the checklist is not known."""
    return named.questions.get(item, item)


def _answers(value: Any, named: Named) -> Said:
    given = value if isinstance(value, Mapping) else {}
    order = {item: number for number, item in enumerate(named.questions)}
    items = sorted(given, key=lambda item: (order.get(item, len(order)), item))
    rows = tuple(Shown(item, question(item, named), answer(given[item])) for item in items)
    return Said(groups=(rows,)) if rows else Said()


FINDING: Fields = (
    ("summary", N_("问题"), say.words),
    ("grade", N_("等级"), say.choice(GRADE_LABELS)),
    ("detail", N_("具体情况"), say.words),
    ("place_on_site", N_("现场位置"), say.words),
    *((fact, label, say.whether) for fact, label in FACT_LABELS.items()),
    ("factor", N_("危险有害因素"), say.coded(hazards.factor_name)),
    ("accident", N_("可能的事故类别"), say.coded(hazards.accident_name)),
    ("criterion", N_("判定依据"), say.words),
    ("likelihood", N_("可能性"), say.words),
    ("exposure", N_("暴露频次"), say.words),
    ("consequence", N_("后果"), say.words),
    ("suggestion", N_("整改建议"), say.words),
    ("position", N_("位置"), say.position),
    ("basis", N_("法律依据"), say.citations),
    ("photos", N_("照片"), say.files),
)
_SIGNATURES: Fields = (
    ("inspector_file", N_("检查人员签名"), say.file),
    ("site_file", N_("单位负责人签名"), say.file),
    ("site_name", N_("签名人"), say.words),
    ("site_position", N_("职务"), say.words),
    ("refused", N_("拒绝签名"), say.yes),
    ("witness", N_("见证人"), say.words),
    ("refusal_words", N_("拒签理由"), say.words),
)
_RECHECK_LINE: Fields = (
    ("demand_id", N_("隐患"), say.record),
    ("result", N_("复查结果"), say.choice(RESULT_LABELS)),
    ("words", N_("说明"), say.words),
    ("file_ids", N_("照片"), say.files),
)
FIELDS: Mapping[EntryKind, Fields] = MappingProxyType(
    {
        EntryKind.CHECK: (
            ("site_id", N_("场所"), say.record),
            ("version_id", N_("检查表"), say.record),
            ("started_at", N_("到达"), say.moment),
            ("ended_at", N_("离开"), say.moment),
            ("position", N_("检查位置"), say.position),
            ("companions", N_("同行检查人员"), say.people),
            ("alone_reason", N_("一人检查的原因"), say.words),
            ("people_met", N_("单位陪同人员"), say.people),
            ("findings", N_("发现的隐患"), say.groups(FINDING)),
            ("photos", N_("现场照片"), say.files),
            ("signatures", N_("签名"), say.group(_SIGNATURES)),
            ("note", N_("备注"), say.words),
            ("answers", N_("检查表答案"), _answers),
        ),
        EntryKind.RECHECK: (
            ("lines", N_("复查事项"), say.groups(_RECHECK_LINE)),
            ("checked_on", N_("复查日期"), say.day),
            ("method", N_("复查方式"), say.choice(METHOD_LABELS)),
            ("notice_id", N_("意见书"), say.record),
            ("companion_ids", N_("从名单选择的同行人员"), say.records),
            ("companions", N_("同行检查人员"), say.words),
            ("met", N_("单位陪同人员"), say.words),
            ("words", N_("说明"), say.words),
        ),
        EntryKind.EVACUATION: (
            ("site_id", N_("场所"), say.record),
            ("danger", N_("危险情形"), say.words),
            ("suggestion", N_("建议"), say.words),
            ("toxic", N_("危险现场使用有毒物品"), say.yes),
            ("health", N_("危险属于职业病危害"), say.whether),
            ("coal_mine", N_("危险现场在煤矿"), say.whether),
            ("told_name", N_("告知对象"), say.words),
            ("told_position", N_("职务"), say.words),
            ("proposed_at", N_("提出时间"), say.moment),
        ),
        EntryKind.ACTIVITY: (
            ("accident_id", N_("事故"), say.record),
            ("kind", N_("活动"), say.choice(ACTIVITY_LABELS)),
            ("starts_at", N_("开始"), say.moment),
            ("ends_at", N_("结束"), say.moment),
            ("place", N_("地点"), say.words),
            ("people", N_("工会参加人员"), say.records),
            ("others", N_("其他人员"), say.words),
            ("words", N_("内容"), say.words),
            ("lon", N_("经度"), say.words),
            ("lat", N_("纬度"), say.words),
            ("accuracy_m", N_("定位误差（米）"), say.words),
        ),
        EntryKind.ATTENDANCE: (
            ("review_id", N_("审查项目"), say.record),
            ("kind", N_("参加事项"), say.choice(ATTENDANCE_LABELS)),
            ("held_on", N_("日期"), say.day),
            ("person", N_("姓名"), say.words),
            ("is_union", N_("工会人员"), say.yes),
            ("unit", N_("单位"), say.words),
            ("place", N_("地点"), say.words),
            ("signature", N_("签名"), say.drawn),
        ),
        EntryKind.FINDING_NOTE: (
            ("finding_id", N_("隐患"), say.record),
            ("detail", N_("具体情况"), say.words),
            ("place_on_site", N_("现场位置"), say.words),
        ),
    }
)


def content_of(kind: EntryKind, content: Mapping[str, Any], named: Named) -> tuple[Shown, ...]:
    """What a content of ``kind`` says."""
    return say.shown(FIELDS[kind], content, named)
