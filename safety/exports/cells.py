"""What a cell holds: values as text, numbers, days and moments."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from safety.law.days import SHANGHAI
from safety.text import N_
from safety.wire.problems import translate

#: What XML cannot hold; halves of a character too, which no file holds.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Cell = str | int | float | date


def plain(value: Any) -> Cell:
    """A value as a cell holds it: days and moments (in the time of Chongqing, without a zone) as dates, numbers as
    numbers, nothing as empty text.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate(N_("是") if value else N_("否"))
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int | float | date):
        return value
    return without_controls(str(value))


def _local(moment: datetime) -> datetime:
    here = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    return here.replace(tzinfo=None, microsecond=0)


def as_text(cell: Cell) -> str | int | float:
    """A cell where there are no types: a day as 2026-11-23, a moment as 2026-11-23 10:00."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


def without_controls(text: str) -> str:
    """``text`` without the control characters that XML cannot hold."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def no_markup(text: str) -> str:
    """``text`` as XlsxWriter takes it for text: it takes ``<r>…</r>`` for markup of its own, which breaks the file."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
