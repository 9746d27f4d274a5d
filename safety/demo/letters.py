"""Drafts of the three letters of 劳动法律监督: they wait until the rule that they rest on was read."""

from __future__ import annotations

from datetime import datetime, timedelta

from safety.demo.people import DemoPeople
from safety.labour_law import operations as labour_law
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.vocabulary import LetterKind
from safety.law.days import shanghai_date
from safety.people.queries import actor_of, place_in

EMPLOYER = "示例餐饮管理有限公司"
LETTERS = (
    (
        LetterKind.PROMPT,
        EMPLOYER,
        "高温季节的工作时间",
        "进入高温季节，请提前安排作息。",
        "合理安排工作时间。",
    ),
    (
        LetterKind.OPINION,
        EMPLOYER,
        "加班没有安排补休",
        "职工反映连续加班，没有补休也没有加班工资。",
        "核实并补发。",
    ),
    (
        LetterKind.SUGGESTION,
        "区人力资源和社会保障局（示例）",
        "拒不改正",
        "我会提出意见后仍未改正。",
        "请依法处理。",
    ),
)


def tell_letters(staff: DemoPeople, now: datetime) -> None:
    """One draft of each kind."""
    supervisor = staff.officers.get("supervisor")
    if supervisor is None:
        return
    actor, place = actor_of(supervisor, on=shanghai_date(now)), place_in(staff.districts["500102"])
    for days, (kind, addressee, about, facts, demand) in enumerate(LETTERS, 1):
        labour_law.draft_letter(
            actor=actor,
            now=now - timedelta(days=days),
            place=place,
            kind=kind,
            facts=LetterFacts(
                addressee=addressee, employer_name=EMPLOYER, about=about, facts=facts, demand=demand
            ),
        )
