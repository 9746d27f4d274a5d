"""What of an accident rests on a text that nobody has read: exports mark it beside the grade and who investigates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safety.accidents import grading
from safety.law.accident_grades import AccidentGrade


@dataclass(frozen=True)
class Unread:
    """Whether the grade, and who investigates, rest on a text that was not read for the accident's day."""

    grade: bool
    level: bool


def unread_of(
    series: Sequence[grading.Casualties], ground: grading.Ground, kept: AccidentGrade | None
) -> Unread:
    """What of the ``kept`` grade and its level was not read, as the newest numbers that made it know it."""
    days = sorted({*(one.on for one in series), ground.missing_count_from})
    known = [grading.standing_on(series, ground, day) for day in days]
    standing = next((one for one in reversed(known) if one.grade is kept), known[-1])
    return Unread(
        grade=not standing.checked,
        level=standing.taken_over is None and not standing.investigation.checked,
    )
