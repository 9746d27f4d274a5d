"""Tables of the tablet's queue: devices, entries, files under way, conflicts, receipts."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model
from safety.folding.columns import Folded
from safety.people.models import Member, Scoped

#: Files that are not whole yet.
UNDERWAY = text("completed_at IS NULL")


class SyncDevice(Identified, Scoped, Folded, Model):
    """One person on one browser profile; of the secret only its SHA-256 is kept.

    ``unsent`` and ``oldest_unsent_at`` are as the device last told; ``offset_ms`` is its clock minus ours.
    """

    __tablename__ = "sync_devices"
    FOLDED = ("name",)
    __table_args__ = (CheckConstraint("unsent >= 0", name="unsent"),)

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    platform: Mapped[str] = mapped_column(String(120))
    secret_hash: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime]
    last_contact_at: Mapped[datetime | None]
    unsent: Mapped[int] = mapped_column(default=0)
    oldest_unsent_at: Mapped[datetime | None]
    app_version: Mapped[str | None] = mapped_column(String(40))
    storage_used: Mapped[int | None] = mapped_column(BigInteger)
    storage_quota: Mapped[int | None] = mapped_column(BigInteger)
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    revoked_reason: Mapped[str | None] = mapped_column(String(200))
    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class SyncEnrolment(Identified, Model):
    """A code with which one device may be enrolled, once; the table keeps its SHA-256."""

    __tablename__ = "sync_enrolments"

    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sync_devices.id"))


class SyncEntry(Identified, Scoped, Model):
    """One record of a device's queue.

    ``sent`` is what its hash covers, as it was sent; ``touches`` are the records that it makes or changes,
    ``changes`` those of them that must be there before.  ``offset_ms`` is the device's clock minus ours when it was
    finished, ``clock_set_ms`` by how much that clock was set while it was being made.
    """

    __tablename__ = "sync_entries"
    __table_args__ = (
        Index(None, "device_id", "state"),
        Index(None, "record_id"),
        Index(None, "received_at"),
        Index(None, "state"),
        CheckConstraint("(receipt IS NULL) = (settled_at IS NULL)", name="receipt_when_settled"),
    )

    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sync_devices.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[uuid.UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    sent: Mapped[dict[str, Any]]
    touches: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    clock_set_ms: Mapped[int | None] = mapped_column(BigInteger)
    mock_location: Mapped[bool] = mapped_column(default=False)
    mends: Mapped[uuid.UUID | None]
    by_session: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(24), unique=True)
    url: Mapped[str | None] = mapped_column(String(200))
    problem: Mapped[dict[str, Any] | None]
    judged: Mapped[list[Any]]
    marked: Mapped[bool] = mapped_column(default=False)
    judged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    judged_at: Mapped[datetime | None]
    judged_words: Mapped[str | None] = mapped_column(String(300))
    conflict_id: Mapped[uuid.UUID | None]
    device: Mapped[SyncDevice] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class SyncReceipt(Model):
    """The running number of receipts: a row for each settled entry."""

    __tablename__ = "sync_receipts"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sync_entries.id"), unique=True)
    at: Mapped[datetime]


class SyncFile(Identified, Model):
    """A file that a device announced; its bytes grow on disk until they are whole and become evidence."""

    __tablename__ = "sync_files"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        Index("ix_sync_files_underway", "member_id", sqlite_where=UNDERWAY, postgresql_where=UNDERWAY),
    )

    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sync_devices.id"), index=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str | None] = mapped_column(String(80))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy: Mapped[float | None]
    announced_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None]


class SyncConflict(Identified, Scoped, Model):
    """Two contents of one record: what the server had, what the device sent, and how a person decided."""

    __tablename__ = "sync_conflicts"
    __table_args__ = (UniqueConstraint("entry_id", "sha256"), Index(None, "decided_at"))

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sync_entries.id"))
    kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[uuid.UUID] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str | None] = mapped_column(String(300))
    server: Mapped[dict[str, Any]]
    device: Mapped[dict[str, Any]]
    base: Mapped[dict[str, Any] | None]
    sha256: Mapped[str] = mapped_column(String(64))
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sync_devices.id"))
    received_from: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    received_at: Mapped[datetime]
    made_at: Mapped[datetime]
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    choice: Mapped[str | None] = mapped_column(String(8))
    decided_words: Mapped[str | None] = mapped_column(String(300))
    decided_content: Mapped[dict[str, Any] | None]
    entry: Mapped[SyncEntry] = relationship()
