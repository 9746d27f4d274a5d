"""Upgrades that are killed: ``python -m tests.migrations.interrupted``, one for each line ``FOLDER STATEMENT ADDRESS``.

Each runs in a process of its own, which ends itself (``kill -9``) before its ``STATEMENT``-th statement; 0 runs to the
end.  Tells for each how many statements it came to, or -9.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import create_app
from tests.conftest import settings_for


def killed_before(statement: int) -> Any:
    """Count statements, and end this process before one of them."""
    counted = count(1)
    reached = [0]

    def before(*_: object) -> None:
        reached[0] = next(counted)
        if reached[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    return reached


def upgraded(folder: str, statement: int, address: str | None) -> int:
    """Upgrade the database there; how many statements it took."""
    with create_app(settings_for(Path(folder), address)).app_context():
        reached = killed_before(statement)
        upgrade()
    return int(reached[0])


def main() -> None:
    """Fork a process for each line, and tell what became of it."""
    for line in sys.stdin:
        folder, statement, *address = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, str(upgraded(folder, int(statement), *address or [None])).encode())
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        told = os.read(reading, 20).decode()
        os.close(reading)
        sys.stdout.write(f"RESULT {told or os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
