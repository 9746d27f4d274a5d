"""Which changes of casualties come too late to count towards the grade, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from safety.accidents.grading import COUNTS, Casualties, Ground, change_of, in_order
from safety.text import N_, Text


def left_out(series: Sequence[Casualties], ground: Ground) -> list[Text | None]:
    """Of each report in order: why its change does not count towards the grade; None where it counts.

    Nothing is said under a regime whose rule of late changes was not read.
    """
    rows = in_order(series)
    if not ground.has_window:
        return [None] * len(rows)
    return [_left_out_of(one, before, ground) for before, one in zip([None, *rows], rows, strict=False)]


def late_deaths(series: Sequence[Casualties], ground: Ground, on: date) -> int:
    """How many of the dead known by the day ``on`` died after the days that count; 0 where no rule on these days was read."""
    if not ground.has_window:
        return 0
    late, before = 0, None
    for one in in_order(series):
        if one.on > on:
            break
        late = min(one.deaths, late + change_of(one, before, ground).uncounted)
        before = one
    return late


def _left_out_of(one: Casualties, before: Casualties | None, ground: Ground) -> Text | None:
    change = change_of(one, before, ground)
    counts = before is None or one.on <= ground.last_day or change.counted or one.missing != before.missing
    if not counts:
        changed = any(getattr(one, name) != getattr(before, name) for name in COUNTS)
        return _outside(ground) if changed else None
    if not change.uncounted:
        return None
    if not change.counted and (before is None or one.missing == before.missing):
        return _outside(ground)
    return Text(
        N_("其中 %(n)s 人在事故发生之日起 %(days)s 日以后死亡，照实登记，不改变等级和由谁调查"),
        n=change.uncounted,
        days=ground.windows.casualty_days,
    )


def _outside(ground: Ground) -> Text:
    return Text(
        N_("事故发生之日起 %(n)s 日以后的变化，照实登记，不改变等级和由谁调查"),
        n=ground.windows.casualty_days,
    )
