"""Tables of employers and sites."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model, Versioned
from safety.folding.columns import Named
from safety.people.models import Scoped, Union
from safety.rollups.models import CountsForSite


class Employer(Identified, Versioned, Scoped, Named, Model):
    """A unit that employs workers (用人单位), by its unified social credit code (GB 32100-2015).

    ``industry`` is a section letter of GB/T 4754-2017; ``headcount`` counts workers.
    ``external_ref`` is the number in a list of somebody else's, which ``external_source`` names.
    """

    __tablename__ = "employers"
    FOLDED = ("name", "credit_code")
    __table_args__ = (CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_not_negative"),)

    name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    industry: Mapped[str | None] = mapped_column(String(1), index=True)
    headcount: Mapped[int | None]
    has_union: Mapped[bool | None]
    union_organisation: Mapped[str | None] = mapped_column(String(120))
    contact_name: Mapped[str | None] = mapped_column(String(60))
    contact_phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(300))
    external_ref: Mapped[str | None] = mapped_column(String(80), index=True)
    external_source: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]
    union: Mapped[Union] = relationship()
    sites: Mapped[list[Site]] = relationship(back_populates="employer", order_by="Site.name_order")


class Site(Identified, Versioned, Scoped, CountsForSite, Named, Model):
    """A place where work is done: an operating workplace or a project under construction.

    ``lon``/``lat`` are WGS 84 degrees (a polygon's representative point); ``given_*`` keep what was
    entered with its ``datum`` and accuracy in metres.  ``outline`` is a GeoJSON polygon in WGS 84.
    ``last_checked_on`` is the day of the newest submitted site check (kept by it).
    ``district_found`` is the code found from the position; ``district_code`` the one that counts.
    ``external_ref`` is the number in a list of somebody else's, which ``external_source`` names.
    """

    __tablename__ = "sites"
    FOLDED = ("name", "address", "external_ref")
    COUNTED_BY = "id"
    __table_args__ = (
        Index(None, "lon", "lat"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
    )

    name: Mapped[str] = mapped_column(String(200))
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    industry: Mapped[str | None] = mapped_column(String(1), index=True)
    headcount: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(300))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    outline: Mapped[dict[str, Any] | None]
    given_lon: Mapped[float | None]
    given_lat: Mapped[float | None]
    datum: Mapped[str | None] = mapped_column(String(10))
    accuracy_m: Mapped[float | None]
    district_found: Mapped[str | None] = mapped_column(String(6))
    district_reason: Mapped[str | None] = mapped_column(String(200))
    external_ref: Mapped[str | None] = mapped_column(String(80), index=True)
    external_source: Mapped[str | None] = mapped_column(String(80))
    last_checked_on: Mapped[date | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    employer: Mapped[Employer] = relationship(back_populates="sites")
    union: Mapped[Union] = relationship()


class SiteTransfer(Identified, Model):
    """A site that one union offers to another: it passes when the receiver accepts, on or after ``on_day``.

    ``state`` is one of ``rules.TransferState``.  While it is proposed there is no second one for the site.
    """

    __tablename__ = "site_transfers"
    __table_args__ = (
        Index(None, "from_union_id"),
        Index(None, "to_union_id"),
        Index(
            "uq_site_transfers_proposed",
            "site_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        CheckConstraint("from_union_id <> to_union_id", name="two_unions"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
    )

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    from_union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    to_union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    on_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12))
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    decided_words: Mapped[str | None] = mapped_column(String(300))
    site: Mapped[Site] = relationship()
    from_union: Mapped[Union] = relationship(foreign_keys=[from_union_id])
    to_union: Mapped[Union] = relationship(foreign_keys=[to_union_id])


class FormerDistrict(Model):
    """In which district a site lay before an edition of districts changed it: up to ``until``, that day not included.

    The district of a day is that of the first row after it, else the site's present one.
    """

    __tablename__ = "former_districts"

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    district_code: Mapped[str | None] = mapped_column(String(6))


class FormerUnion(Identified, Model):
    """Which union was responsible for a site before it was handed over: up to ``until``, that day not included."""

    __tablename__ = "former_unions"
    __table_args__ = (Index(None, "site_id", "until"),)

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"))
    until: Mapped[date]
    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    reason: Mapped[str] = mapped_column(String(300))
    handed_over_at: Mapped[datetime]
    handed_over_by: Mapped[uuid.UUID | None]


class Handover(Identified, Model):
    """Sites that an edition of districts brought into another union's district, to be handed over all at once.

    ``state`` is one of ``rules.HandoverState``; until it is confirmed nothing has changed.
    """

    __tablename__ = "handovers"

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("district_editions.id"), index=True)
    from_union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    to_union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None]
    from_union: Mapped[Union] = relationship(foreign_keys=[from_union_id])
    to_union: Mapped[Union] = relationship(foreign_keys=[to_union_id])
    sites: Mapped[list[Site]] = relationship(secondary="handover_sites", order_by="Site.name_order")


class HandoverSite(Model):
    """A site of a handing-over."""

    __tablename__ = "handover_sites"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), primary_key=True, index=True)


class RegisterImport(Identified, Scoped, Model):
    """A register that somebody uploaded: the file, how it is read, and what became of it.

    ``register`` says of what (``"sites"``, ``"projects"``); ``columns`` maps our fields to the file's headings;
    ``sha256`` names the stored file, ``layer`` the one of several layers in it that is read.  ``clears_empty``: an
    empty cell empties the value.  ``source`` names the list that the file's numbers belong to, ``head_row`` the
    row of the headings and ``encoding`` that of the words where a person chose it.  ``stopped_at``: somebody asked it to stop.
    ``in_metres``: places are metres in a zone that the file does not name; ``projection`` is the one that was chosen.
    ``answers`` are what a person answered about rows (row → what it is about → answer); ``left_out`` counts those not wanted.
    Taking it back is the work ``back_job_id``; of its changes ``undone`` went back and ``kept`` stay.
    """

    __tablename__ = "register_imports"

    register: Mapped[str] = mapped_column(String(12), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(10))
    layer: Mapped[str | None] = mapped_column(String(200))
    rows: Mapped[int]
    columns: Mapped[dict[str, Any]]
    datum: Mapped[str | None] = mapped_column(String(10))
    guessed_datum: Mapped[str | None] = mapped_column(String(10))
    job_id: Mapped[uuid.UUID | None]
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any] | None]
    in_metres: Mapped[bool] = mapped_column(default=False)
    projection: Mapped[str | None] = mapped_column(String(20))
    clears_empty: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(80))
    head_row: Mapped[int | None]
    encoding: Mapped[str | None] = mapped_column(String(10))
    stopped_at: Mapped[datetime | None]
    back_job_id: Mapped[uuid.UUID | None]
    undone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[uuid.UUID | None]

    @property
    def behind(self) -> int:
        """How many rows of the file have a result."""
        return self.created + self.updated + self.unchanged + self.refused + self.left_out


class RegisterImportRow(Model):
    """What became of one row: created, updated, unchanged, left_out, or refused (field and sentence).

    ``row`` is the number that the program shows.  ``steps`` are what the row did to records, for taking it back;
    ``back`` is ``undone`` or ``kept`` afterwards, with the reason.
    """

    __tablename__ = "register_import_rows"

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("register_imports.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    record_id: Mapped[uuid.UUID | None]
    field: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[dict[str, Any] | None]
    steps: Mapped[list[Any] | None]
    back: Mapped[str | None] = mapped_column(String(8))
    back_reason: Mapped[dict[str, Any] | None]
