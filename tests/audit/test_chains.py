"""The audit's chains hold, and the verifier names the first row that does not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, func, select, update

from safety.access.scope import system_actor
from safety.audit import operations, queries, rules
from safety.audit.models import AuditEntry, AuditHead
from safety.database import db
from safety.proof.queries import chains
from safety.proof.queries.chains import verify_chains
from safety.transactions import abandon, one_transaction
from tests.cast import NOW, Cast
from tests.proof.planting import by_force


def note(cast: Cast, who: str, action: str = "noted") -> None:
    with one_transaction():
        actor = cast.actor(who)
        operations.record(
            actor=actor,
            now=NOW,
            action=action,
            kind="thing",
            record_id=uuid.uuid4(),
            union_id=actor.union_id,
            change={"when": NOW, "share": 0.1},
        )


@pytest.fixture
def five_rows(cast: Cast) -> Cast:
    for who in ("chenjing", "liqiang", "chenjing", "wanglei", "wanglei"):
        note(cast, who)
    return cast


def test_each_union_has_a_chain_of_its_own_and_all_hold(five_rows: Cast) -> None:
    assert verify_chains() == (2, None)
    seqs = db.session.scalars(
        select(AuditEntry.seq)
        .where(AuditEntry.union_id == five_rows.union("yuzhong").id)
        .order_by(AuditEntry.seq)
    ).all()
    assert seqs == [1, 2, 3]


def test_a_row_that_was_edited_is_named(five_rows: Cast) -> None:
    with by_force() as connection:
        connection.execute(
            update(AuditEntry)
            .where(AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 2)
            .values(action="never_happened")
        )
    _, broken = verify_chains()
    assert broken is not None
    assert (broken.seq, broken.why) == (2, "content")


def test_a_row_that_was_removed_is_named(five_rows: Cast) -> None:
    with by_force() as connection:
        connection.execute(
            delete(AuditEntry).where(
                AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 2
            )
        )
    _, broken = verify_chains()
    assert broken is not None
    assert (broken.seq, broken.why) == (2, "order")


def test_a_tail_that_was_cut_is_found_by_the_head(five_rows: Cast) -> None:
    with by_force() as connection:
        connection.execute(
            delete(AuditEntry).where(
                AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 3
            )
        )
    _, broken = verify_chains()
    assert broken is not None
    assert broken.why == "head"


def test_a_chain_rewritten_with_its_head_is_found_by_an_earlier_seal(five_rows: Cast) -> None:
    with one_transaction():
        operations.seal_heads(now=NOW)
    chain = str(five_rows.union("yuzhong").id)
    with by_force() as connection:
        connection.execute(delete(AuditEntry).where(AuditEntry.chain == chain))
        connection.execute(delete(AuditHead).where(AuditHead.chain == chain))
    note(five_rows, "chenjing", "rewritten")
    _, broken = verify_chains()
    assert broken is not None
    assert broken.chain == chain


def test_an_abandoned_transaction_leaves_no_row(cast: Cast) -> None:
    with one_transaction():
        operations.record(
            actor=system_actor(), now=NOW, action="noted", kind="thing", record_id="1", union_id=None
        )
        abandon()
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_the_head_hash_changes_with_every_row(five_rows: Cast) -> None:
    before = queries.head_hash()
    note(five_rows, "zhengkai")
    assert queries.head_hash() != before


def test_a_moment_is_hashed_the_same_in_any_zone() -> None:
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert rules.plain(at) == at.isoformat()


def note_in_one_transaction(cast: Cast, *unions: str, change: Mapping[str, Any] | None = None) -> None:
    actor = cast.actor("chenjing")
    with one_transaction():
        for number, name in enumerate(unions):
            operations.record(
                actor=actor,
                now=NOW,
                action="noted",
                kind="thing",
                record_id=str(number),
                union_id=cast.union(name).id,
                change=change,
            )


def lengths() -> list[int]:
    """How many rows each chain has."""
    counted = select(func.count()).select_from(AuditEntry).group_by(AuditEntry.chain)
    return sorted(db.session.scalars(counted))


def test_rows_that_speak_of_places_and_of_hashes_hold(cast: Cast) -> None:
    hostile = {
        "previous": "",
        "seq": 0,
        "words": '","previous":"","record_id":"1","seq":0}',
        "摘要": "临边\\n'",
    }
    note_in_one_transaction(cast, "yuzhong", "yuzhong", change=hostile)
    assert verify_chains() == (1, None)


@pytest.mark.parametrize("rows", [1, operations.MOST_LINKED, operations.MOST_LINKED + 1, 40])
def test_a_transaction_of_any_length_is_chained_row_after_row(cast: Cast, rows: int) -> None:
    note_in_one_transaction(cast, *["yuzhong"] * rows)
    note_in_one_transaction(cast, "yuzhong")
    assert verify_chains() == (1, None)
    assert lengths() == [rows + 1]


def test_one_transaction_may_add_to_several_chains(cast: Cast) -> None:
    note_in_one_transaction(cast, "yuzhong", "city", "yuzhong")
    note_in_one_transaction(cast, "city", "yuzhong")
    assert verify_chains() == (2, None)
    assert lengths() == [2, 3]


def test_a_chain_that_many_begin_and_write_at_once_loses_no_row(app: Flask, cast: Cast) -> None:
    def write_ten(_: int) -> None:
        with app.app_context():
            for _row in range(10):
                note(cast, "chenjing")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_ten, range(4)))
    assert verify_chains() == (1, None)
    assert lengths() == [40]


def test_what_is_written_while_the_chains_are_looked_at_is_no_fault(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(cast, "chenjing")
    check_heads = chains.check_heads

    def work() -> None:
        with app.app_context():
            note(cast, "chenjing")

    def heads_after_chen_jing_worked(connection: Connection, ends: Mapping[str, tuple[int, str]]) -> Any:
        with ThreadPoolExecutor(1) as another:
            another.submit(work).result()
        return check_heads(connection, ends)

    monkeypatch.setattr(chains, "check_heads", heads_after_chen_jing_worked)
    with one_transaction(write=False):
        assert verify_chains() == (1, None)
    assert lengths() == [2]
