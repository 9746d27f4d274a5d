"""Whole rounds of each fault while tablets send to a served application: for a release and every night."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.__main__ import one_round
from tests.machine import absent
from tests.postgres_server import own_database
from tools import postgres

pytestmark = [pytest.mark.long, pytest.mark.database]


@pytest.fixture
def url() -> Iterator[str | None]:
    """An empty database of the kind that the run is on; None for a new SQLite file."""
    if os.environ.get("QUNJIAN_TEST_DATABASE") != "postgresql":
        yield None
        return
    with own_database("faults") as address:
        yield address


@pytest.mark.parametrize("fault", ["lost", "fsync", "full"])
def test_what_tablets_and_programs_were_told_is_there_once_and_whole(fault: str, url: str | None) -> None:
    assert one_round(fault, 1_500, url)


def test_a_database_that_crashes_within_requests_loses_nothing_that_was_acknowledged() -> None:
    """Power goes where PostgreSQL runs: what it had not written back is made good from its log."""
    try:
        postgres.server_programs()
    except postgres.PostgresAbsentError as reason:
        absent(str(reason))
    with postgres.running_server(durable=True) as server:
        url = server.create_database("faults")
        assert one_round("database", 1_500, url, kills=10, crash=server.crash_and_start)


def test_two_hundred_kills_lose_nothing_that_was_acknowledged(url: str | None) -> None:
    # A hundred records between two kills.  A round whose kills did not all come fails.
    assert one_round("kill", 20_000, url, kills=200)
