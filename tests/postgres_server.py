"""The PostgreSQL of a test run: one private server, one empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tools import postgres


@contextmanager
def running_server() -> Iterator[str]:
    """Start a private server and give the SQLAlchemy URL of an empty database in it; stops it afterwards."""
    with postgres.running_server() as server:
        yield server.create_database("qunjian_tests")
