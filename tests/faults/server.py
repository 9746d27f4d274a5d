"""The server that is broken: started, killed and started again on one port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from bench.server import ROOT, SECRET, free_port


class Server:
    """The serving processes on the data in ``folder``; ``fault`` is what ``tests.faults.faulty`` does to them."""

    def __init__(self, folder: Path, url: str, fault: str) -> None:
        self.port, self.fault, self.kills = free_port(), fault, 0
        environment = os.environ | {
            "QUNJIAN_SECRET_KEY": SECRET,
            "QUNJIAN_DATA_DIR": str(folder),
            "QUNJIAN_DATABASE_URL": url,
            "QUNJIAN_DEMO": "0",
            "QUNJIAN_FAULT": fault,
            "QUNJIAN_API_CALLS_A_MINUTE": "100000000",
        }
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            self._ready = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.ready", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        assert self._ready.stdin is not None
        assert self._ready.stdout is not None
        self._ready.stdin.write("start\n")
        self._ready.stdin.flush()
        self._group = int(self._ready.stdout.readline())
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with (
                suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2),
            ):
                return
            time.sleep(0.02)
        raise RuntimeError(self._log.read_text()[-2000:])

    def kill(self) -> None:
        """``kill -9`` of the process and its workers."""
        os.killpg(self._group, signal.SIGKILL)
        self.kills += 1

    def end(self) -> None:
        """End it and the process that starts it."""
        self._ready.communicate(timeout=60)
