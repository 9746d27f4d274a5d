"""Tables that are only added to refuse every change by SQL, on both databases, however the tables were made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from safety.audit.append_only import APPEND_ONLY, HEADS, guards
from safety.audit.models import AuditEntry, AuditHead, RecordSalt
from safety.database import db
from safety.errors import Invalid
from safety.papers import keys
from safety.papers.records import verdict_on_record
from safety.proof.operations.lifting import lifted
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.proof.planting import by_force, no_constraints, note, random_rows
from tests.proof.test_verifying import named, verified

ALL = sorted([*APPEND_ONLY, HEADS])


def guarded() -> list[str]:
    """The tables that refuse changes and deletions."""
    with db.engine.connect() as connection:
        found = guards(connection)
    each = {table: {name.split("_")[2] for its, name in found if its == table} for table, _ in found}
    return sorted(table for table, kinds in each.items() if kinds >= {"update", "delete"})


@contextmanager
def by_hand() -> Iterator[Connection]:
    """A connection of somebody who types SQL: may write to every table, takes no trigger away."""
    with db.engine.connect() as connection, connection.begin() as transaction:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = origin"))
        yield connection
        transaction.rollback()


def test_a_change_or_deletion_by_sql_is_refused_for_every_table_of_the_list(app: Flask) -> None:
    dice = random.Random(20261130)
    assert guarded() == ALL
    with no_constraints(app):
        for name in ALL:
            table = db.metadata.tables[name]
            with db.engine.begin() as connection:
                connection.execute(insert(table), random_rows(table, 2, dice))
            column = next((one for one in table.columns if not one.primary_key), table.columns[0])
            for statement in (update(table).values({column.key: column}), delete(table)):
                with by_hand() as connection, pytest.raises(IntegrityError, match=f"append_only: {name}"):
                    connection.execute(statement)
            with db.engine.connect() as connection:
                assert len(connection.execute(select(table)).all()) == 2


def test_a_table_is_not_emptied_nor_a_row_replaced_either(app: Flask, registered: Cast) -> None:
    note_once()
    row = dict(db.session.execute(select(AuditEntry.__table__)).mappings().first() or {})
    db.session.rollback()
    replaced = insert(AuditEntry).prefix_with("OR REPLACE").values(row | {"action": "never"})
    with (
        by_hand() as connection,
        pytest.raises(IntegrityError, match="append_only: audit_entries"),
    ):
        connection.execute(
            text("TRUNCATE audit_entries") if connection.dialect.name == "postgresql" else replaced
        )


def test_the_head_of_a_chain_moves_forward_only(app: Flask, registered: Cast) -> None:
    note_once()
    note_once()
    for back in (update(AuditHead).values(seq=1), update(AuditHead).values(hash="0" * 64), delete(AuditHead)):
        with by_hand() as connection, pytest.raises(IntegrityError, match="append_only: audit_heads"):
            connection.execute(back)
    note_once()
    assert verified(app).holds


def note_once() -> None:
    with one_transaction():
        note()


def erase_a_salt(registered: Cast, why: str) -> None:
    with (
        one_transaction(),
        lifted(actor=registered.actor("zhengkai"), now=NOW, why=why, tables=["record_salts"]),
    ):
        db.session.execute(delete(RecordSalt))


def test_an_erasure_lifts_the_triggers_of_its_table_and_leaves_a_signed_row_that_says_why(
    app: Flask, registered: Cast
) -> None:
    with one_transaction():
        db.session.add(RecordSalt(table_name="accident_victims", record_id="1", salt="00" * 16))
    keys.signing_key()  # this server has signed before
    erase_a_salt(registered, "本人要求删除")
    assert db.session.scalars(select(RecordSalt)).all() == []
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "append_only_lifted")).one()
    assert (row.action, row.actor_id) == ("append_only_lifted", registered.actor("zhengkai").member_id)
    assert (row.change["why"], row.change["tables"]) == ("本人要求删除", ["record_salts"])
    assert verdict_on_record(row.change["content"], row.change["seal"]).genuine
    assert guarded() == ALL
    assert verified(app).holds


def test_without_a_reason_nothing_is_lifted(app: Flask, registered: Cast) -> None:
    with pytest.raises(Invalid):
        erase_a_salt(registered, " ")
    assert guarded() == ALL


def test_an_erasure_that_fails_leaves_triggers_and_rows_as_they_were(app: Flask, registered: Cast) -> None:
    with one_transaction():
        db.session.add(RecordSalt(table_name="accident_victims", record_id="1", salt="00" * 16))
    tables = ["record_salts"]
    with (  # noqa: PT012 - the block is what fails
        pytest.raises(ZeroDivisionError),
        one_transaction(),
        lifted(actor=registered.actor("zhengkai"), now=NOW, why="误操作", tables=tables),
    ):
        db.session.execute(delete(RecordSalt))
        _ = 1 / 0
    assert db.session.get(RecordSalt, ("accident_victims", "1")) is not None
    db.session.rollback()
    assert guarded() == ALL


def test_the_verifier_names_the_tables_whose_triggers_are_gone(app: Flask, registered: Cast) -> None:
    note_once()
    with by_force() as connection:
        pass
    assert verified(app).holds
    with db.engine.begin() as connection:
        on = " ON audit_seals" if connection.dialect.name == "postgresql" else ""
        name = "append_only_update" + ("" if on else "_audit_seals")
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    try:
        assert named(verified(app)) == {("triggers", "audit_seals", "missing")}
    finally:
        with by_force():  # puts them back
            pass
    assert verified(app).holds
