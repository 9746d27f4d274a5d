"""Tables of exports: what a union entered for its returns."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Identified, Model
from safety.people.models import Scoped


class ReturnFigure(Identified, Scoped, Model):
    """A figure of one union itself (without those below it) for one period, with where it comes from.

    Rows are added and never changed: the newest entry counts, and the newest before a day counted then.
    ``period`` and ``key`` are those of ``rules.periods`` and ``rules.numbers``.
    """

    __tablename__ = "return_figures"
    __table_args__ = (
        Index("ix_return_figures_newest", "period", "key", "entered_at"),
        CheckConstraint("value >= 0", name="not_negative"),
    )

    period: Mapped[str] = mapped_column(String(6))
    key: Mapped[str] = mapped_column(String(32))
    value: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]
    entered_by: Mapped[uuid.UUID | None]
