"""A processor for each process of the server: its threads stay together.

The threads of a process run Python one after another.  Where the system lets them wander, each hand-over wakes a
processor that has nothing of the process in its cache; on one processor the next thread simply goes on.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_TASKS = Path("/proc/self/task")


def usable() -> int:
    """How many processors this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def keep_to_one(folder: Path) -> int | None:
    """Keep this process, with the threads it has and will have, to a processor that no other one of ``folder`` keeps to.

    Which are taken is told by locks on files in ``folder``, which the system gives back when a process dies.  None, and
    nothing changes, where all are taken or the system does not place threads.
    """
    if not hasattr(os, "sched_setaffinity"):  # macOS, Windows
        return None
    import fcntl

    for processor in sorted(os.sched_getaffinity(0)):
        lock = os.open(folder / f"processor-{processor}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        for thread in [int(one.name) for one in _TASKS.iterdir()] if _TASKS.is_dir() else [0]:
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(thread, {processor})
        return processor
    return None
