"""A private PostgreSQL server for tests and measurements: own data, own socket, gone afterwards.

PostgreSQL refuses to run as root: there it is started as the system's `postgres` user. It listens on a Unix socket
in a temporary folder and on no port, so that any number of runs can stand beside one another.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.console import Failure, say

OWNER: Final = "qunjian"
SERVER_USER: Final = "postgres"
DEBIAN_BINARIES: Final = Path("/usr/lib/postgresql")
START_SECONDS: Final = 60

# Nothing of a test server outlives it, so nothing has to reach the disk; who waits long for a lock has found a fault.
THROWAWAY: Final = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "lock_timeout=30s",
    "statement_timeout=120s",
)


class PostgresAbsentError(Failure):
    """No PostgreSQL server program on this machine, or none that this user can run."""


@dataclass(frozen=True)
class Server:
    """A running server: `address("name")` is the SQLAlchemy URL of one of its databases."""

    binaries: Path
    folder: Path

    def address(self, database: str) -> str:
        """SQLAlchemy URL (psycopg 3) of a database of this server."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def create_database(self, database: str, *, postgis: bool = False) -> str:
        """Make an empty database, with PostGIS in it when asked, and return its address."""
        self._sql("postgres", f'CREATE DATABASE "{database}"')
        if postgis:
            self._sql(database, "CREATE EXTENSION postgis")
        return self.address(database)

    def crash_and_start(self) -> None:
        """End it as a crash does, nothing written back, and start it on what its log holds."""
        data = self.folder / "data"
        control: list[str | Path] = [*_other_user(), self.binaries / "pg_ctl", "-D", data, "-w"]
        _run(
            [
                *control,
                "-t",
                str(START_SECONDS),
                "-l",
                self.folder / "server.log",
                "-m",
                "immediate",
                "restart",
            ]
        )

    def _sql(self, database: str, statement: str) -> None:
        _run([self.binaries / "psql", "-h", self.folder, "-U", OWNER, "-d", database, "-qX", "-c", statement])


def server_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`: on the path, or where Debian puts the newest release.

    Raises:
        PostgresAbsentError: there is none.
    """
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).resolve().parent
    releases = [folder for folder in DEBIAN_BINARIES.glob("*/bin") if (folder / "pg_ctl").exists()]
    if not releases:
        raise PostgresAbsentError(
            "no PostgreSQL server on this machine (on Debian: apt-get install postgresql)"
        )
    return max(releases, key=lambda folder: int(folder.parent.name))


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server on fresh data and stop it afterwards.

    Args:
        durable: keep the settings of a real server (a commit waits for the disk); for measurements.

    Raises:
        PostgresAbsentError: no server program, or root without a user to run it as.
    """
    binaries = server_programs()
    become = _other_user()
    with tempfile.TemporaryDirectory(prefix="qunjian-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if become:
            shutil.chown(folder, SERVER_USER)
        data = folder / "data"
        initdb: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        _run([*become, *initdb, "--no-sync"])
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", *(() if durable else THROWAWAY))
        options = " ".join(f"-c {setting}" for setting in settings)
        control: list[str | Path] = [*become, binaries / "pg_ctl", "-D", data, "-w", "-t", str(START_SECONDS)]
        _run([*control, "-l", folder / "server.log", "-o", options, "start"])
        try:
            yield Server(binaries, folder)
        finally:
            _run([*control, "-m", "fast" if durable else "immediate", "stop"])


def _other_user() -> list[str]:
    """The words before a command that make it run as another user than root; none for anybody else."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise PostgresAbsentError(
            f"PostgreSQL does not run as root and there is no user {SERVER_USER}"
        ) from None
    runuser = shutil.which("runuser") or shutil.which("runuser", path="/usr/sbin:/sbin")
    if runuser is None:
        raise PostgresAbsentError("PostgreSQL does not run as root and there is no runuser program")
    return [runuser, "-u", SERVER_USER, "--"]


def _run(command: Sequence[str | Path]) -> None:
    """Run one program; its output is shown only if it fails. The folder is one that any user can read."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as output:  # not a pipe: the server would inherit it and hold it open
        status = subprocess.run(
            words, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        ).returncode
        if status != 0:
            output.seek(0)
            raise Failure(f"{' '.join(words)} failed:\n{output.read()}")


def main() -> None:
    """Say whether a server can be brought up here; exit status 1 when not."""
    try:
        with running_server() as server:
            say(f"PostgreSQL runs: {server.create_database('qunjian')}")
    except Failure as failure:
        sys.exit(f"postgres: {failure}")


if __name__ == "__main__":
    main()
