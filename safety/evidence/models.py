"""The table of evidence files; the bytes lie in the store under their SHA-256."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Identified, Model, sparse_index
from safety.evidence import rules
from safety.people.models import Scoped

HASH_ALGORITHM = "sha256"
#: Of whose files no record has taken up yet: few rows at any time.
STAGED = text("owner_id IS NULL AND removed_at IS NULL")


class EvidenceFile(Identified, Scoped, Model):
    """A photograph or file as it was sent: hash, kind, what the camera and the device say, whose it is.

    ``owner_kind`` and ``owner_id`` name the record it belongs to; both are empty while a tablet's
    photograph waits for its record (*staged*).  ``taken_as_written`` is what the camera noted as its time
    where that cannot be one.  ``conflict_of`` is the id under which other bytes had
    already been sent: both are kept and a person chooses.  A removed file stays as a tombstone.
    """

    __tablename__ = "evidence_files"
    __table_args__ = (
        Index(None, "owner_kind", "owner_id"),
        Index(None, "sha256"),
        sparse_index("conflict_of"),
        Index("ix_evidence_files_staged", "uploaded_by", sqlite_where=STAGED, postgresql_where=STAGED),
        CheckConstraint("(owner_kind IS NULL) = (owner_id IS NULL)", name="owner"),
        CheckConstraint("size > 0", name="size"),
    )

    # A file is found by its record or its hash, never by where it belongs: no index is kept of that.
    district_code: Mapped[str | None] = mapped_column(String(6))
    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    hash_algorithm: Mapped[str] = mapped_column(String(16), default=HASH_ALGORITHM)
    kind: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME))
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    taken_as_written: Mapped[str | None] = mapped_column(String(rules.LONGEST_WRITTEN))
    exif_lon: Mapped[float | None] = mapped_column(Float)
    exif_lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    lat: Mapped[float | None] = mapped_column(Float)
    accuracy: Mapped[float | None] = mapped_column(Float)
    distance_metres: Mapped[float | None] = mapped_column(Float)
    owner_kind: Mapped[str | None] = mapped_column(String(48))
    owner_id: Mapped[uuid.UUID | None]
    conflict_of: Mapped[uuid.UUID | None]
    uploaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(String(200))

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page (as the re-encoded copy)."""
        return rules.Kind(self.kind) in rules.PICTURES

    @property
    def is_staged(self) -> bool:
        """Whether it waits for the record it belongs to."""
        return self.owner_id is None

    @property
    def is_flagged(self) -> bool:
        """Whether the photograph's own position lies suspiciously far from the device's."""
        return rules.is_flagged(self.distance_metres, self.accuracy)
