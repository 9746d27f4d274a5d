"""A process that has the application ready and forks a server of it at each line it reads: ``python -m tests.faults.ready PORT``.

A round kills the server hundreds of times, and a start from nothing takes five seconds of a processor.  What serves
is what ``tools.run`` starts; only its imports are done before.  When its input ends, the last server ends too.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from granian.constants import Interfaces
from granian.server import Server as Granian

import app as composition
from safety.database import db
from safety.processors import usable
from tools.run import ADDRESS, FEWEST_PROCESSES, MOST_PROCESSES


def serve(port: int) -> None:
    """Serve on ``port`` until killed, in a process group of its own."""
    os.setsid()
    Granian(
        "tests.faults.faulty:serve",
        address=ADDRESS,
        port=port,
        interface=Interfaces.ASGINL,
        factory=True,
        workers=min(max(usable(), FEWEST_PROCESSES), MOST_PROCESSES),
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,
    ).serve()


def main() -> None:
    """Fork a server at each line, and tell its process."""
    made, child = composition.create_app(), None
    with made.app_context():
        db.engine.dispose()
    setattr(composition, "create_app", lambda *_: made)  # noqa: B010 - ready before the fork
    for _ in sys.stdin:
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if child == 0:
            serve(int(sys.argv[1]))
            os._exit(1)
        print(child, flush=True)
    if child:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
