"""Which accidents still owe a term: archiving the union's part ends none of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from safety.accidents.models import Accident, AccidentOpinion
from safety.accidents.queries.cases import SOURCE
from safety.accidents.queries.opinions import OPINION_SOURCE
from safety.accidents.vocabulary import CaseState
from safety.corrections.models import Referral


def owes_terms() -> ColumnElement[bool]:
    """Every open case; of the archived ones those without copies, evaluation, 工伤认定, or a department's answer.

    Rather too many than too few: the rules say of each what runs.
    """
    return or_(
        Accident.state != CaseState.CLOSED,
        Accident.copies_sent_on.is_(None),
        Accident.evaluated_on.is_(None),
        _recognition(),
        _referral(),
    )


def _recognition() -> ColumnElement[bool]:
    """Whether somebody was hurt, or found ill, for whom nobody has applied since."""
    begun = (
        Accident.deaths + Accident.serious + Accident.slight + Accident.poisoned > 0,
        Accident.disease_diagnosed_on.is_not(None),
    )
    missing = (
        Accident.injury_applied_on.is_(None),
        Accident.injury_applied_on < Accident.disease_diagnosed_on,
    )
    return and_(or_(*begun), or_(*missing))


def _referral() -> ColumnElement[bool]:
    """Whether an application to a department, about the case or an opinion on it, waits for its answer."""
    opinions = select(AccidentOpinion.id).where(AccidentOpinion.accident_id == Accident.id)
    about = or_(
        and_(Referral.subject_kind == SOURCE, Referral.subject_id == Accident.id),
        and_(Referral.subject_kind == OPINION_SOURCE, Referral.subject_id.in_(opinions)),
    )
    waits = (Referral.received_on.is_not(None), Referral.answered_on.is_(None), Referral.revoked_at.is_(None))
    return exists().where(about, *waits)
