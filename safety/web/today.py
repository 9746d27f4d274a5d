"""Today's numbers: what is late, what is due, what waits, for exactly the rows a person may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import url_for

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.people.queries import registers
from safety.text import N_


@dataclass(frozen=True)
class Line:
    """A number and the list behind it; ``tone`` as in ``components/badge.html``."""

    key: str
    label: str
    count: int
    url: str
    symbol: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Day:
    """The page: numbers by heading, in the order of urgency."""

    day: date
    urgent: list[Line] = field(default_factory=list)
    work: list[Line] = field(default_factory=list)
    people: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All numbers."""
        return [*self.urgent, *self.work, *self.people]


def day_of(actor: Actor, today: date) -> Day:
    """The day of ``actor``."""
    day = Day(today)
    if actor.may(P.MEMBER_READ):
        day.people.extend(_people(actor, today))
    return day


def _people(actor: Actor, today: date) -> list[Line]:
    scope = actor.scope(P.MEMBER_READ)
    return [
        Line(
            "certificates_expiring",
            N_("检查员证即将到期"),
            registers.expiring_certificates(scope, today),
            url_for("people.certificates", state="expiring"),
            "certificate",
            "warning",
        )
    ]
