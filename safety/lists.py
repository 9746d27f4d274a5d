"""Part of a long list: which part is wanted, and what was found there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")

#: How far a program's list is counted: beyond it is only said that there are more.
COUNTED_EXACTLY = 10_000

#: The sort keys of a row.
Keys = tuple[Any, ...]


@dataclass(frozen=True)
class Window:
    """Which part of a long list is wanted: ``limit`` rows from ``offset``, as a page counts them.

    With ``by_key`` the part begins after the row whose sort keys are ``after``, so that what others write meanwhile
    moves nothing.  ``steady`` asks for the order of the ids, which no edit changes; ``changed_since`` for the
    records only that have an entry in the audit from that moment on.
    """

    offset: int = 0
    limit: int = 50
    by_key: bool = False
    after: Keys | None = None
    steady: bool = False
    changed_since: datetime | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One part of a list: its rows, how many there are in all, and where it lies.

    For programs no more than ``COUNTED_EXACTLY`` and one are counted; ``next_keys`` are the sort keys after which the
    next part begins, None at the end and on pages that count.
    """

    items: Sequence[T]
    total: int
    window: Window
    next_keys: Keys | None = None

    @property
    def next_offset(self) -> int | None:
        """Where the next part begins; None at the end."""
        after = self.window.offset + len(self.items)
        return after if self.items and after < self.total else None


def part_of(rows: Sequence[T], window: Window, keys: Callable[[T], Keys]) -> Page[T]:
    """The wanted part of ``rows`` that are all at hand, in the order of their ``keys``, which together are unique."""
    if not window.by_key:
        return Page(rows[window.offset : window.offset + window.limit], len(rows), window)
    after = window.after
    left = rows if after is None else [row for row in rows if keys(row) > after]
    some = left[: window.limit]
    return Page(some, len(rows), window, keys(some[-1]) if len(left) > len(some) else None)
