"""The filters that addresses and programs give to lists of accidents."""

from __future__ import annotations

from marshmallow import fields

from safety.accidents.fields import optional_day, optional_id, optional_line
from safety.accidents.vocabulary import About, OpinionStatus
from safety.wire.paging import ListArgs
from safety.wire.schemas import Choice, OneOf, Strict


class AccidentArgs(ListArgs):
    """The filters of the register."""

    district = optional_line(6)
    grade = optional_line(16)
    category = optional_line(8)
    regime = optional_line(20)
    state = optional_line(16)
    union_part = optional_line(12)
    since = optional_day()
    until = optional_day()
    site_id = optional_id()
    employer_id = optional_id()


class NotificationArgs(ListArgs):
    """The filters of the inbox."""

    linked = fields.String(load_default=None, allow_none=True, validate=OneOf(["yes", "no"]))
    since = optional_day()
    until = optional_day()


class OpinionArgs(ListArgs):
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
