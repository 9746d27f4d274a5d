"""What the demonstration tells of each accident, and the accident on its way."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from safety.access.scope import Actor
from safety.accidents.grading import Casualties
from safety.accidents.models import Accident
from safety.demo.places import DemoSite
from safety.law.days import SHANGHAI, shanghai_date

_FILE = Path(__file__).parent / "accidents.toml"


@dataclass(frozen=True)
class Told:
    """One accident of the file; days count from the accident."""

    what: str
    words: str
    trade: str
    old: str
    new: str
    ago: int
    fate: str
    deaths: int = 0
    serious: int = 0
    slight: int = 0
    missing: int = 0
    poisoned: int = 0
    loss: int = 0
    regime: str | None = None
    told_grade: str | None = None
    concealment: str | None = None
    discovered: int = 0
    later: tuple[int, ...] = ()
    channel: str = "department"


@lru_cache(maxsize=1)
def tales() -> list[Told]:
    """All accidents of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return [Told(**{**one, "later": tuple(one.get("later", ()))}) for one in raw["accident"]]


@dataclass
class Case:
    """An accident on its way: who acts for the union, and what was made."""

    told: Told
    place: DemoSite
    officer: Actor
    head: Actor
    now: datetime
    happened_at: datetime
    accident: Accident
    password: str

    def at(self, days: float, hour: int = 10) -> datetime:
        """A time of the day so many days after the accident, never later than now."""
        day = (self.happened_at.astimezone(SHANGHAI) + timedelta(days=days)).replace(hour=hour, minute=20)
        return min(day, self.now)

    def day(self, days: float) -> date:
        """A day so many days after the accident, never later than today."""
        return shanghai_date(self.at(days))


def first_casualties(told: Told, on: date) -> Casualties:
    """The numbers as first known."""
    loss = Decimal(told.loss) if told.loss else None
    return Casualties(on, told.deaths, told.missing, told.serious, told.slight, loss, told.poisoned)
