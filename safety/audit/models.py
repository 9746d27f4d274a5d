"""Tables of the audit: rows, the head of each chain, and seals over all heads."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, MetaData, String, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from safety.audit.append_only import guard
from safety.database import Base, Identified, Model


class AuditEntry(Identified, Model):
    """One change: who, by which appointment, did what to which record, when, from which device.

    There are no foreign keys: an audit row outlives what it speaks of.  ``after`` holds the hash of each record of the
    one list (``audit.covered``) as the change left it: table → key → hash, null where it was deleted.  It is null
    itself in rows from before there were such hashes.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index(None, "kind", "record_id"),
        Index(None, "at"),
        Index(None, "actor_id", "at"),
        Index(None, "union_id", "at"),
    )

    chain: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    appointment_id: Mapped[uuid.UUID | None]
    union_id: Mapped[uuid.UUID | None]
    channel: Mapped[str] = mapped_column(String(16))
    device_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(48))
    record_id: Mapped[str] = mapped_column(String(64))
    change: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any] | None]
    previous: Mapped[str] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last row of a chain; locked while a row is added."""

    __tablename__ = "audit_heads"

    chain: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Identified, Model):
    """All heads at one moment under one hash: what is printed on papers and sent outside."""

    __tablename__ = "audit_seals"

    at: Mapped[datetime]
    heads: Mapped[dict[str, Any]]
    algorithm: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64))


class RecordSalt(Model):
    """What goes into the hash of one record with personal values; once it is destroyed, its hashes tell nothing."""

    __tablename__ = "record_salts"

    table_name: Mapped[str] = mapped_column(String(48), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))


@event.listens_for(Base.metadata, "after_create")
def _guard_what_was_created(
    _target: MetaData, connection: Connection, *, tables: Sequence[Table], **_how: Any
) -> None:
    """Tables that are made from the models, as tests make theirs, have the triggers that migrations put on them."""
    guard(connection, [one.name for one in tables])
