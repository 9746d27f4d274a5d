"""The terms of findings as pages show them: what the papers print, for all rows of a page at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from safety.corrections.facts import allows_no_day
from safety.corrections.models import Demand, Notice, NoticeItem
from safety.corrections.readings import Reading, readings_of
from safety.corrections.term_words import Term
from safety.corrections.vocabulary import NoticeState


def terms_of_demands(demands: Iterable[Demand]) -> dict[uuid.UUID, Term]:
    """The term of each demand, by its id."""
    return {its_id: one.term for its_id, one in readings_of(demands).items()}


def terms_of_notices(notices: Iterable[Notice]) -> dict[uuid.UUID, dict[uuid.UUID, Term]]:
    """By notice and demand: what a draft will print, and of an issued notice the term that stands now."""
    wanted = list(notices)
    read = readings_of({item.demand_id: item.demand for one in wanted for item in one.items}.values())
    return {one.id: {item.demand_id: _term(one, item, read) for item in one.items} for one in wanted}


def _term(notice: Notice, item: NoticeItem, read: Mapping[uuid.UUID, Reading]) -> Term:
    its = read[item.demand_id]
    if notice.state != NoticeState.DRAFT and item.demand.term_on:
        return its.term
    at_once = allows_no_day(notice, item, its.judged)
    return Term(None if at_once else item.term_on, at_once=at_once)


def nearest_terms(notices: Iterable[Notice]) -> dict[uuid.UUID, Term | None]:
    """The term of each notice that comes first among its open items: at once before any day; None where none is open."""
    wanted = list(notices)
    terms = terms_of_notices(wanted)
    return {
        one.id: _nearest([terms[one.id][item.demand_id] for item in one.items if item.demand.is_open])
        for one in wanted
    }


def _nearest(terms: list[Term]) -> Term | None:
    urgent = [one for one in terms if one.at_once]
    dated = [one for one in terms if one.day]
    return urgent[0] if urgent else min(dated, key=lambda one: str(one.day), default=None)
