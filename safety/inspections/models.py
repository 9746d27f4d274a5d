"""Tables of inspections.  What becomes of a finding after it is opened is kept in ``corrections``."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.corrections.models import Demand
from safety.database import Identified, Model, Versioned, sparse_index
from safety.folding.columns import Folded
from safety.people.models import Member, Scoped, Union
from safety.rollups.models import CountsForSite
from safety.workplaces.models import Site


class ChecklistTemplate(Identified, Versioned, Model):
    """A checklist with its published versions and the draft being worked on.

    ``key`` names a shipped checklist; ``union_id`` is None for those.  ``edition`` is the shipped text's.
    """

    __tablename__ = "checklist_templates"

    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    edition: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(120), index=True)
    union_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unions.id"), index=True)
    draft: Mapped[dict[str, Any] | None]
    draft_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    current_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    versions: Mapped[list[ChecklistVersion]] = relationship(
        back_populates="template", order_by="ChecklistVersion.number.desc()"
    )
    union: Mapped[Union | None] = relationship()


class ChecklistVersion(Identified, Model):
    """A published version of a checklist; never changed, so that every record keeps the words it used."""

    __tablename__ = "checklist_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("checklist_templates.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    item_count: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    template: Mapped[ChecklistTemplate] = relationship(back_populates="versions")


class Plan(Identified, Versioned, Scoped, Folded, Model):
    """A monthly plan or campaign: which sites are to be checked with which list, by when."""

    __tablename__ = "plans"
    FOLDED = ("title",)
    __table_args__ = (
        Index(None, "due_on"),
        CheckConstraint("due_on >= starts_on", name="dates_in_order"),
    )

    title: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("checklist_templates.id"))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(300))
    template: Mapped[ChecklistTemplate | None] = relationship()
    union: Mapped[Union] = relationship()


class Assignment(Identified, Scoped, Model):
    """One site of a plan, the inspector who is to check it, and the check that did.

    ``passed_at``, ``passed_to_id`` and ``passed_reason`` say that the site passed to another union before it was
    checked; that union settles it: ``continued_by_id`` is the assignment of its own plan, else ``settled_words`` why not.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("plan_id", "site_id"),
        Index(None, "inspector_id", "done_at"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    inspector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    due_on: Mapped[date]
    inspection_id: Mapped[uuid.UUID | None]
    done_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    passed_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unions.id"), index=True)
    passed_reason: Mapped[str | None] = mapped_column(String(300))
    settled_at: Mapped[datetime | None]
    settled_words: Mapped[str | None] = mapped_column(String(300))
    continued_by_id: Mapped[uuid.UUID | None]
    plan: Mapped[Plan] = relationship()
    site: Mapped[Site] = relationship()
    inspector: Mapped[Member] = relationship()
    passed_to: Mapped[Union | None] = relationship(foreign_keys=[passed_to_id])


#: As `Inspection.began_at` asks it.  A migration that rebuilds the table on SQLite makes the indexes on it anew.
_BEGAN_AT = text("coalesce(started_by_server, started_at)")


class Inspection(Identified, Versioned, Scoped, CountsForSite, Model):
    """A site check.

    ``content`` is everything that was sent, as it was sent (answers, people, findings, signatures);
    ``digest`` its SHA-256, by which the same again is known.  The other columns are copies for lists.
    ``started_at`` and ``ended_at`` are the device's; ``started_by_server`` and ``ended_by_server`` the times corrected by
    the server's clock, where the device's (``clock_offset_seconds`` ahead of it) was off.  Whoever asks when the
    check was takes ``began_at`` and ``left_at``; these are uncertain where the clock was set forward (back: negative)
    by ``clock_set_seconds`` during the check, or by ``clock_changed_seconds`` between the contact before it and its
    arrival, nobody knows when.
    """

    __tablename__ = "inspections"
    __table_args__ = (
        Index("ix_inspections_began_at", _BEGAN_AT),
        Index("ix_inspections_site_id_began_at", "site_id", _BEGAN_AT),
        Index(None, "inspector_id", "state"),
        sparse_index("assignment_id"),
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_unless_draft"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
    )

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"))
    version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("checklist_versions.id"), index=True)
    assignment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("assignments.id"))
    inspector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    state: Mapped[str] = mapped_column(String(12), index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    device_time: Mapped[datetime | None]
    clock_offset_seconds: Mapped[int | None]
    clock_set_seconds: Mapped[int | None]
    clock_changed_seconds: Mapped[int | None]
    started_by_server: Mapped[datetime | None]
    ended_by_server: Mapped[datetime | None]
    made_ahead: Mapped[bool] = mapped_column(default=False)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy: Mapped[float | None]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    failing: Mapped[int] = mapped_column(default=0)
    finding_count: Mapped[int] = mapped_column(default=0)
    major_count: Mapped[int] = mapped_column(default=0)
    adopted_at: Mapped[datetime | None]
    adopted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    adopted_words: Mapped[str | None] = mapped_column(String(300))
    site: Mapped[Site] = relationship()
    version_used: Mapped[ChecklistVersion | None] = relationship()
    inspector: Mapped[Member] = relationship(foreign_keys=[inspector_id])

    @hybrid_property
    def began_at(self) -> datetime | None:
        """When the check began, by the server's clock where the device's was off."""
        return self.started_by_server or self.started_at

    @began_at.inplace.expression
    @classmethod
    def _began_at(cls) -> ColumnElement[datetime | None]:
        return func.coalesce(cls.started_by_server, cls.started_at)

    @hybrid_property
    def left_at(self) -> datetime | None:
        """When the check ended, by the server's clock where the device's was off."""
        return self.ended_by_server or self.ended_at

    @left_at.inplace.expression
    @classmethod
    def _left_at(cls) -> ColumnElement[datetime | None]:
        return func.coalesce(cls.ended_by_server, cls.ended_at)

    @property
    def if_set_before(self) -> tuple[datetime, datetime] | None:
        """Beginning and end, had the clock been changed by ``clock_changed_seconds`` before the check.

        None where that cannot be: the check would have ended after it arrived.
        """
        if self.started_at is None or self.ended_at is None or self.submitted_at is None:
            return None
        ahead = timedelta(seconds=(self.clock_offset_seconds or 0) + (self.clock_changed_seconds or 0))
        if self.ended_at - ahead > self.submitted_at:
            return None
        return self.started_at - ahead, self.ended_at - ahead

    @property
    def is_counted(self) -> bool:
        """Whether a map counts it: once it is submitted."""
        return self.submitted_at is not None


class InspectionConflict(Identified, Model):
    """Another content that came under the id of a submitted check: kept beside it for a person to judge."""

    __tablename__ = "inspection_conflicts"
    __table_args__ = (UniqueConstraint("inspection_id", "digest"),)

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspections.id"))
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    received_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    settled_words: Mapped[str | None] = mapped_column(String(300))


class Finding(Model):
    """What only a finding of a check has; its id is that of its demand, which carries its life.

    ``score`` is L x E x C; ``photos`` lists evidence ids; positions are WGS 84 degrees and metres.
    """

    __tablename__ = "findings"
    __table_args__ = (
        sparse_index("factor"),
        sparse_index("accident"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), primary_key=True)
    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspections.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(String(40))
    factor: Mapped[str | None] = mapped_column(String(8))
    accident: Mapped[str | None] = mapped_column(String(8))
    criterion: Mapped[str | None] = mapped_column(String(300))
    likelihood: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    exposure: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    consequence: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    score: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    suggestion: Mapped[str | None] = mapped_column(Text)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy: Mapped[float | None]
    photos: Mapped[list[Any]]
    inspection: Mapped[Inspection] = relationship()
    demand: Mapped[Demand] = relationship()

    @property
    def found_at(self) -> datetime:
        """When it was found: at its check, by the server's clock where the device's was off."""
        return self.inspection.began_at or self.demand.raised_at
