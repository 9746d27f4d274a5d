"""The usual terms of unions, by which findings are given theirs."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Model, Versioned


class TermSetting(Versioned, Model):
    """The usual terms of a union, in days; a union without a row uses the one above it."""

    __tablename__ = "term_settings"
    __table_args__ = (
        CheckConstraint(
            "ordinary_days > 0 AND major_days > 0 AND recheck_days > 0 AND link_days > 0", name="positive"
        ),
    )

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"), primary_key=True)
    ordinary_days: Mapped[int]
    major_days: Mapped[int]
    recheck_days: Mapped[int]
    link_days: Mapped[int]
