"""Audit rows from before the hashes of records stay true through the upgrade, and their records are told as from before."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, insert, select, update

from safety.audit.models import AuditEntry, AuditHead
from safety.database import db
from safety.people.models import Appointment, Certificate, CertificateState, Member
from safety.proof.canonical_json import digest
from safety.proof.queries.whole import verify_everything
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW
from tests.proof.planting import by_force


def old_row() -> dict[str, object]:
    """A row of the audit as the version before wrote it."""
    row: dict[str, object] = {
        "id": uuid.uuid4(),
        "chain": "general",
        "seq": 1,
        "actor_id": None,
        "appointment_id": None,
        "union_id": None,
        "channel": "command",
        "device_id": None,
        "action": "noted",
        "kind": "thing",
        "record_id": "1",
        "change": {},
        "previous": "0" * 64,
        "algorithm": "sha256",
    }
    at = NOW.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    return row | {"at": NOW, "hash": digest(row | {"id": str(row["id"]), "at": at})}


def test_old_rows_hold_and_their_records_are_from_before(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        row = old_row()
        db.session.execute(insert(AuditEntry), [row])
        db.session.add(AuditHead(chain="general", seq=1, hash=row["hash"]))
    db.session.remove()
    with by_force() as connection:
        connection.execute(update(AuditEntry).values(after=None))
    downgrade(revision="0042")
    upgrade()
    with one_transaction(write=False):
        found = verify_everything(data_dir=upgraded_app.config["SETTINGS"].data_dir, keys={})
    # Those on the list since 0046 are registered by the upgrade itself, each table by a row of the audit.
    registered = [
        db.session.scalar(select(func.count()).select_from(one))
        for one in (Member, Certificate, CertificateState)
    ]
    assert (found.holds, found.rows) == (True, 1 + sum(bool(one) for one in registered)), found.faults[:5]
    assert found.proved == sum(one or 0 for one in registered)
    assert found.before == db.session.scalar(select(func.count()).select_from(Appointment))
