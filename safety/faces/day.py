"""The numbers above the list of what to do: each leads to the list that it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app, url_for

from safety.text import Text

#: So many numbers stand above the list of what to do; it tells the rest row by row.
FOREMOST = 5


@dataclass(frozen=True)
class Line:
    """A number and the list behind it; ``tone`` as in ``components/badge.html``."""

    key: str
    label: str
    count: int
    url: str
    symbol: str
    tone: str = "neutral"
    words: Text | None = None


@dataclass(frozen=True)
class Day:
    """The numbers by heading, in the order of urgency."""

    day: date
    urgent: list[Line] = field(default_factory=list)
    work: list[Line] = field(default_factory=list)
    people: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All numbers."""
        return [*self.urgent, *self.work, *self.people]

    @property
    def foremost(self) -> list[Line]:
        """The first few numbers that are not zero."""
        return [line for line in self.lines if line.count][:FOREMOST]

    @property
    def others(self) -> list[Line]:
        """The rest: what does not press so much, then what there is nothing of."""
        foremost = self.foremost
        rest = [line for line in self.lines if line not in foremost]
        return sorted(rest, key=lambda line: not line.count)


def add_number(
    lines: list[Line],
    key: str,
    label: str,
    count: int,
    symbol: str,
    tone: str,
    endpoint: str,
    *,
    words: Text | None = None,
    **filters: Any,
) -> None:
    """Add a number with its list; a number whose list is not served would lead nowhere and is left out."""
    if endpoint in current_app.view_functions:
        lines.append(Line(key, label, count, url_for(endpoint, **filters), symbol, tone, words))
