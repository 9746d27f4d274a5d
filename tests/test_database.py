"""Connections to PostgreSQL that were lost are replaced before anybody meets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from safety import database
from tests.postgres_server import own_database

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of a private server, or the test is skipped."""
    with own_database("lost") as address:
        yield address


def served_by(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def end(address: str, process: int) -> None:
    with create_engine(address, poolclass=NullPool).connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})


def test_a_connection_lost_while_nobody_worked_is_replaced_in_silence(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(address)
    before = served_by(engine)
    end(address, before)
    monkeypatch.setattr(database, "ASK_AFTER_IDLE_SECONDS", 0.0)
    assert served_by(engine) not in {0, before}
    engine.dispose()


def test_a_connection_that_lives_is_used_on(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(address)
    before = served_by(engine)
    monkeypatch.setattr(database, "ASK_AFTER_IDLE_SECONDS", 0.0)
    assert served_by(engine) == before  # asked, alive, and used on
    engine.dispose()
