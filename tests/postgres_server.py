"""The PostgreSQL of a test run: one private server, one empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.machine import absent
from tools import postgres


@contextmanager
def running_server() -> Iterator[str]:
    """Start a private server and give the SQLAlchemy URL of an empty database in it; stops it afterwards."""
    with postgres.running_server() as server:
        yield server.create_database("qunjian_tests")


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database of a private server, whatever the run has chosen; without one the test is skipped."""
    try:
        postgres.server_programs()
    except postgres.PostgresAbsentError as reason:
        absent(str(reason))
    with postgres.running_server() as server:
        yield server.create_database(name)
