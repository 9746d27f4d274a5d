"""Tables of reference data with validity."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model


class DistrictEdition(Identified, Model):
    """One dated edition of the county-level divisions: names and codes, with the source they came from."""

    __tablename__ = "district_editions"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(String(500))
    loaded_at: Mapped[datetime]
    #: Old code → codes of the districts that follow it, where the edition says so.
    successors: Mapped[dict[str, Any] | None]
    #: When the records were carried over to the districts of this edition; None while that is to come.
    carried_at: Mapped[datetime | None]
    districts: Mapped[list[District]] = relationship(back_populates="edition", order_by="District.code")


class District(Identified, Model):
    """A county-level division (区县) in one edition, by its six-digit code (GB/T 2260)."""

    __tablename__ = "districts"
    __table_args__ = (UniqueConstraint("edition_id", "code"), Index(None, "code"))

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("district_editions.id"))
    code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(60))
    edition: Mapped[DistrictEdition] = relationship(back_populates="districts")


class BoundaryFile(Identified, Model):
    """A file of districts that was uploaded to be looked at; ``edition_id`` is the edition that it became.

    ``sha256`` names the stored file.
    """

    __tablename__ = "boundary_files"

    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[uuid.UUID | None]
    edition_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("district_editions.id"))


class Holiday(Model):
    """A day that differs from the ordinary week: a public holiday, or a make-up working day."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))


class ColourRule(Identified, Model):
    """One version of the rule that maps colour by: drafted, then adopted from a day on, never edited after.

    ``content`` holds points, bands and shares as maps read them.
    """

    __tablename__ = "colour_rules"
    __table_args__ = (
        CheckConstraint("(adopted_at IS NULL) = (valid_from IS NULL)", name="adopted_with_a_day"),
    )

    version: Mapped[str] = mapped_column(String(40), unique=True)
    note: Mapped[str] = mapped_column(String(500))
    content: Mapped[dict[str, Any]]
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[uuid.UUID | None]
    adopted_at: Mapped[datetime | None]
    adopted_by: Mapped[uuid.UUID | None]
    valid_from: Mapped[date | None]


class LawCheck(Identified, Model):
    """Somebody made sure that a text of law, by the name of its file, is the one in force up to ``checked_to``.

    ``source`` says where it was looked up; rows are added and never changed.
    """

    __tablename__ = "law_checks"
    __table_args__ = (UniqueConstraint("law", "checked_to"),)

    law: Mapped[str] = mapped_column(String(60))
    checked_to: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[uuid.UUID | None]
    recorded_name: Mapped[str] = mapped_column(String(60))


class LawText(Identified, Model):
    """A version of a law that was imported as a file (``text``): looked at first, then in use, or taken back.

    ``law`` is the id of the version; ``slot`` repeats it while the version is in use, so that each is in use once.
    """

    __tablename__ = "law_texts"
    __table_args__ = (UniqueConstraint("slot"),)

    law: Mapped[str] = mapped_column(String(60))
    slot: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(60))
    in_force_from: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[uuid.UUID | None]
    uploaded_name: Mapped[str] = mapped_column(String(60))
    adopted_at: Mapped[datetime | None]
    adopted_by: Mapped[uuid.UUID | None]
    adopted_name: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]
    ended_name: Mapped[str | None] = mapped_column(String(60))
    ended_reason: Mapped[str | None] = mapped_column(String(300))

    @property
    def is_used(self) -> bool:
        """Whether it is among the texts that are cited."""
        return self.slot is not None
