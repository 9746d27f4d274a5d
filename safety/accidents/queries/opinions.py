"""The union's opinions on accidents: of one case, and all of them with what was never answered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from safety.access.scope import Scope
from safety.accidents.models import Accident, AccidentOpinion
from safety.accidents.queries.scope import visible
from safety.accidents.queries.standing import regime_of
from safety.accidents.vocabulary import OpinionStatus
from safety.corrections.queries import referrals_of_subject
from safety.corrections.subjects import Told
from safety.corrections.vocabulary import Stance
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.law.days import shanghai_date
from safety.lists import Page, Window
from safety.pages import in_order, page_of

#: What an application about an opinion names as its subject.
OPINION_SOURCE = "accident_opinion"


@dataclass(frozen=True)
class OpinionFilters:
    """The filters of the list; the days are those on which the opinions were sent, both included."""

    q: str | None = None
    status: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None


def opinions_of(accident_id: uuid.UUID) -> Sequence[AccidentOpinion]:
    """The union's opinions on an accident, the newest first."""
    statement = select(AccidentOpinion).where(AccidentOpinion.accident_id == accident_id)
    return session.scalars(
        statement.order_by(AccidentOpinion.sent_on.desc(), AccidentOpinion.at.desc())
    ).all()


def standing_opinions(accident_id: uuid.UUID) -> list[AccidentOpinion]:
    """The same without those whose paper was taken back."""
    return [one for one in opinions_of(accident_id) if one.revoked_at is None]


def get_opinion(opinion_id: uuid.UUID, accident: Accident) -> AccidentOpinion:
    """An opinion on the accident.

    Raises:
        NotFound: there is none.
    """
    found = session.get(AccidentOpinion, opinion_id)
    if found is None or found.accident_id != accident.id:
        raise NotFound
    return found


def case_of_opinion(opinion_id: uuid.UUID) -> uuid.UUID | None:
    """The id of the accident that an opinion is about."""
    found = session.get(AccidentOpinion, opinion_id)
    return found.accident_id if found else None


def told_of_case(accident_id: uuid.UUID) -> Told:
    """What an application about an accident tells the law: its day and its regime."""
    accident = session.get_one(Accident, accident_id)
    return Told(shanghai_date(accident.happened_at), regime=regime_of(accident))


def told_of_opinion(opinion_id: uuid.UUID) -> Told:
    """The same for an opinion on an accident."""
    return told_of_case(session.get_one(AccidentOpinion, opinion_id).accident_id)


def applied_for(opinion_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the opinions about which an application to a department waits for its answer."""
    found = referrals_of_subject(OPINION_SOURCE, *opinion_ids)
    return {
        one.subject_id
        for one in found
        if one.subject_id is not None and one.answered_on is None and one.revoked_at is None
    }


def opinions_in_order(scope: Scope, filters: OpinionFilters, *, today: date) -> Select[AccidentOpinion]:
    """The opinions on every accident of the scope: those whose answer is due the longest first."""
    statement = select(AccidentOpinion).join(Accident, AccidentOpinion.accident_id == Accident.id)
    statement = statement.where(*_conditions(scope, filters, today))
    answered = or_(AccidentOpinion.answered_on.is_not(None), AccidentOpinion.revoked_at.is_not(None))
    no_term = AccidentOpinion.due_on.is_(None)
    order = (answered, no_term, AccidentOpinion.due_on, AccidentOpinion.sent_on, AccidentOpinion.id)
    return in_order(statement, *order)


def list_opinions(
    scope: Scope, filters: OpinionFilters, window: Window, *, today: date
) -> Page[AccidentOpinion]:
    """One part of ``opinions_in_order``."""
    return page_of(opinions_in_order(scope, filters, today=today), window)


def count_opinions(scope: Scope, status: OpinionStatus, *, today: date) -> int:
    """How many opinions stand at ``status``."""
    statement = select(func.count(AccidentOpinion.id)).join(
        Accident, AccidentOpinion.accident_id == Accident.id
    )
    return session.scalar(statement.where(*_conditions(scope, OpinionFilters(status=status), today))) or 0


def titles_of(opinions: Sequence[AccidentOpinion]) -> dict[uuid.UUID, str]:
    """The accidents' titles, by their ids."""
    ids = {one.accident_id for one in opinions}
    rows = session.execute(select(Accident.id, Accident.title).where(Accident.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _conditions(scope: Scope, filters: OpinionFilters, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [visible(scope)]
    if filters.q:
        found.append(folding.found([AccidentOpinion, Accident], filters.q))
    if filters.about:
        found.append(AccidentOpinion.about == filters.about)
    if filters.since:
        found.append(AccidentOpinion.sent_on >= filters.since)
    if filters.until:
        found.append(AccidentOpinion.sent_on <= filters.until)
    if filters.status:
        found.append(_stands(filters.status, today))
    return found


def _stands(status: str, today: date) -> ColumnElement[bool]:
    unanswered = and_(AccidentOpinion.answered_on.is_(None), AccidentOpinion.revoked_at.is_(None))
    match status:
        case OpinionStatus.WAITING:
            return unanswered
        case OpinionStatus.OVERDUE:
            return and_(unanswered, AccidentOpinion.due_on < today)
        case OpinionStatus.REJECTED:
            return AccidentOpinion.stance == Stance.REJECTED
        case _:
            return AccidentOpinion.answered_on.is_not(None)
