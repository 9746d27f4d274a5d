"""Tables of papers: titles a union edits, counters, papers, and the public keys they were signed with."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import (
    Mapped,
    MappedSQLExpression,
    column_property,
    mapped_column,
    relationship,
)

from safety.database import Identified, Model, Versioned
from safety.folding.columns import Folded
from safety.people.models import Scoped, Union


class PaperTitle(Identified, Versioned, Model):
    """How one union heads one kind of paper, and the mark in its numbers; unions below it inherit the title."""

    __tablename__ = "paper_titles"
    __table_args__ = (UniqueConstraint("union_id", "kind"),)

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(30))


class PaperIssuing(Identified, Versioned, Model):
    """How one union issues one kind of paper: whether somebody else than who drafted it has to (拟稿、签发)."""

    __tablename__ = "paper_issuing"
    __table_args__ = (UniqueConstraint("union_id", "kind"),)

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    kind: Mapped[str] = mapped_column(String(40))
    second_person: Mapped[bool]


class PaperContact(Identified, Model):
    """Whom the receiver of a union's papers may ask (联系人、电话), and how many originals are made (一式几份)."""

    __tablename__ = "paper_contacts"
    __table_args__ = (UniqueConstraint("union_id"),)

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    person: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(30))
    originals: Mapped[int | None]


class PaperCounter(Model):
    """The last number used, by union, kind and year; its row is locked while a number is taken."""

    __tablename__ = "paper_counters"

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class SigningPublicKey(Model):
    """A key that this server signed with; what it verifies is asked of the files alone (``papers.keys``)."""

    __tablename__ = "signing_public_keys"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[str] = mapped_column(String(64))
    first_used_at: Mapped[datetime]


class Paper(Identified, Scoped, Versioned, Folded, Model):
    """A paper: a draft that may change, or what was issued under a number and stays as it was signed.

    ``content`` is the JSON of ``PaperContent``; once issued, ``{"content": …, "imprint": …}`` is what
    ``content_hash`` and ``signature`` cover.  ``subject_kind`` and ``subject_id`` name the record it
    speaks of.  ``sealed_at`` is when the PDF as it now is was sealed, None until the job ``file_job_id`` made it.
    """

    __tablename__ = "papers"
    FOLDED = ("title", "number")
    __table_args__ = (
        UniqueConstraint("union_id", "kind", "year", "sequence"),
        UniqueConstraint("verification_code"),
        Index(None, "subject_kind", "subject_id"),
        Index(None, "issued_at"),
        CheckConstraint("(state = 'draft') = (sequence IS NULL)", name="numbered"),
        CheckConstraint("(state = 'draft') = (signature IS NULL)", name="signed"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(48))
    subject_id: Mapped[uuid.UUID]
    content: Mapped[dict[str, Any]]
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(String(80))
    imprint: Mapped[dict[str, Any] | None]
    statement: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))
    hash_algorithm: Mapped[str | None] = mapped_column(String(16))
    signature: Mapped[str | None] = mapped_column(Text)
    signature_algorithm: Mapped[str | None] = mapped_column(String(16))
    key_id: Mapped[str | None] = mapped_column(ForeignKey("signing_public_keys.key_id"))
    verification_code: Mapped[str | None] = mapped_column(String(20))
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    sealed_at: Mapped[datetime | None]
    file_job_id: Mapped[uuid.UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    ended_reason: Mapped[str | None] = mapped_column(String(500))
    replaced_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("papers.id"))
    sealed_scan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("evidence_files.id"))
    union: Mapped[Union] = relationship(viewonly=True)
    replaced_by: Mapped[Paper | None] = relationship(
        remote_side="Paper.id", foreign_keys=[replaced_by_id], viewonly=True
    )

    @property
    def copies_to(self) -> list[str]:
        """Who gets a copy (抄送)."""
        return list(self.content["copies_to"])

    @property
    def attachments(self) -> list[str]:
        """What is attached (附件)."""
        return list(self.content["attachments"])


def revocation_of(paper_id: Mapped[uuid.UUID | None]) -> MappedSQLExpression[datetime | None]:
    """When the paper of a record was revoked, read with the record; None while it stands or there is none."""
    revoked = select(Paper.ended_at).where(Paper.id == paper_id, Paper.state == "revoked")
    return column_property(revoked.correlate_except(Paper).scalar_subquery())
