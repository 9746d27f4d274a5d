"""Reading what the sheets of a case say; those who were hurt or asked are not named in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from safety.accidents import queries
from safety.accidents.documents import summary_words
from safety.accidents.models import Accident, AccidentOpinion, Activity, Approval, Harm, Notification
from safety.accidents.sheet_documents import ApprovalFacts, MeasureFacts, NewsFacts, PartFacts, chinese_minute
from safety.accidents.vocabulary import (
    ABOUT_LABELS,
    ACTIVITY_LABELS,
    CHANNEL_LABELS,
    IN_THE_TEAM,
    OUTCOME_LABELS,
    About,
    ActivityKind,
    Channel,
    Outcome,
)
from safety.corrections import queries as corrections
from safety.corrections.models import Demand, DemandFact
from safety.corrections.rules import FactKind, is_overdue
from safety.corrections.vocabulary import (
    RESULT_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
    DemandState,
    RecheckResult,
    Stance,
)
from safety.evidence.queries import files_of
from safety.law.days import SHANGHAI, shanghai_date
from safety.papers.rules import chinese_date
from safety.people.masking import masked_text
from safety.people.models import Union
from safety.people.queries import member_names

#: Whose files those of an approval are.
APPROVAL = "accident_approval"


def casualty_words(row: Harm) -> str:
    """Numbers of people as papers write them."""
    return summary_words(
        (
            ("死亡", row.deaths),
            ("下落不明", row.missing),
            ("重伤", row.serious),
            ("急性工业中毒", row.poisoned),
            ("轻伤", row.slight),
        )
    )


def _of_the_hurt(accident: Accident | None) -> list[str]:
    return [one.name for one in queries.victims_of(accident.id)] if accident else []


def news_facts(notification: Notification, accident: Accident | None, union: Union) -> NewsFacts:
    """News of an accident as its slip tells it; ``accident`` is the case that it led to."""
    entered = member_names([notification.entered_by])
    loss = notification.direct_loss_yuan
    return NewsFacts(
        issuer=union.name,
        received_at=notification.received_at,
        channel=CHANNEL_LABELS[Channel(notification.channel)],
        source=notification.source,
        happened_at=notification.happened_at,
        place=notification.place or "",
        employer=notification.employer_name or "",
        casualties=casualty_words(notification),
        loss=f"直接经济损失约{loss:f}元" if loss is not None else "",
        words=masked_text(notification.words, _of_the_hurt(accident)) or "",
        entered_by=entered.get(notification.entered_by, "") if notification.entered_by else "",
        entered_at=notification.entered_at,
        accident=accident.title if accident else "",
        regime=queries.regime_of(accident) if accident else None,
        on=shanghai_date(notification.happened_at or notification.received_at),
    )


def part_facts(accident: Accident, union: Union, until: date) -> PartFacts:
    """What the people of ``union`` did and said in the case."""
    hurt = _of_the_hurt(accident)
    activities = [one for one in queries.activities_of(accident.id) if one.union_id == union.id][::-1]
    opinions = [one for one in queries.standing_opinions(accident.id) if one.union_id == union.id][::-1]
    signed = [
        one for some in queries.signings_of(accident).values() for one in some if one.union_id == union.id
    ]
    seats = [one for one in accident.seats if one.union_id == union.id and one.state in IN_THE_TEAM]
    names = member_names(
        [
            *(id for one in activities for id in one.people),
            *(one.member_id for one in signed),
            *(one.member_id for one in seats),
        ]
    )
    return PartFacts(
        seats=[
            (
                names.get(one.member_id, "") or "待派员" if one.member_id else "待派员",
                one.expertise or "—",
                _term(one.named_at and shanghai_date(one.named_at), one.ended_on),
            )
            for one in seats
        ],
        activities=[_activity(one, [names.get(id, "") for id in one.people], hurt) for one in activities],
        opinions=[_opinion(one, hurt) for one in opinions],
        signings=[
            (
                chinese_date(shanghai_date(one.signed_at)),
                names.get(one.member_id, ""),
                OUTCOME_LABELS[Outcome(one.outcome)],
                masked_text(one.words, hurt) or "—",
            )
            for one in sorted(signed, key=lambda one: one.signed_at)
        ],
        hours=round(sum(one.hours for one in activities), 1),
        until=until,
    )


def _term(first: date | None, last: date | None) -> str:
    begun = f"{chinese_date(first)}起" if first else "—"
    return f"{begun}，至{chinese_date(last)}" if last else begun


def _activity(one: Activity, people: Sequence[str], hurt: Sequence[str]) -> tuple[str, str, str, str, str]:
    same_day = shanghai_date(one.starts_at) == shanghai_date(one.ends_at)
    end = f"{one.ends_at.astimezone(SHANGHAI):%H:%M}" if same_day else chinese_minute(one.ends_at)
    # Those who were asked are named here and there in the notes; the column that names them is left out whole.
    asked = [name for name in (one.others or "").replace("，", "、").replace(",", "、").split("、") if name]
    return (
        f"{chinese_minute(one.starts_at)}至{end}",
        ACTIVITY_LABELS[ActivityKind(one.kind)],
        one.place,
        "、".join(name for name in people if name),
        masked_text(one.words, [*hurt, *asked]) or "—",
    )


def _opinion(one: AccidentOpinion, hurt: Sequence[str]) -> tuple[str, str, str, str]:
    answer = "尚未答复"
    if one.answered_on and one.stance:
        words = f"：{one.answer}" if one.answer else ""
        answer = f"{chinese_date(one.answered_on)}{STANCE_LABELS[Stance(one.stance)]}{words}"
    return (
        f"{chinese_date(one.sent_on)}\n{one.addressee}",
        ABOUT_LABELS[About(one.about)],
        masked_text(one.words, hurt) or "",
        masked_text(answer, hurt) or "",
    )


def measure_facts(measures: Sequence[Demand], until: date) -> list[MeasureFacts]:
    """The measures of a report as their sheet tells them."""
    steps = corrections.facts_of_many(one.id for one in measures)
    return [
        MeasureFacts(
            summary=one.summary + (f"\n{one.detail}" if one.detail else ""),
            owner=one.addressee,
            term_on=one.term_on,
            state=STATE_LABELS[DemandState(one.state)]
            + ("（逾期）" if is_overdue(is_open=one.is_open, term_on=one.term_on, today=until) else ""),
            seen=[line for fact in steps.get(one.id, ()) for line in _seen(fact)],
        )
        for one in measures
    ]


def _seen(fact: DemandFact) -> Iterator[str]:
    day = chinese_date(shanghai_date(fact.at))
    words = f"：{fact.words}" if fact.words else ""
    match FactKind(fact.kind):
        case FactKind.REPLIED if fact.stance:
            yield f"{day}答复（{STANCE_LABELS[Stance(fact.stance)]}）{words}"
        case FactKind.REMINDED:
            yield f"{day}催办{words}"
        case FactKind.RECHECKED if fact.result:
            by = fact.by_name or ""
            yield f"{day}{by}核查，{RESULT_LABELS[RecheckResult(fact.result)]}{words}"
        case FactKind.TERM_SET:
            yield f"{day}期限改为{chinese_date(fact.term_on) if fact.term_on else '—'}{words}"


def approval_facts(accident: Accident, approval: Approval) -> ApprovalFacts:
    """The government's approval as its sheet tells it."""
    report = accident.versions[0] if accident.versions else None
    names = member_names([approval.by_id])
    return ApprovalFacts(
        report=report.title if report else "—",
        report_submitted_on=accident.report_submitted_on,
        report_received_on=min((one.received_on for one in accident.versions), default=None),
        approver=approval.approver or "",
        number=approval.number,
        approved_on=approval.approved_on,
        received_on=approval.received_on,
        words=masked_text(approval.words, _of_the_hurt(accident)) or "",
        files=[one.name for one in files_of(APPROVAL, approval.id)],
        entered_by=names.get(approval.by_id, "") if approval.by_id else "",
        entered_at=approval.at,
    )
