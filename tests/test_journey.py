"""Statements travel to PostgreSQL together; one that is refused is named, and the line stays fit for use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors, generators
from psycopg.pq import TransactionStatus

from safety.journey import Done, RefusedError, travel
from tests.postgres_server import own_database

pytestmark = pytest.mark.postgresql

BEGIN = ("BEGIN", ())
COMMIT = ("COMMIT", ())
ADD = "INSERT INTO inspectors (id, name) VALUES ($1::INTEGER, $2::VARCHAR)"
ASK = "SELECT name FROM inspectors WHERE id >= $1::INTEGER ORDER BY id"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of a private server, or the test is skipped."""
    with own_database("journeys") as address:
        yield address.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def driver(address: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS inspectors")
        connection.execute("CREATE TABLE inspectors (id integer PRIMARY KEY, name varchar(20))")
        connection.commit()
        yield connection


def names(driver: psycopg.Connection[Any]) -> list[str]:
    found = [name for (name,) in driver.execute("SELECT name FROM inspectors ORDER BY id")]
    driver.rollback()
    return found


def test_several_statements_and_their_commit_leave_at_once_and_tell_what_each_did(
    driver: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []

    def send(line: Any) -> Any:
        sent.append(line)
        return generators.send(line)

    monkeypatch.setattr("safety.journey.send", send)
    done = travel(driver, [BEGIN, (ADD, (1, "李强")), (ADD, (2, "周敏")), (ASK, (2,)), COMMIT])
    assert done == [Done(0, []), Done(1, []), Done(1, []), Done(1, [("周敏",)]), Done(0, [])]
    assert len(sent) == 1
    assert driver.pgconn.transaction_status == TransactionStatus.IDLE
    assert names(driver) == ["李强", "周敏"]


def test_the_statement_that_is_refused_is_named_and_none_behind_it_is_run(
    driver: psycopg.Connection[Any],
) -> None:
    with pytest.raises(RefusedError) as refused:
        travel(driver, [BEGIN, (ADD, (1, "李强")), (ADD, (1, "周敏")), (ADD, (2, "王芳")), COMMIT])
    assert refused.value.number == 2
    assert isinstance(refused.value.__cause__, errors.UniqueViolation)
    assert driver.pgconn.transaction_status == TransactionStatus.INERROR
    driver.rollback()
    assert names(driver) == []
    travel(driver, [BEGIN, (ADD, (1, "李强")), COMMIT])
    assert names(driver) == ["李强"]


def test_a_value_that_the_server_could_not_take_stops_all_before_anything_leaves(
    driver: psycopg.Connection[Any],
) -> None:
    with pytest.raises(RefusedError) as refused:
        travel(driver, [BEGIN, (ADD, (1, "李强")), (ADD, (2, "周\0敏"))])
    assert refused.value.number == 2
    assert isinstance(refused.value.__cause__, psycopg.DataError)
    assert driver.pgconn.transaction_status == TransactionStatus.IDLE
    assert names(driver) == []


def test_what_is_often_said_is_prepared_and_survives_that_psycopg_gives_it_up(
    driver: psycopg.Connection[Any],
) -> None:
    for number in range(20):
        travel(driver, [BEGIN, (ADD, (number, "李强")), COMMIT])
    assert prepared(driver) > 0
    for number in range(20, 40):  # psycopg forgets all with each ROLLBACK
        travel(driver, [BEGIN, (ADD, (number, "周敏"))])
        driver.rollback()
    assert prepared(driver) == 0
    for number in range(20, 40):
        travel(driver, [BEGIN, (ADD, (number, "王芳")), COMMIT])
    assert names(driver) == ["李强"] * 20 + ["王芳"] * 20


def prepared(driver: psycopg.Connection[Any]) -> int:
    [(count,)] = driver.execute("SELECT count(*) FROM pg_prepared_statements", prepare=False)
    driver.rollback()
    return int(count)


def test_what_was_to_be_prepared_behind_a_refusal_is_not_taken_for_prepared_after_a_savepoint(
    driver: psycopg.Connection[Any],
) -> None:
    travel(driver, [BEGIN, ("SAVEPOINT before", ())])
    driver.execute("ROLLBACK TO before")
    for number in range(5):  # the next time it is prepared
        travel(driver, [(ADD, (number, "李强"))])
    with pytest.raises(RefusedError):
        travel(driver, [("SELECT 1 / 0", ()), (ADD, (5, "周敏"))])
    driver.execute("ROLLBACK TO before")
    travel(driver, [(ADD, (5, "王芳")), COMMIT])
    assert names(driver) == ["王芳"]


def test_a_line_whose_answers_were_not_waited_for_is_closed_and_never_used_again(
    driver: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(line: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("safety.journey.fetch_many", broken_off)
    with pytest.raises(KeyboardInterrupt):
        travel(driver, [BEGIN, (ADD, (1, "李强")), COMMIT])
    assert driver.closed


def test_a_line_that_the_server_has_closed_is_told_as_lost(
    driver: psycopg.Connection[Any], address: str
) -> None:
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [driver.info.backend_pid])
    with pytest.raises(RefusedError) as refused:
        travel(driver, [BEGIN, (ADD, (1, "李强"))])
    assert isinstance(refused.value.__cause__, psycopg.OperationalError)
    assert driver.broken
