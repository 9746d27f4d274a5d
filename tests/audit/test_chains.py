"""The audit's chains hold, and the verifier names the first row that does not."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from safety.access.scope import system_actor
from safety.audit import operations, queries, rules
from safety.audit.models import AuditEntry, AuditHead
from safety.database import db
from safety.transactions import abandon, one_transaction
from tests.cast import NOW, Cast


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
    assert queries.verify() == (2, None)
    seqs = db.session.scalars(
        select(AuditEntry.seq)
        .where(AuditEntry.union_id == five_rows.union("yuzhong").id)
        .order_by(AuditEntry.seq)
    ).all()
    assert seqs == [1, 2, 3]


def test_a_row_that_was_edited_is_named(five_rows: Cast) -> None:
    with one_transaction():
        db.session.execute(
            update(AuditEntry)
            .where(AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 2)
            .values(action="never_happened")
        )
    _, broken = queries.verify()
    assert broken is not None
    assert (broken.seq, broken.why) == (2, "content")


def test_a_row_that_was_removed_is_named(five_rows: Cast) -> None:
    with one_transaction():
        db.session.execute(
            delete(AuditEntry).where(
                AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 2
            )
        )
    _, broken = queries.verify()
    assert broken is not None
    assert (broken.seq, broken.why) == (2, "order")


def test_a_tail_that_was_cut_is_found_by_the_head(five_rows: Cast) -> None:
    with one_transaction():
        db.session.execute(
            delete(AuditEntry).where(
                AuditEntry.union_id == five_rows.union("yuzhong").id, AuditEntry.seq == 3
            )
        )
    _, broken = queries.verify()
    assert broken is not None
    assert broken.why == "head"


def test_a_chain_rewritten_with_its_head_is_found_by_an_earlier_seal(five_rows: Cast) -> None:
    with one_transaction():
        operations.seal_heads(now=NOW)
    chain = str(five_rows.union("yuzhong").id)
    with one_transaction():
        db.session.execute(delete(AuditEntry).where(AuditEntry.chain == chain))
        db.session.execute(delete(AuditHead).where(AuditHead.chain == chain))
    note(five_rows, "chenjing", "rewritten")
    _, broken = queries.verify()
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
