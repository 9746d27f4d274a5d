"""What is kept for the map of the city: the last rating of every site, the sums of these, and what changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Model

#: What a rating and a sum have in common, besides the place where they count.
NUMBERS = ("open", "overdue", "major", "checks")
#: The place where a rating counts; an empty text is none.
PLACE = ("district_code", "industry", "kind", "level")


class CountsForSite:
    """A record whose change may change the numbers of a site: those in the column ``COUNTED_BY``."""

    COUNTED_BY = "site_id"

    @property
    def is_counted(self) -> bool:
        """Whether a map counts it; a draft is not."""
        return True

    def sites_counted(self) -> Iterable[uuid.UUID]:
        """The site it counts for and, until its change is flushed, the one it counted for before."""
        present: uuid.UUID | None = getattr(self, self.COUNTED_BY)
        state: Any = inspect(self)
        before = state.attrs[self.COUNTED_BY].history.deleted
        return (found for found in (present, *before) if found is not None)


class SiteMark(Model):
    """A site that changed since its rating was kept."""

    __tablename__ = "site_marks"

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), primary_key=True)


class Counted:
    """The columns that ratings and sums share."""

    open: Mapped[int] = mapped_column(default=0)
    overdue: Mapped[int] = mapped_column(default=0)
    major: Mapped[int] = mapped_column(default=0)
    checks: Mapped[int] = mapped_column(default=0)


class SiteRating(Counted, Model):
    """A site in use with its level and numbers, as they were when they were last kept."""

    __tablename__ = "site_ratings"

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    district_code: Mapped[str] = mapped_column(String(6))
    industry: Mapped[str] = mapped_column(String(1))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(8))


class DistrictSum(Counted, Model):
    """The sums of the kept ratings of one district, industry, kind and level; ``sites`` is how many they are."""

    __tablename__ = "district_sums"

    district_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    industry: Mapped[str] = mapped_column(String(1), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    level: Mapped[str] = mapped_column(String(8), primary_key=True)
    sites: Mapped[int] = mapped_column(default=0)


class RatingState(Model):
    """The day and the version of the colour rule that all kept ratings are of; one row."""

    __tablename__ = "rating_states"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date | None]
    rule_version: Mapped[str | None] = mapped_column(String(40))
