"""What a drill looked at and what was wrong: each check is a line that names what it opened and what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: Lines of a fault's text that are kept.
FAULT_LINES = 6


class FaultError(Exception):
    """What is wrong, in a sentence."""


@dataclass
class Ledger:
    """The drill's own record; ``faults`` decides its end."""

    database: str = ""
    quiet: bool = False
    looked: int = 0
    faults: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def found(self, what: str, found: object) -> None:
        """Something was opened and is right."""
        self.looked += 1
        if not self.quiet:
            self.say(f"  ok    {what}: {found}")

    def fault(self, what: str, why: object) -> None:
        """Something is wrong."""
        words = " | ".join(str(why).strip().splitlines()[:FAULT_LINES])
        self.faults.append(f"{what}: {words}")
        self.say(f"  FAULT {what}: {words}")

    def say(self, words: str) -> None:
        """A line with the database and the seconds since its drill began."""
        print(f"{self.database:10} {time.monotonic() - self.began:7.1f} {words}", flush=True)

    @contextmanager
    def looking(self, what: str) -> Iterator[None]:
        """A failure within the block is a fault of ``what``, and the drill goes on."""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - whatever it was, the drill has found it
            self.fault(what, f"{type(problem).__name__}: {problem}")
