"""A fresh installation as ``make run`` makes it: its own folder, database and port, and the system's clock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.server import free_port
from tests.drill.ledger import FaultError
from tests.machine import ROOT

#: Migrations and the demonstration take about a minute on a quiet machine.
START_SECONDS: Final = 1800
STOP_SECONDS: Final = 20
SECRET: Final = "a secret that only the drill knows, long enough"
_WRONG: Final = re.compile(r"Traceback|\[error|\"level\": ?\"(error|critical)\"|job_failed", re.IGNORECASE)


@dataclass(frozen=True)
class House:
    """A server that runs: where it is reached, where it keeps its files, what it wrote."""

    address: str
    database_url: str
    folder: Path
    log: Path

    def complaints(self) -> list[str]:
        """Lines of the server's log that tell of a fault."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if _WRONG.search(line)]


@contextmanager
def opened(folder: Path, database_url: str | None) -> Iterator[House]:
    """Start ``make run``'s last step in ``folder`` and wait until it serves; stopped afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    url = database_url or f"sqlite:///{folder / 'qunjian.sqlite3'}"
    log = folder / "server.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUNJIAN_")} | {
        "QUNJIAN_SECRET_KEY": SECRET,
        "QUNJIAN_DEMO": "1",
        "QUNJIAN_DATA_DIR": str(folder),
        "QUNJIAN_DATABASE_URL": url,
        "QUNJIAN_BASE_URL": address,
    }
    command = [sys.executable, "-m", "tools.run", "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait(address, process, log)
            yield House(address, url, folder, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise FaultError(f"the server ended with {process.returncode}: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise FaultError("the server did not answer in time")
