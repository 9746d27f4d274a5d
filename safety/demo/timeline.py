"""Acts in the order of their days, so that numbers, clocks and the audit run forward as in real life."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from safety.law.days import SHANGHAI

Act = Callable[[datetime], None]
SATURDAY = 5


def working(when: datetime) -> datetime:
    """``when``, moved to Monday from a weekend, the hour kept."""
    day = when.astimezone(SHANGHAI).weekday()
    return when + timedelta(days=7 - day) if day >= SATURDAY else when


class Timeline:
    """What is still to happen; what lies after the last moment never does."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, when: datetime, act: Act) -> None:
        """Let ``act`` happen at ``when``."""
        self._count += 1
        heapq.heappush(self._waiting, (when, self._count, act))

    def after(self, begin: datetime, act: Act, *, days: float = 0, hours: float = 0) -> None:
        """Let ``act`` happen some time after ``begin``, on a working day."""
        self.at(working(begin + timedelta(days=days, hours=hours)), act)

    def run(self) -> None:
        """Do everything up to the last moment, the earliest first."""
        while self._waiting and self._waiting[0][0] <= self.until:
            when, _, act = heapq.heappop(self._waiting)
            act(when)
