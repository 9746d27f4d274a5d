"""The filters that addresses and programs give to lists of accidents."""

from __future__ import annotations

from collections.abc import Iterable

from marshmallow import fields

from safety.accidents.fields import optional_day, optional_id, optional_line
from safety.accidents.vocabulary import About, CaseState, OpinionStatus, UnionPart
from safety.law import accident_categories, accident_grades
from safety.law.regimes import Regime
from safety.wire.paging import Order, WordsArgs
from safety.wire.schemas import Choice, OneOf, Strict


def _one_of(codes: Iterable[str]) -> fields.String:
    """One of the codes, or nothing."""
    return fields.String(load_default=None, allow_none=True, validate=OneOf([str(one) for one in codes]))


class AccidentArgs(WordsArgs):
    """The filters of the register."""

    sort = Order("happened", "grade", "title")

    district = optional_line(6)
    grade = _one_of(accident_grades.WORDS)
    category = _one_of(accident_categories.LABELS)
    regime = _one_of(Regime)
    state = _one_of(CaseState)
    union_part = _one_of(UnionPart)
    since = optional_day()
    until = optional_day()
    site_id = optional_id()
    employer_id = optional_id()


class NotificationArgs(WordsArgs):
    """The filters of the inbox."""

    linked = fields.String(load_default=None, allow_none=True, validate=OneOf(["yes", "no"]))
    since = optional_day()
    until = optional_day()


class OpinionArgs(WordsArgs):
    """The filters of the opinions on every accident."""

    status = Choice(OpinionStatus, load_default=None, allow_none=True)
    about = Choice(About, load_default=None, allow_none=True)
    since = optional_day()
    until = optional_day()


class SpanArgs(Strict):
    """A span of days, both included."""

    since = optional_day()
    until = optional_day()


class NumbersArgs(SpanArgs):
    """What the numbers are grouped by."""

    by = fields.String(load_default="grade", validate=OneOf(["grade", "category", "district", "month"]))


class RunningArgs(Strict):
    """Which terms: all that run, overdue ones, those that end within a week."""

    due = fields.String(load_default=None, allow_none=True, validate=OneOf(["late", "week"]))
