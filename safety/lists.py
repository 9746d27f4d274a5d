"""Part of a long list: which part is wanted, and what was found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Window:
    """Which part of a long list is wanted: ``limit`` rows from ``offset``."""

    offset: int = 0
    limit: int = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """One part of a list: its rows, how many there are in all, and where it lies."""

    items: Sequence[T]
    total: int
    window: Window

    @property
    def next_offset(self) -> int | None:
        """Where the next part begins; None at the end."""
        after = self.window.offset + len(self.items)
        return after if self.items and after < self.total else None
