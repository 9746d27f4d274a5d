"""Whose turn it is to write to a SQLite file: writers wait in line instead of asking again and again.

SQLite itself has a waiting writer sleep and try again, longer each time, so that its lock stands idle while
everybody sleeps.  Here the threads of a process wait at a lock, and its processes at a file lock beside the
database, which the system hands over at once and takes back from a process that dies.
"""

from __future__ import annotations

import os
import threading
from functools import cache

try:
    import fcntl
except ImportError:  # Windows: its processes meet at SQLite's own lock
    fcntl = None  # type: ignore[assignment]


class Turn:
    """The turn to write to one database file, shared by the threads and processes of this machine."""

    def __init__(self, file: str | None) -> None:
        self._threads = threading.Lock()
        self._file = file
        self._descriptor: int | None = None
        self._process: int | None = None

    def take(self, seconds: float | None) -> bool:
        """Wait for the turn; False when this process had it for others all the ``seconds`` (None: no limit)."""
        if not self._threads.acquire(timeout=-1 if seconds is None else seconds):
            return False
        if self._file and fcntl is not None:
            fcntl.flock(self._open(self._file), fcntl.LOCK_EX)
        return True

    def give_up(self) -> None:
        """Let the next writer begin."""
        if self._descriptor is not None and fcntl is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()

    def _open(self, file: str) -> int:
        # A descriptor that came through a fork is the parent's: the lock would be one for both.
        if self._descriptor is None or self._process != os.getpid():
            self._descriptor = os.open(f"{file}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()
        return self._descriptor


@cache
def turn_of(file: str | None) -> Turn:
    """The turn of a database file; one in memory has a turn of its own process."""
    return Turn(None if file in {None, "", ":memory:"} else file)
