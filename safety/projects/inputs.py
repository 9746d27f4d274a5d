"""What the operations of projects are given, as plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Condition:
    """A condition of 附条件同意, with its term."""

    text: str
    term_on: date
