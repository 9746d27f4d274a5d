"""The clocks of a case: which terms run, from when, and which an unread text keeps from being computed.  No clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from safety.accidents.injury_terms import PRECEDED, injury_clocks
from safety.accidents.rules import CaseFacts
from safety.errors import Invalid
from safety.law import clocks
from safety.law.accident_grades import AccidentGrade
from safety.law.calendar import HolidayTable
from safety.law.clocks import RULES, Clock, ClockStatus, Term
from safety.law.days import shanghai_date
from safety.law.provisions import REGISTER, provision_on
from safety.law.regimes import Edition, edition_on, windows
from safety.text import N_


def clocks_of(facts: CaseFacts, holidays: HolidayTable | None = None) -> list[Clock]:
    """Every term that runs, will run or was met in this case; the order is that of the law's procedure.

    The regime says which terms there are; a term runs only from a day on which its text was in force and was read.
    """
    on = shanghai_date(facts.happened_at)
    return [one for one in _every_clock(facts, holidays) if not _is_unread(one, on)]


def unread_clocks(facts: CaseFacts) -> list[Clock]:
    """Terms of the case that are not computed, because the text of the day from which they count was not read."""
    on = shanghai_date(facts.happened_at)
    return [one for one in _every_clock(facts, None) if _is_unread(one, on)]


def _every_clock(facts: CaseFacts, holidays: HolidayTable | None) -> list[Clock]:
    on = shanghai_date(facts.happened_at)
    edition = edition_on(facts.regime, on)
    short = windows(facts.regime, facts.category).casualty_days < clocks.SUPPLEMENT_DAYS
    made: list[tuple[Term, Callable[[], Clock | None]]] = [
        (
            Term.HEAD_REPORT,
            lambda: clocks.hour_clock(Term.HEAD_REPORT, facts.head_told_at, met_at=facts.authority_told_at),
        ),
        (
            Term.LEVEL_REPORT,
            lambda: clocks.hour_clock(
                Term.LEVEL_REPORT, facts.authority_told_at, met_at=facts.upward_told_at
            ),
        ),
        (
            Term.SUPPLEMENT,
            lambda: clocks.supplement_clock(on, traffic_or_fire=short, holidays=holidays),
        ),
        (Term.REPORT, lambda: _report(facts, edition, on, holidays)),
        (Term.APPROVAL, lambda: _approval(facts, holidays)),
        (
            Term.COPIES,
            lambda: clocks.day_clock(
                Term.COPIES, facts.approved_on, met=facts.copies_sent_on, holidays=holidays
            ),
        ),
        (
            Term.EVALUATION,
            lambda: clocks.day_clock(
                Term.EVALUATION, facts.approved_on, met=facts.evaluated_on, holidays=holidays
            ),
        ),
    ]
    found = [clock for term, make in made if term in edition.terms and (clock := make()) is not None]
    found += _of_every_regime(facts, on, holidays)
    return [_concealed(one, facts, on) for one in found if _existed(one)]


def _of_every_regime(facts: CaseFacts, on: date, holidays: HolidayTable | None) -> list[Clock]:
    """Terms of other laws than the one of the investigation: applications of the union, 工伤认定."""
    found = [
        replace(
            clocks.day_clock(Term.REFERRAL, one.received_on, met=one.answered_on, holidays=holidays),
            of_record=one.record_id,
        )
        for one in facts.referrals
    ]
    return [*found, *injury_clocks(facts.injury, on, holidays)]


def _existed(clock: Clock) -> bool:
    """Whether a text that may set the term, this one or one before it, had begun on the day it counts from; a waiting term may."""
    day = clock.day_of_fact
    return (
        day is None
        or clock.term in PRECEDED
        or all(
            any(
                text.law.in_force_from is None or text.law.in_force_from <= day
                for text in REGISTER.versions(one)
            )
            for one in clock.provisions
        )
    )


def _is_unread(clock: Clock, accident_on: date) -> bool:
    """Whether a text of the term was not read for the day it counts from; one that has not begun begins after the accident."""
    day = clock.day_of_fact or accident_on
    texts = [provision_on(one, day) for one in clock.provisions]
    begun = clock.term not in PRECEDED or all(one.law.in_force(day) for one in texts)
    return not begun or any(
        not one.read or (one.law.in_force_to is not None and one.law.in_force_to < day) for one in texts
    )


def report_days(facts: CaseFacts) -> int | None:
    """Days for the investigation report by the regime and the grade; None where they are not known or were not read."""
    edition = _edition(facts)
    if facts.grade is None or edition.unread_terms(shanghai_date(facts.happened_at)):
        return None
    return edition.report_days.get(facts.grade)


def _edition(facts: CaseFacts) -> Edition:
    return edition_on(facts.regime, shanghai_date(facts.happened_at))


def reported_in_time(facts: CaseFacts) -> bool | None:
    """Whether the report reached the government within its term; None where that day or the term is not known."""
    clock = _report(facts, _edition(facts), shanghai_date(facts.happened_at), None)
    if clock is None or clock.met_at is None:
        return None
    return clock.status(clock.met_at) is ClockStatus.MET_IN_TIME


def unextended_report_due(facts: CaseFacts) -> date:
    """The last day of the report before any extension.

    Raises:
        Invalid: field ``term``: no term of the report is known under this regime and grade.
    """
    days = report_days(facts)
    if days is None:
        raise Invalid(fields={"term": [N_("这一制度的期限待核，不能登记延长")]})
    return clocks.report_due(shanghai_date(facts.happened_at), appraisals=facts.appraisals, days=days)


def check_report_extension(facts: CaseFacts, days: int) -> None:
    """Refuse more days of extension in all than the regime allows for the report.

    Raises:
        Invalid: fields ``extension_days``, ``term``.
    """
    unextended_report_due(facts)
    clocks.report_due(
        shanghai_date(facts.happened_at),
        extension_days=facts.report_extension_days + days,
        appraisals=facts.appraisals,
        extension_most=_edition(facts).extension_most(facts.grade),
    )


def check_approval_extension(facts: CaseFacts, days: int) -> None:
    """Refuse an extension of the approval beyond what the regime and the grade allow.

    Raises:
        Invalid: fields ``extension_days``, ``term``.
    """
    if facts.grade is None or Term.APPROVAL not in _edition(facts).terms:
        raise Invalid(fields={"term": [N_("这一制度的期限待核，不能登记延长")]})
    received = facts.report_submitted_on or shanghai_date(facts.happened_at)
    total = facts.approval_extension_days + days
    clocks.approval_due(received, grade=facts.grade, extension_days=total)


def _report(facts: CaseFacts, edition: Edition, on: date, holidays: HolidayTable | None) -> Clock | None:
    days = report_days(facts)
    if days is None:
        return None
    clock = clocks.report_clock(
        on,
        extension_days=facts.report_extension_days,
        appraisals=facts.appraisals,
        met=facts.report_submitted_on,
        holidays=holidays,
        days=days,
        # What was entered before the regime was changed stays in the term, and is no refusal on reading.
        extension_most=max(edition.extension_most(facts.grade), facts.report_extension_days),
    )
    seen = facts.report_received_on is not None or facts.approved_on is not None
    clock = replace(clock, day_unknown=seen and facts.report_submitted_on is None)
    own = edition.report_by != RULES[Term.REPORT].provisions
    return replace(clock, by=edition.report_by, days=days) if own else clock


def _approval(facts: CaseFacts, holidays: HolidayTable | None) -> Clock | None:
    if facts.grade is None:
        return None
    worst = facts.grade is AccidentGrade.EXTRAORDINARY
    clock = clocks.approval_clock(
        facts.report_submitted_on,
        grade=facts.grade,
        extension_days=facts.approval_extension_days if worst else 0,
        met=facts.approved_on,
        holidays=holidays,
    )
    return replace(clock, day_unknown=facts.approved_on is not None and facts.report_submitted_on is None)


def _concealed(clock: Clock, facts: CaseFacts, on: date) -> Clock:
    """A term from the accident, with the last day it had if it counted from the discovery: the text leaves that open."""
    if facts.discovered_on is None or clock.due_on is None or clock.term not in _FROM_ACCIDENT:
        return clock
    return replace(clock, from_discovery=clock.due_on + (facts.discovered_on - on))


_FROM_ACCIDENT = frozenset({Term.SUPPLEMENT, Term.REPORT})
