"""The worklist: what somebody has to do by when, gathered from the duties, the most pressing first.

Each duty's face reads what is open in it; pages and programs read the whole and never name a duty.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from safety.access.scope import Actor
from safety.errors import Invalid
from safety.lists import Page, Window
from safety.text import N_, Sentence, Text

#: "Soon": the days after today that the list looks ahead.
DAYS_AHEAD = 7


class Urgency(IntEnum):
    """Why an item stands where it does; the smaller, the further up.

    ``WAITING`` items have no day of their own: a reply that came, a signature, a hazard not yet demanded.
    """

    DANGER = 0
    LATE = 1
    TODAY = 2
    WAITING = 3
    SOON = 4


class Whose(StrEnum):
    """Whose work is listed: one's own, that of one's union, or all that one may see."""

    MINE = "mine"
    UNION = "union"
    ALL = "all"


WHOSE_LABELS = {Whose.MINE: N_("我的"), Whose.UNION: N_("本会"), Whose.ALL: N_("全部")}


@dataclass(frozen=True)
class Step:
    """The next act and the page on which it is done."""

    label: str
    url: str
    symbol: str = "chevron-right"


@dataclass(frozen=True)
class OpenItem:
    """One thing to do.

    ``what`` is the record's own words, or a ``Text`` of the application's; ``where`` is the record's own; ``kind`` names what it is and ``state`` how it stands; ``due`` is
    the last day, ``at_once`` that no day may be left, whatever day is kept; ``grave`` items come before others of the same urgency; ``picture`` is the address of a small picture.
    """

    what: str | Text
    where: str
    kind: str
    state: Sentence
    url: str
    step: Step
    urgency: Urgency
    due: date | None = None
    at_once: bool = False
    who: str = ""
    grave: bool = False
    symbol: str = "alert-triangle"
    picture: str | None = None

    @property
    def rank(self) -> tuple[int, bool, date, str]:
        """What items are sorted by."""
        return (self.urgency, not self.grave, self.due or date.max, self.url)


@dataclass(frozen=True)
class Asked:
    """Whose open items are wanted, for which day and moment, and how many at most from each duty."""

    actor: Actor
    today: date
    now: datetime
    whose: Whose = Whose.ALL
    most: int = 50

    def holds(self, union_id: uuid.UUID, *members: uuid.UUID | None) -> bool:
        """Whether a record of this union, in the hands of these members, is among those asked for."""
        match self.whose:
            case Whose.MINE:
                return self.actor.member_id is not None and self.actor.member_id in members
            case Whose.UNION:
                return union_id == self.actor.union_id
            case _:
                return True


@dataclass(frozen=True)
class Found:
    """The first items of a duty in the order of their rank, and how many there are in all."""

    items: Sequence[OpenItem] = ()
    total: int = 0


@dataclass(frozen=True)
class DutyItems:
    """A duty as the list names it: its key in addresses, its label, and how many of its items are open."""

    key: str
    label: str
    total: int


@dataclass(frozen=True)
class Worklist:
    """One part of the items, of all duties or of the chosen one, and how many are open in each duty."""

    page: Page[OpenItem]
    duties: Sequence[DutyItems]


Reading = Callable[[Asked], Found]


@dataclass(frozen=True)
class Duty:
    """A duty as the list asks it: its key in addresses, its label, and what reads its open items."""

    key: str
    label: str
    reading: Reading


def urgency_of(due: date | None, today: date) -> Urgency | None:
    """How pressing a term is: late, today or soon; None beyond the days ahead, and without a term."""
    if due is None or due > today + timedelta(days=DAYS_AHEAD):
        return None
    if due < today:
        return Urgency.LATE
    return Urgency.TODAY if due == today else Urgency.SOON


def first_of(items: Iterable[OpenItem], most: int) -> Found:
    """Items that a duty read whole, as its first ``most``."""
    ranked = sorted(items, key=lambda one: one.rank)
    return Found(ranked[:most], len(ranked))


def together(parts: Sequence[Found], most: int) -> Found:
    """Several readings of one duty as one."""
    ranked = sorted((item for one in parts for item in one.items), key=lambda item: item.rank)
    return Found(ranked[:most], sum(one.total for one in parts))


def worklist(duties: Sequence[Duty], asked: Asked, window: Window, only: str | None = None) -> Worklist:
    """One part of the items of all duties, or of ``only`` one; the most pressing first.

    Raises:
        Invalid: there is no such duty (field ``duty``).
    """
    if only is not None and only not in {duty.key for duty in duties}:
        raise Invalid(fields={"duty": [N_("不在可选范围内")]})
    wanted = replace(asked, most=window.offset + window.limit)
    found = {duty: duty.reading(wanted) for duty in duties}
    chosen = [one for duty, one in found.items() if only is None or duty.key == only]
    ranked = sorted((item for one in chosen for item in one.items), key=lambda item: item.rank)
    page = Page(ranked[window.offset : wanted.most], sum(one.total for one in chosen), window)
    return Worklist(page, [DutyItems(duty.key, duty.label, one.total) for duty, one in found.items()])
