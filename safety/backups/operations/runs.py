"""The record of what was backed up, kept apart and rehearsed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.backups.models import BackupRun
from safety.backups.rules import RunKind
from safety.backups.sealing import is_encrypted
from safety.database import session
from safety.ids import new_id
from safety.text import Text

_ACTIONS = {
    RunKind.BACKUP: "backup_made",
    RunKind.KEYS: "keys_stored_apart",
    RunKind.REHEARSAL: "restore_rehearsed",
}


def record_run(
    *,
    actor: Actor,
    now: datetime,
    kind: RunKind,
    file: Path,
    row_count: int | None = None,
    failure: Text | None = None,
) -> BackupRun:
    """Keep that a backup was made, keys were stored apart, or a restore was rehearsed; or why it failed.

    Raises:
        NotAllowed: without ``backup:manage``.
    """
    actor.require(Permission.BACKUP_MANAGE)
    there = failure is None and file.is_file()
    row = BackupRun(
        id=new_id(),
        kind=kind,
        at=now,
        path=str(file.resolve()),
        size=file.stat().st_size if there else None,
        sha256=_sha256(file) if there else None,
        encrypted=there and is_encrypted(file),
        row_count=row_count,
        failure=failure.as_json() if failure else None,
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action=_ACTIONS[kind],
        kind="backup_run",
        record_id=row.id,
        union_id=None,
        change={
            "file": row.file_name,
            "sha256": row.sha256,
            "encrypted": row.encrypted,
            "failed": failure is not None,
        },
    )
    return row


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
