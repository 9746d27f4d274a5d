"""The verifier names every false record and every one that is gone, and nothing else."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from safety.audit import operations as audit
from safety.audit.covered import COVERED
from safety.audit.models import AuditEntry, AuditHead, AuditSeal, RecordSalt
from safety.audit.rules import hashed_part, row_hash
from safety.corrections.models import DemandFact
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.evidence.operations import place_ahead_of_record, prove_content, store_file
from safety.evidence.storage import the_store
from safety.papers import keys
from safety.papers.models import Paper
from safety.people.models import Appointment, Certificate, Member
from safety.proof.queries.whole import Found, verify_everything
from safety.proof.rules import Why
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.evidence import samples as pictures
from tests.papers.test_operations import issued
from tests.proof.planting import by_force, keep_records, no_constraints, note, plant, random_rows
from tests.sizes import of_whole

CHANGES = max(1_000, of_whole(10_000))


def verified(app: Flask) -> Found:
    """What a whole verification finds."""
    with one_transaction(write=False):
        return verify_everything(data_dir=app.config["SETTINGS"].data_dir, keys=keys.known())


def named(found: Found) -> set[tuple[str, str, str]]:
    return {(one.where, one.record, one.why.value) for one in found.faults}


def test_each_of_a_thousand_changed_values_is_named_and_nothing_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One value in each of a thousand records; ten thousand in ``make test-long``."""
    dice = random.Random(20261123)
    monkeypatch.setattr("safety.proof.queries.whole.check_seals_of_records", lambda *_: ())
    monkeypatch.setattr("safety.proof.queries.whole.check_bytes", lambda *_: ())
    # A random seal names no row of the audit: here its own hash is on trial.
    monkeypatch.setattr("safety.proof.queries.whole.check_seals", lambda *_: ())
    with no_constraints(app):
        kept = keep_records(CHANGES // len(COVERED) + 1, dice)
        before = verified(app)
        assert (before.holds, before.proved, before.before) == (True, len(kept), 0), before.faults[:5]
        with by_force() as connection:
            changed = {one: plant(connection, one[0], row, dice) for one, row in kept.items()}
        after = verified(app)
        found = {(one.where, one.record) for one in after.faults}
        missed = {one: column for one, column in changed.items() if one not in found}
        assert len(changed) >= CHANGES
        assert not missed
        others = [
            one for one in after.faults if (one.where, one.record) not in changed and one.why is not Why.ADDED
        ]
        assert not others


def test_a_record_deleted_and_one_put_in_by_sql_are_named(app: Flask, registered: Cast) -> None:
    appointment = db.session.scalars(select(Appointment)).first()
    assert appointment is not None
    assert verified(app).holds
    values = {one.key: getattr(appointment, one.key) for one in Appointment.__table__.columns}
    planted, gone = values | {"id": uuid.uuid4()}, str(appointment.id)
    with by_force() as connection:
        connection.execute(delete(Appointment).where(Appointment.id == values["id"]))
        connection.execute(insert(Appointment).values(planted))
    assert named(verified(app)) == {
        ("appointments", gone, "missing"),
        ("appointments", str(planted["id"]), "added"),
    }


def test_records_from_before_the_hashes_are_told_as_that_and_never_as_false(
    app: Flask, registered: Cast
) -> None:
    """After an upgrade the audit has rows without hashes, and records that none speaks of."""
    with by_force() as connection:
        connection.execute(delete(AuditEntry))
        connection.execute(delete(AuditHead))
    with one_transaction():
        note()
    with by_force() as connection:  # as an earlier version wrote it
        row = connection.execute(select(AuditEntry.__table__)).mappings().one()
        old = row_hash(hashed_part(dict(row) | {"after": None}))
        connection.execute(update(AuditEntry).values(after=None, hash=old))
        connection.execute(update(AuditHead).values(hash=old))
    found = verified(app)
    assert (found.holds, found.proved) == (True, 0)
    records = [db.session.scalars(select(one)).all() for one in (Appointment, Member, Certificate)]
    assert found.before == sum(map(len, records))


def test_rows_heads_and_seals_of_the_audit_are_named_all_of_them(app: Flask, registered: Cast) -> None:
    for _ in range(6):
        with one_transaction():
            note()
    with one_transaction():
        audit.seal_heads(now=NOW)
    with by_force() as connection:
        connection.execute(update(AuditEntry).where(AuditEntry.seq.in_([2, 5])).values(action="never"))
        connection.execute(delete(AuditEntry).where(AuditEntry.seq == 4))
        connection.execute(update(AuditHead).values(seq=9))
        connection.execute(update(AuditSeal).values(hash="0" * 64))
    seal = db.session.scalars(select(AuditSeal)).one()
    assert named(verified(app)) >= {
        ("audit_entries", "general#2", "changed"),
        ("audit_entries", "general#4", "missing"),
        ("audit_entries", "general#5", "changed"),
        ("audit_heads", "general", "head"),
        ("audit_seals", str(seal.id), "changed"),
    }


@pytest.mark.parametrize("column", ["at", "algorithm", "hash", "heads"])
def test_a_seal_whose_day_or_way_was_changed_is_named_once(app: Flask, registered: Cast, column: str) -> None:
    sealed = sealed_heads()
    assert verified(app).holds
    values = {"at": NOW + timedelta(days=1), "algorithm": "none", "hash": "0" * 64, "heads": {}}
    with by_force() as connection:
        connection.execute(update(AuditSeal).values({column: values[column]}))
    faults = [one for one in verified(app).faults if one.where == "audit_seals"]
    assert [(one.record, one.why) for one in faults] == [(sealed, Why.CHANGED)]


def test_a_seal_that_was_taken_away_or_put_in_is_named(app: Flask, registered: Cast) -> None:
    sealed, planted = sealed_heads(), uuid.uuid4()
    with by_force() as connection:
        row = dict(connection.execute(select(AuditSeal.__table__)).mappings().one())
        connection.execute(delete(AuditSeal))
        connection.execute(insert(AuditSeal).values(row | {"id": planted}))
    assert named(verified(app)) == {
        ("audit_seals", sealed, "missing"),
        ("audit_seals", str(planted), "added"),
    }


def sealed_heads() -> str:
    """The id of a seal that was made and noted as a sending does."""
    with one_transaction():
        note()
    with one_transaction():
        seal = audit.seal_heads(now=NOW)
        note()
    return str(seal.id)


def test_bytes_of_the_evidence_are_hashed_anew(app: Flask, registered: Cast) -> None:
    actor = registered.actor("liqiang")
    for colour in ("red", "blue"):
        with one_transaction():
            store_file(
                actor=actor,
                now=NOW,
                id=uuid.uuid4(),
                content=prove_content(pictures.jpeg(colour=colour)),
                declared_name="a.jpg",
                place=place_ahead_of_record(actor),
            )
    assert verified(app).holds
    first, second = db.session.scalars(select(EvidenceFile.sha256).order_by(EvidenceFile.sha256))
    path: Path = the_store().folder / first[:2] / first  # type: ignore[attr-defined]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (the_store().folder / second[:2] / second).unlink()  # type: ignore[attr-defined]
    assert named(verified(app)) == {
        ("evidence_bytes", first, "changed"),
        ("evidence_bytes", second, "missing"),
    }


def test_a_paper_whose_state_was_set_by_sql_is_named_though_its_signature_holds(
    app: Flask, registered: Cast
) -> None:
    paper = issued(registered)
    assert verified(app).holds
    with by_force() as connection:
        connection.execute(update(Paper).values(state="revoked"))
    assert named(verified(app)) == {("papers", str(paper.id), "changed")}


def test_a_hash_of_personal_values_tells_nothing_once_its_salt_is_destroyed(app: Flask, cast: Cast) -> None:
    """The same values under another salt have another hash: nobody can try names against the audit."""
    table = db.metadata.tables["accident_victims"]
    assert COVERED["accident_victims"].personal
    row = random_rows(table, 1, random.Random(1))[0]
    with no_constraints(app):
        hashes = []
        for _ in range(2):
            with one_transaction():
                db.session.execute(insert(table), [row])
                note()
            last = db.session.scalars(select(AuditEntry.after).order_by(AuditEntry.seq.desc())).first() or {}
            hashes.append(last["accident_victims"][str(row["id"])])
            with one_transaction():
                db.session.execute(delete(table))
                note()
            with by_force() as connection:
                connection.execute(delete(RecordSalt))
    assert hashes[0] != hashes[1]


def test_a_record_whose_salt_was_destroyed_is_told_as_erased_and_not_as_changed(
    app: Flask, registered: Cast
) -> None:
    table = db.metadata.tables["accident_victims"]
    kept, erased = random_rows(table, 2, random.Random(2))
    with no_constraints(app):
        with one_transaction():
            db.session.execute(insert(table), [kept, erased])
            note()
        with by_force() as connection:
            connection.execute(delete(RecordSalt).where(RecordSalt.record_id == str(erased["id"])))
            connection.execute(update(table).where(table.c.id == erased["id"]).values(name="某人"))
        found = verified(app)
        told = app.test_cli_runner().invoke(args=["verify", "--all"])
    assert [(one.where, one.record, one.why.value) for one in found.erased] == [
        ("accident_victims", str(erased["id"]), "erased")
    ]
    assert found.holds
    assert told.exit_code == 0, told.output
    assert f"{erased['id']}: erased (its personal words were erased" in told.output


def test_a_statement_of_the_session_is_covered_too(app: Flask, registered: Cast) -> None:
    """What an operation changes without the unit of work is read back before the commit."""
    with one_transaction():
        db.session.execute(update(Appointment).values(ended_reason="调离"))
        note()
    assert verified(app).holds
    with one_transaction():
        db.session.execute(delete(Appointment).where(Appointment.role == "auditor"))
        note()
    assert verified(app).holds
    assert DemandFact.__tablename__ in COVERED
