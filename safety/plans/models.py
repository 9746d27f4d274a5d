"""Tables of plans."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model, Versioned
from safety.people.models import Member, Scoped, Union
from safety.workplaces.models import Site


class Plan(Identified, Versioned, Scoped, Model):
    """A month's plan or a campaign of one union.

    ``template_id`` is the checklist to use.  It is kept without a foreign key, since checklists belong
    to the duty above.
    """

    __tablename__ = "plans"
    __table_args__ = (
        Index(None, "due_on"),
        CheckConstraint("due_on >= starts_on", name="term_in_order"),
    )

    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    template_id: Mapped[uuid.UUID | None]
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(300))
    items: Mapped[list[PlanItem]] = relationship(back_populates="plan", order_by="PlanItem.position")
    union: Mapped[Union] = relationship()


class PlanItem(Identified, Model):
    """One site of a plan: who checks it, by when, and the site check that did it."""

    __tablename__ = "plan_items"
    __table_args__ = (
        UniqueConstraint("plan_id", "site_id"),
        Index(None, "inspector_id", "done_at"),
        Index(None, "site_id", "done_at"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"))
    inspector_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    position: Mapped[int]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    inspection_id: Mapped[uuid.UUID | None]
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str | None] = mapped_column(String(300))
    plan: Mapped[Plan] = relationship(back_populates="items")
    site: Mapped[Site] = relationship()
    inspector: Mapped[Member | None] = relationship()
