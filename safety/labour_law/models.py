"""The table of letters of the union's supervision of labour law."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model, Versioned
from safety.folding.columns import Folded
from safety.people.models import Scoped, Union


class LabourLetter(Identified, Versioned, Scoped, Folded, Model):
    """A 提示函, 意见书 or 建议书: never of a hazard, always of a holder of the appointment.

    ``demand`` is what is asked of an employer, or suggested to a department; ``reply_by`` the day that the union asks for.
    """

    __tablename__ = "labour_letters"
    FOLDED = ("about", "employer_name", "addressee", "number")
    __table_args__ = (
        Index(None, "union_id", "state"),
        Index(None, "drafted_at"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="numbered"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12))
    addressee: Mapped[str] = mapped_column(String(200))
    employer_name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    reply_by: Mapped[date | None]
    paper_id: Mapped[uuid.UUID | None]
    number: Mapped[str | None] = mapped_column(String(80))
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[uuid.UUID | None]
    union: Mapped[Union] = relationship()
