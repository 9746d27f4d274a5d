"""The shortest round that says something, every day; whole ones are in `test_rounds.py`."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import one_round
from tests.machine import absent
from tools import postgres

pytestmark = pytest.mark.once


def test_a_crash_of_the_database_amid_requests_takes_nothing_that_tablets_were_told() -> None:
    try:
        postgres.server_programs()
    except postgres.PostgresAbsentError as reason:
        absent(str(reason))
    with postgres.running_server(durable=True) as server:
        url = server.create_database("faults")
        assert one_round("database", 100, url, kills=1, crash=server.crash_and_start)
