"""Tables of exports: what a union entered for its returns, and the maps that were taken as files."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

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


class MapExport(Identified, Scoped, Model):
    """A map that was taken as a file, kept with its rows under the code printed on it.

    ``sha256`` names the file's bytes, ``rows_sha256`` those of its rows as GeoJSON.  ``rights`` say where its maker
    held what the map shows: whoever fetches it again must hold as much.
    """

    __tablename__ = "map_exports"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID | None]
    made_by_name: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    layer: Mapped[str] = mapped_column(String(16))
    filters: Mapped[dict[str, Any]]
    format: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(120))
    rule_version: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(120))
    counted: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    rows_sha256: Mapped[str] = mapped_column(String(64))
    rights: Mapped[dict[str, Any]]
