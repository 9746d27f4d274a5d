"""Acts in the order of their days, so that numbers, clocks and the audit run forward as in real life."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from safety.law.days import SHANGHAI

Act = Callable[[datetime], None]
SATURDAY = 5
OPENS, CLOSES = timedelta(hours=8), timedelta(hours=18)


def working(when: datetime) -> datetime:
    """``when``, moved later into working hours of a working day, in Chongqing's time.

    Early mornings become 8 to 10 o'clock, evenings the next morning, weekends the Monday; never earlier, so
    that what follows from an act does not overtake it.
    """
    local = when.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = local - midnight
    if passed < OPENS:
        local = midnight + OPENS + passed / 4
    elif passed >= CLOSES:
        local = midnight + timedelta(days=1) + OPENS + (passed - CLOSES) / 6
    if local.weekday() >= SATURDAY:
        local += timedelta(days=7 - local.weekday())
    return local.astimezone(UTC)


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
