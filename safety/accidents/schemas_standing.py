"""Grades and terms of a case as programs receive them, with what they rest on."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.schemas import Instant, Strict


class GradeOut(Strict):
    """The grade from a day on, with its reason, the fact that changed it, and the level that investigates.

    ``grade``, ``criterion`` and ``reason`` are null where no grade can be known.  ``checked`` and ``level_checked``
    are false while the grade or the level rests on a text that was not read for the accident's day (待核).
    """

    on = fields.Date()
    grade = fields.Function(lambda row: row.grade and row.grade.value, metadata={"type": ["string", "null"]})
    criterion = fields.Function(
        lambda row: row.graded and row.graded.criterion.value, metadata={"type": ["string", "null"]}
    )
    reason = fields.Function(
        lambda row: str(row.graded.reason) if row.graded else None, metadata={"type": ["string", "null"]}
    )
    fact = fields.Function(lambda row: str(row.fact), metadata={"type": "string"})
    checked = fields.Boolean()
    provisions = fields.Function(
        lambda row: list(row.provisions), metadata={"type": "array", "items": {"type": "string"}}
    )
    level = fields.Function(lambda row: row.level.value, metadata={"type": "string"})
    level_checked = fields.Function(
        lambda row: row.taken_over is not None or row.investigation.checked, metadata={"type": "boolean"}
    )
    level_provisions = fields.Function(
        lambda row: list(row.investigation.provisions),
        metadata={"type": "array", "items": {"type": "string"}},
    )
    investigator = fields.Function(lambda row: row.investigator, metadata={"type": "string"})


class ClockOut(Strict):
    """A term: its rule, start and end, what was added to it, how it was met, where it stands now.

    ``day_unknown``: it was done, but the day that decides whether in time was not entered.  ``done_instead``: others did it in the place of whose duty it was.
    """

    term = fields.String()
    provisions = fields.Function(
        lambda row: list(row.provisions), metadata={"type": "array", "items": {"type": "string"}}
    )
    counts_from = fields.Function(lambda row: row.counts_from, metadata={"type": "string"})
    condition = fields.Function(lambda row: row.rule.condition, metadata={"type": "string"})
    done_instead = fields.Boolean()
    open_points = fields.Function(
        lambda row: [str(one) for one in row.open_points],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    from_discovery = fields.Date(allow_none=True)
    starts_at = Instant(allow_none=True)
    ends_at = Instant(allow_none=True)
    due_on = fields.Date(allow_none=True)
    moved_to = fields.Date(allow_none=True)
    met_at = Instant(allow_none=True)
    day_unknown = fields.Boolean()
    extension_days = fields.Integer()
    appraisal_days = fields.Integer()
