"""The server under measurement: started as ``make run`` starts it, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from safety.config import Settings
from tools.run import server_command

ROOT: Final = Path(__file__).resolve().parent.parent
SECRET: Final = "a secret that only the measurement knows"  # noqa: S105 - of a server that lives for seconds
START_SECONDS: Final = 60.0


def settings_for(folder: Path, database_url: str | None = None) -> Settings:
    """Settings with default durability; SQLite in ``folder`` unless an address is given."""
    return Settings(
        secret_key=SECRET,
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'qunjian.sqlite3'}",
    )


_PROCESSES: dict[int, int] = {}


def processor_seconds(port: int) -> float:
    """Processor time, user and system, that the server on ``port`` and its workers have spent so far."""
    root = _PROCESSES[port]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if root in {int(stat.parent.name), int(fields[1])}:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(settings: Settings, *, target: str = "app:serve_slow_lines") -> Iterator[int]:
    """Serve ``target`` with these settings and give the port; the server is stopped afterwards."""
    port = free_port()
    environment = os.environ | {
        "QUNJIAN_SECRET_KEY": settings.secret_key,
        "QUNJIAN_DATA_DIR": str(settings.data_dir),
        "QUNJIAN_DATABASE_URL": settings.database_url,
        "QUNJIAN_DEMO": "0",
        "QUNJIAN_API_CALLS_A_MINUTE": "100000000",
    }
    with (settings.data_dir / "server.log").open("ab") as log:
        process = subprocess.Popen(
            server_command(port=port, target=target),
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        _PROCESSES[port] = process.pid
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).read()
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer in time")
