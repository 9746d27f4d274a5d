"""What the pages say of a project and its reviews: where each stands, what comes next, the shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from safety.law.days import shanghai_date
from safety.law.industries import SECTIONS
from safety.law.project_natures import LABELS as NATURES
from safety.law.project_natures import ProjectNature
from safety.law.project_works import CLASS_LABELS, SPECIAL_LABELS, HazardClass, SpecialWorks
from safety.people.sight import whereabouts
from safety.projects import queries, rules
from safety.projects.charts import share_chart
from safety.projects.models import Project, Review
from safety.projects.queries import By, Tally
from safety.projects.terms import acceptance_words, acceptances_of, class_words
from safety.projects.vocabulary import CONCLUSION_LABELS, TRACK_LABELS, Conclusion, Track
from safety.reference.queries import all_district_names
from safety.text import N_, Text
from safety.wire.problems import translate


@dataclass(frozen=True)
class Step:
    """One step of a review: done, waiting, bad, or to come."""

    title: str
    symbol: str
    tone: str
    words: str = ""
    at: date | None = None


def review_words(project: Project, kind: str) -> str:
    """Where one review of a project stands, in a few words."""
    review = next((one for one in project.reviews if one.kind == kind), None)
    if review is None:
        return "—"
    if review.conclusion:
        return translate(CONCLUSION_LABELS[Conclusion(review.conclusion)])
    if review.proposed:
        return str(_("待签署"))
    if review.transmitted_at:
        return str(_("意见已发出"))
    return str(_("进行中")) if review.invited else str(_("未受邀请"))


def steps_of(review: Review, today: date) -> list[Step]:
    """The course of a review, from the invitation to the signature."""
    invited = Step(_("已受邀请"), "mail", "done", review.notified_by, review.notified_on)
    missed = Step(_("未受邀请"), "mail-off", "bad", review.words or "", review.notified_on)
    materials = len(review.materials)
    people = len(review.attendances)
    return [
        invited if review.invited else missed,
        _step(_("收到资料"), "files", _("%(n)s 份", n=materials) if materials else ""),
        _step(_("参加会议和现场"), "users", _("%(n)s 人次", n=people) if people else ""),
        _opinions(review),
        _replies(review, today),
        _signature(review),
    ]


def _step(title: str, symbol: str, words: str) -> Step:
    return Step(title, symbol, "done" if words else "later", words or str(_("尚未登记")))


def _opinions(review: Review) -> Step:
    count = len(review.opinions)
    if review.transmitted_at:
        return Step(_("意见已发出"), "send", "done", review.number or "", review.transmitted_at)
    if count:
        return Step(_("意见待发出"), "send", "waiting", _("%(n)s 项", n=count))
    return Step(_("发出意见"), "send", "later", _("尚无意见"))


def _replies(review: Review, today: date) -> Step:
    sent = [one.demand for one in review.opinions if one.demand.demanded_at]
    done = [one for one in sent if not one.is_open]
    late = [one for one in sent if one.is_open and one.term_on and one.term_on < today]
    words = _("%(done)s / %(n)s 项已核实", done=len(done), n=len(sent)) if sent else _("尚无意见")
    if late:
        return Step(_("答复和核实"), "clock-exclamation", "bad", _("%(n)s 项逾期", n=len(late)))
    tone = "done" if sent and len(done) == len(sent) else "waiting" if sent else "later"
    return Step(_("答复和核实"), "message", tone, words)


def _signature(review: Review) -> Step:
    if review.signed:
        words = translate(CONCLUSION_LABELS[Conclusion(review.signed.conclusion)])
        return Step(_("已签署"), "signature", "done", words, review.signed.signed_at)
    if review.proposed:
        words = translate(CONCLUSION_LABELS[Conclusion(review.proposed.conclusion)])
        return Step(_("待签署"), "signature", "waiting", words, review.proposed.proposed_at)
    return Step(_("签署结论"), "signature", "later")


_WORDS: Mapping[rules.NextStep, str] = MappingProxyType(
    {
        rules.NextStep.COUNTER_SIGN: N_("等待上级工会会签。"),
        rules.NextStep.SEND_AGAIN: N_("重新提出的意见还没有发出，请检查后发出。"),
        rules.NextStep.NOTHING: N_("结论已经签署；更正用补充意见。"),
        rules.NextStep.SEND_BEFORE_SIGNING: N_(
            "结论已提出，但还有 %(n)s 项意见没有发出：请先发出或撤回，或撤回结论，再签署。"
        ),
        rules.NextStep.COMPLETE: N_("结论已提出，还缺 %(n)s 项：补齐后签署，或撤回结论。"),
        rules.NextStep.SIGN: N_("等待另一名签署人签署。"),
        rules.NextStep.SETTLED: N_("未受邀请的情况已经了结。"),
        rules.NextStep.SETTLE: N_("部门已经答复，可以了结，或在补充参加后提出结论。"),
        rules.NextStep.DEPARTMENT: N_("已提请有关部门处理，等待答复。"),
        rules.NextStep.ISSUE_APPLICATION: N_("处理申请还是草稿，请检查后签发。"),
        rules.NextStep.APPLY: N_("提请有关部门处理，或在补充参加后提出结论。"),
        rules.NextStep.SEND: N_("意见书还没有发出，请检查后发出。"),
        rules.NextStep.VERIFY: N_("建设单位已答复，请核实。"),
        rules.NextStep.OWNER: N_("等待建设单位书面答复。"),
        rules.NextStep.RECORD: N_("登记收到的资料和参加人员。"),
        rules.NextStep.PROPOSE: N_("可以提出意见，或提出结论。"),
    }
)


def next_step(review: Review) -> str:
    """What is to be done now, in words."""
    progress = queries.progress_of(review)
    step = rules.next_step(progress)
    number = progress.missing if step is rules.NextStep.COMPLETE else progress.unsent
    return translate(Text(_WORDS[step], n=number))


def _law_of(project: Project, today: date) -> list[tuple[str, Any]]:
    """Special works, the class of hazards, and who organises each acceptance."""
    rows: list[tuple[str, Any]] = []
    if project.special_works:
        rows.append((_("特别类别"), translate(SPECIAL_LABELS[SpecialWorks(project.special_works)])))
    if (words := class_words(project)) is not None:
        rows.append((_("职业病危害类别"), words))
    for one in acceptances_of(project, today):
        title = _("%(track)s验收的组织", track=translate(TRACK_LABELS[one.track]))
        rows.append((title, acceptance_words(one)))
    return rows


def facts_of(project: Project, today: date) -> list[tuple[str, Any]]:
    """The project's own facts as terms and values."""
    yuan = project.investment_yuan
    return [
        (_("性质"), translate(NATURES[ProjectNature(project.nature)])),
        (_("行业"), translate(SECTIONS[project.industry]) if project.industry else "—"),
        (_("三同时设施"), str(_("、")).join(translate(TRACK_LABELS[Track(one)]) for one in project.tracks)),
        *_former_kinds(project),
        *_law_of(project, today),
        (_("项目代码"), project.external_ref),
        (_("批准或备案文号"), project.approval_number),
        (_("主管部门"), project.authority),
        (_("投资"), _("%(n)s 元", n=f"{yuan:,.0f}") if yuan is not None else None),
        (_("预计职工人数"), project.workers_expected),
        (_("设计单位"), project.designer),
        (_("施工单位"), project.builder),
        (_("监理单位"), project.supervisor),
        (_("评价机构"), project.assessors),
        (_("计划设计审查"), project.design_review_planned_on),
        (_("计划竣工验收"), project.acceptance_planned_on),
        (_("坐标（WGS 84）"), _where(project)),
    ]


def _former_kinds(project: Project) -> list[tuple[str, Any]]:
    """What the project was before its nature, facilities or class were changed, the newest first."""
    return [
        (
            _("%(day)s 以前", day=shanghai_date(one.until).isoformat()),
            "；".join(
                [
                    translate(NATURES[ProjectNature(one.nature)]),
                    str(_("、")).join(translate(TRACK_LABELS[Track(track)]) for track in one.tracks),
                    *([translate(CLASS_LABELS[HazardClass(one.hazard_class)])] if one.hazard_class else []),
                ]
            ),
        )
        for one in reversed(project.former_kinds)
    ]


def _where(project: Project) -> str | None:
    seen = whereabouts(project)
    if seen.lon is None:
        return None
    if seen.is_rounded:
        return f"{seen.lon:.2f}, {seen.lat:.2f} {_('（已取整到约 1 公里）')}"
    return f"{seen.lon:.6f}, {seen.lat:.6f}"


def _named(key: str, by: By) -> str:
    if by is By.DISTRICT:
        return all_district_names().get(key, "—")
    return translate(NATURES[ProjectNature(key)]) if by is By.NATURE else key


def measures_of(rows: Sequence[Tally], by: By) -> dict[str, Any]:
    """The four shares as charts, and the rows of the table."""
    labelled = [{"label": _named(row.key, by), **row._asdict()} for row in rows]
    measures = (
        (_("工会受邀的比例"), "invited", "reviews"),
        (_("工会参加的比例"), "attended", "reviews"),
        (_("意见采纳的比例"), "adopted", "opinions"),
        (_("按期答复的比例"), "in_time", "due"),
    )
    headings = {By.YEAR: _("年度"), By.DISTRICT: _("区县"), By.NATURE: _("性质")}
    return {
        "rows": labelled,
        "grouping_label": headings[by],
        "measures": [
            {
                "title": title,
                "chart": share_chart((row["label"], row[part], row[whole]) for row in labelled),
            }
            for title, part, whole in measures
        ],
    }
