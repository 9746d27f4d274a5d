"""What an application to a department begins with: the case so far, in the words of papers, and its papers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from safety.corrections import queries
from safety.corrections.documents import chinese_day, named
from safety.corrections.models import Demand, DemandFact
from safety.corrections.rules import FactKind, Stance
from safety.corrections.subjects import seen_on
from safety.corrections.vocabulary import (
    RESULT_LABELS,
    STANCE_LABELS,
    DemandKind,
    FindingGrade,
    RecheckResult,
    ReferralKind,
)
from safety.evidence.queries import files_of_many
from safety.law import applications
from safety.law.applications import About, Matter
from safety.law.days import shanghai_date
from safety.law.grounds import Ground
from safety.papers.queries import papers_of_many, title_for
from safety.papers.rules import PaperKind, PaperState
from safety.people.queries import get_union
from safety.reference.queries import district_names
from safety.text import fitted, within_sentence

_LONGEST_ABOUT = 200
_LONGEST_REASON = 4000
#: How the first line of a case tells where the demand comes from.
_RAISED = {
    DemandKind.FINDING: "我会监督检查发现",
    DemandKind.OPINION: "我会就建设项目的劳动条件和安全卫生设施向建设单位提出意见，",
    DemandKind.CONDITION: "我会在建设项目审查结论中提出条件，",
    DemandKind.MEASURE: "按照事故调查报告，应当落实防范和整改措施的单位：",
}
#: What a department is asked to do: it orders hazards removed; what a law says of opinions and measures is another thing.
_ASKED = {
    DemandKind.FINDING: "责令该单位整改",
    DemandKind.OPINION: "督促建设单位处理工会意见并书面答复",
    DemandKind.CONDITION: "督促建设单位落实审查结论的条件",
    DemandKind.MEASURE: "监督检查该单位落实防范和整改措施的情况",
}
#: What is done about a demand, and what the union asked to be done by its term.
_DONE = {kind: "整改" if kind is DemandKind.FINDING else "落实" for kind in DemandKind}
_BY_TERM = _DONE | {DemandKind.OPINION: "书面答复"}


def usual_request(kind: DemandKind) -> str:
    """What the form proposes to ask the department for."""
    return f"请依法对上述问题作出处理，{_ASKED[kind]}，并将处理结果书面告知我会。"


def application_words(demands: Sequence[Demand], today: date) -> dict[str, str]:
    """The fields of a fresh application about ``demands``: about, reason (the case by its days), request, kind.

    It says that a term has passed only where one has, by ``today``.
    """
    facts = queries.facts_of_many(one.id for one in demands)
    refused = any(fact.stance == Stance.REJECTED for rows in facts.values() for fact in rows)
    first = demands[0]
    late = all(one.term_on is not None and one.term_on < today for one in demands)
    kind = DemandKind(first.kind)
    done = _DONE[kind]
    wrong = f"拒不{done}" if refused else f"逾期未{done}" if late else f"未{done}到位"
    more = f"等{len(demands)}项问题" if len(demands) > 1 else "的问题"
    return {
        "kind": ReferralKind.REFUSAL if refused else ReferralKind.OVERDUE,
        "about": fitted(
            within_sentence(first.summary),
            _LONGEST_ABOUT,
            before=f"{first.addressee}“",
            after=f"”{more}{wrong}",
        ),
        "reason": fitted("\n".join(_lines(demands, facts)), _LONGEST_REASON),
        "request": usual_request(kind),
    }


def usual_addressee(demands: Sequence[Demand], today: date) -> str:
    """Whom the form proposes for findings: the local government, which the law names; empty where a department is meant.

    A 重大 hazard is brought before the department that supervises the trade, which the officer names.
    """
    first = demands[0]
    major = any(one.grade == FindingGrade.MAJOR for one in demands)
    name = district_names(today).get(first.district_code) if first.district_code else None
    to_department = applications.goes_to_department(
        Matter.UNCORRECTED, About(today, grounds=(Ground(major=major),))
    )
    return f"{name}人民政府" if name and not to_department and first.kind == DemandKind.FINDING else ""


def _lines(demands: Sequence[Demand], facts: Mapping[uuid.UUID, Sequence[DemandFact]]) -> Iterator[str]:
    seen = seen_on(demands)
    for one in demands:
        site = f"（{one.site.name}）" if one.site else ""
        how = _RAISED[DemandKind(one.kind)]
        yield f"{chinese_day(seen[one.id])}，{how}{one.addressee}{site}：{within_sentence(one.summary)}。"
    title = title_for(get_union(demands[0].union_id), PaperKind.CORRECTION_NOTICE).title
    numbers = {
        one.id: named(title, one.number) if one.number else None
        for one in queries.notices_of_demands(one.id for one in demands)
    }
    several = len(demands) > 1
    told = [
        (fact.at, line)
        for one in demands
        for fact in facts.get(one.id, ())
        if (
            line := _line(
                fact, numbers, f"“{within_sentence(one.summary)}”" if several else "", DemandKind(one.kind)
            )
        )
    ]
    yield from dict.fromkeys(line for _at, line in sorted(told, key=lambda pair: pair[0]))
    yield f"以上问题至今没有{_DONE[DemandKind(demands[0].kind)]}完毕。"


def _line(  # noqa: PLR0911 - one line a kind of step
    fact: DemandFact, numbers: Mapping[uuid.UUID, str | None], about: str, kind: DemandKind
) -> str:
    """One step of the case, or nothing for what a department need not know."""
    day = chinese_day(shanghai_date(fact.at))
    words = f"：{within_sentence(fact.words)}" if fact.words else ""
    match FactKind(fact.kind):
        case FactKind.DEMANDED:
            number = numbers.get(fact.source_id) if fact.source_id else None
            at_once = fact.term_on is not None and fact.term_on <= shanghai_date(fact.at)
            by = "立即" if at_once else f"于{chinese_day(fact.term_on)}前"
            return f"{day}，我会发出{number or '书面意见'}{about}，要求{by}{_BY_TERM[kind]}。"
        case FactKind.DELIVERED:
            return f"{day}送达{words.replace('：', '，签收人：', 1)}。"
        case FactKind.REPLIED if fact.stance:
            return f"{day}，该单位书面答复{about}（{STANCE_LABELS[Stance(fact.stance)]}）{words}。"
        case FactKind.REMINDED:
            return f"{day}，我会催办{words}。"
        case FactKind.RECHECKED if fact.result:
            return f"{day}，我会复查{about}，结果为{RESULT_LABELS[RecheckResult(fact.result)]}{words}。"
        case FactKind.TERM_SET:
            return f"{day}，{_BY_TERM[kind]}期限{about}改为{chinese_day(fact.term_on)}{words}。"
        case _:
            return ""


def case_files(demands: Sequence[Demand]) -> list[str]:
    """The names of the pictures and files that came with replies and re-checks, for attaching by name."""
    ids = [one.id for one in demands]
    of_replies = [item.id for one in queries.replies_of_demands(ids) for item in one.items]
    of_rechecks = [item.id for one in queries.rechecks_of_demands(ids) for item in one.items]
    found = {**files_of_many("reply_item", of_replies), **files_of_many("recheck_item", of_rechecks)}
    return [file.name for files in found.values() for file in files]


def case_papers(demands: Sequence[Demand]) -> tuple[str, ...]:
    """The attachments of an application: the papers issued about its demands, oldest first, and the replies."""
    ids = [one.id for one in demands]
    notices = [one.id for one in queries.notices_of_demands(ids)]
    rechecks = [one.id for one in queries.rechecks_of_demands(ids)]
    found = [*papers_of_many("notice", notices), *papers_of_many("recheck", rechecks)]
    issued = sorted(
        (one for one in found if one.state == PaperState.ISSUED and one.issued_at),
        key=lambda one: (one.issued_at, one.id),
    )
    replies = [
        f"{one.author}的书面答复（{chinese_day(shanghai_date(one.received_at))}）"
        for one in queries.replies_of_demands(ids)
    ]
    return (*(f"{one.title}（{one.number}）" for one in issued), *replies)
