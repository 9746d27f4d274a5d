"""What is in the tables and files after a round, against what the tablets were told."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.corrections.models import Demand
from safety.database import db
from safety.errors import Refusal
from safety.evidence.models import EvidenceFile
from safety.evidence.storage import the_store
from safety.inspections.models import Inspection
from safety.projects.models import Attendance
from safety.sync.models import SyncEntry
from tests.faults.queues import Told


def verdict(app: Flask, told: Told) -> Counter[str]:
    """Lost, doubled and half records, by the tables, the audit and the bytes on disk."""
    found: Counter[str] = Counter({"lost": 0, "doubled": 0, "half": 0})
    with app.app_context():
        kept = {row.id: row.receipt for row in db.session.execute(select(SyncEntry.id, SyncEntry.receipt))}
        records = {
            model: set(db.session.scalars(select(model.id))) for model in (Attendance, Inspection, Demand)
        }
        files = _whole_files()
        for entry_id, body in told.sent.items():
            there = _is_whole(body, records, files)
            made = uuid.UUID(body["record_id"]) in records[Attendance] | records[Inspection]
            if entry_id in told.receipts:
                found["lost"] += not (there and kept.get(uuid.UUID(entry_id)) == told.receipts[entry_id])
            found["half"] += made and not there
        found["lost"] += sum(files.get(uuid.UUID(one)) != sha256 for one, sha256 in told.files.items())
        found["doubled"] = _doubled(told, records)
    return found


def _whole_files() -> dict[uuid.UUID, str]:
    """Files of evidence whose bytes are in the store and have their hash."""
    store, found = the_store(), {}
    for file_id, sha256 in db.session.execute(select(EvidenceFile.id, EvidenceFile.sha256)):
        try:
            store.get(sha256)
        except Refusal:
            continue
        found[file_id] = sha256
    return found


def _is_whole(body: dict[str, Any], records: dict[Any, set[uuid.UUID]], files: dict[uuid.UUID, str]) -> bool:
    record = uuid.UUID(body["record_id"])
    if body["kind"] == "attendance":
        return record in records[Attendance]
    findings = {uuid.UUID(one["id"]) for one in body["content"]["findings"]}
    pictures = {uuid.UUID(one["id"]) for one in body["files"]}
    return record in records[Inspection] and findings <= records[Demand] and pictures <= files.keys()


def _doubled(told: Told, records: dict[Any, set[uuid.UUID]]) -> int:
    """Records that nobody sent, and entries that were settled twice."""
    sent = {uuid.UUID(body["record_id"]) for body in told.sent.values()}
    checks = [body["content"]["findings"] for body in told.sent.values() if body["kind"] != "attendance"]
    sent |= {uuid.UUID(one["id"]) for findings in checks for one in findings}
    twice = (
        select(AuditEntry.record_id)
        .where(AuditEntry.action == "entry_settled")
        .group_by(AuditEntry.record_id)
        .having(func.count() > 1)
    )
    return len(set().union(*records.values()) - sent) + len(db.session.scalars(twice).all())
