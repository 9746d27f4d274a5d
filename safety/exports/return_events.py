"""One line an event: each accident of a return as it was known on the last day that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from safety.access.scope import Actor
from safety.accidents.vocabulary import CONCEALMENT_LABELS, Concealment
from safety.exports.queries.known_accidents import Known, events_of
from safety.exports.rules.periods import Span
from safety.law import accident_categories, accident_grades
from safety.law.accident_grades import LEVEL_LABELS, UNGRADED
from safety.law.injuries import InjuryDegree
from safety.law.provisions import UNCHECKED_MARK
from safety.law.regimes import REGIME_LABELS, Regime
from safety.people.models import Union
from safety.people.queries import union_names
from safety.reference.queries import district_names
from safety.text import N_
from safety.wire.problems import translate

#: What a sheet and a document say of an event: key, heading, width in characters.
COLUMNS: Sequence[tuple[str, str, int]] = (
    ("occurred_at", N_("发生时间"), 18),
    ("title", N_("事故名称"), 32),
    ("union", N_("登记工会"), 26),
    ("district", N_("区县"), 12),
    ("employer", N_("用人单位"), 26),
    ("category_name", N_("事故类别"), 14),
    ("occupational", N_("职业危害事件"), 10),
    ("regime_name", N_("调查制度"), 20),
    ("grade_name", N_("事故等级"), 14),
    ("grade_unread", N_("等级待核"), 8),
    ("level_name", N_("由谁调查"), 18),
    ("level_unread", N_("由谁调查待核"), 8),
    ("deaths", N_("死亡人数"), 8),
    ("deaths_missing", N_("其中下落不明按死亡统计"), 12),
    ("deaths_missing_unread", N_("下落不明按死亡统计待核"), 10),
    ("deaths_late", N_("其中期限后死亡"), 10),
    ("deaths_members", N_("死亡人员中的工会会员"), 12),
    ("deaths_migrants", N_("死亡人员中的农民工"), 12),
    ("missing", N_("下落不明"), 8),
    ("serious_injuries", N_("重伤人数"), 8),
    ("poisoned", N_("急性工业中毒人数"), 10),
    ("serious_members", N_("重伤人员中的工会会员"), 12),
    ("serious_migrants", N_("重伤人员中的农民工"), 12),
    ("unnamed", N_("未逐人登记的死亡和重伤人员"), 14),
    ("members_unknown", N_("逐人登记中是否会员不详"), 12),
    ("migrants_unknown", N_("逐人登记中是否农民工不详"), 12),
    ("slight_injuries", N_("轻伤人数"), 8),
    ("direct_loss_yuan", N_("直接经济损失（元）"), 14),
    ("with_union", N_("工会参加调查"), 10),
    ("concealment_name", N_("迟报、漏报、谎报、瞒报"), 14),
)


def event_lines(actor: Actor, union: Union, span: Span) -> list[dict[str, Any]]:
    """The events of a union and all below it that ``actor`` may see, oldest first, in the reader's language."""
    return lines_of(events_of(actor, union.id, span), span)


def lines_of(events: Sequence[Known], span: Span) -> list[dict[str, Any]]:
    """Events as lines."""
    unions = union_names(one.accident.union_id for one in events)
    districts = district_names(span.as_of)
    return [_line(one, unions.get(one.accident.union_id, ""), districts) for one in events]


def _line(one: Known, union: str, districts: Mapping[str, str]) -> dict[str, Any]:
    accident = one.accident
    code = accident.district_code
    return {
        "id": accident.id,
        "occurred_at": accident.happened_at,
        "title": accident.title,
        "union_id": accident.union_id,
        "union": union,
        "district_code": code,
        "district": districts.get(code, code) if code else None,
        "employer": accident.employer_name,
        "place": accident.place,
        "category": accident.category,
        "category_name": translate(accident_categories.LABELS[accident.category])
        if accident.category
        else None,
        "occupational": one.is_occupational,
        "regime": accident.regime,
        "regime_name": translate(REGIME_LABELS[Regime(accident.regime)]),
        "with_union": one.with_union,
        "concealment_name": (
            translate(CONCEALMENT_LABELS[Concealment(accident.concealment)]) if accident.concealment else None
        ),
        **_standing(one),
        **_people(one),
    }


def _standing(one: Known) -> dict[str, Any]:
    standing = one.standing
    unread = translate(N_("（待核）"))
    grade = translate(accident_grades.WORDS[standing.grade or UNGRADED])
    level = translate(LEVEL_LABELS[standing.level])
    return {
        "grade": standing.grade,
        "grade_name": grade if standing.checked or standing.grade is None else grade + unread,
        "grade_checked": standing.checked,
        "grade_unread": None if standing.checked else translate(UNCHECKED_MARK),
        "level": standing.level,
        "level_name": level + unread if one.level_open and standing.level in _NAMED else level,
        "level_checked": not one.level_open,
        "level_unread": translate(UNCHECKED_MARK) if one.level_open else None,
    }


_NAMED = frozenset(LEVEL_LABELS) - {accident_grades.Level.UNREAD}


def _people(one: Known) -> dict[str, Any]:
    found: dict[str, Any] = {
        "deaths": one.dead,
        "deaths_missing": one.missing_as_dead,
        "deaths_missing_checked": not one.missing_unread,
        "deaths_missing_unread": translate(UNCHECKED_MARK) if one.missing_unread else None,
        "deaths_late": one.died_late,
        "missing": one.latest.missing,
        "serious_injuries": one.seriously_hurt,
        "poisoned": one.latest.poisoned,
        "slight_injuries": one.latest.slight,
        "unnamed": one.unnamed,
        "members_unknown": one.members_unknown,
        "migrants_unknown": one.migrants_unknown,
        "direct_loss_yuan": one.latest.direct_loss_yuan,
    }
    for name, degree in (("deaths", InjuryDegree.FATAL), ("serious", InjuryDegree.SERIOUS)):
        found[f"{name}_members"] = one.people(degree, lambda victim: victim.is_member is True)
        found[f"{name}_migrants"] = one.people(degree, lambda victim: victim.migrant is True)
    return found
