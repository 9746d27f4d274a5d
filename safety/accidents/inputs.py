"""What the operations of accident cases are given, as plain facts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from safety.accidents.vocabulary import ActivityKind, Channel, Concealment
from safety.law.accident_grades import AccidentGrade
from safety.law.regimes import Regime


@dataclass(frozen=True)
class AccidentFacts:
    """What is entered of an accident; position in WGS 84, loss in yuan.

    ``site_id`` and ``employer_id`` link it to the register; ``employer_name`` is kept as it was written.
    Without a ``regime`` the category and the day propose one.  ``district_code`` is where it happened, as a
    person names it; a site or a position says it better.
    """

    title: str
    happened_at: datetime
    place: str
    words: str = ""
    employer_name: str | None = None
    employer_id: uuid.UUID | None = None
    site_id: uuid.UUID | None = None
    category: str | None = None
    regime: Regime | None = None
    regime_reason: str | None = None
    told_grade: AccidentGrade | None = None
    told_grade_source: str | None = None
    district_code: str | None = None
    home_district_code: str | None = None
    concealment: Concealment | None = None
    discovered_on: date | None = None
    concealment_source: str | None = None
    at_project: bool = False
    industry: str | None = None
    lon: float | None = None
    lat: float | None = None
    head_told_at: datetime | None = None
    authority_told_at: datetime | None = None
    upward_told_at: datetime | None = None
    source: str | None = None


@dataclass(frozen=True)
class NoticeFacts:
    """What is entered of a notice: received when, from whom, how, and what was then known."""

    received_at: datetime
    channel: Channel
    source: str
    words: str
    happened_at: datetime | None = None
    place: str | None = None
    employer_name: str | None = None
    employer_id: uuid.UUID | None = None
    site_id: uuid.UUID | None = None
    district_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    deaths: int = 0
    serious: int = 0
    slight: int = 0
    missing: int = 0
    poisoned: int = 0
    direct_loss_yuan: Decimal | None = None


@dataclass(frozen=True)
class VictimFacts:
    """A person who was hurt; ``lost_days`` sets the degree when none is given."""

    name: str
    degree: str | None = None
    age: int | None = None
    sex: str | None = None
    employment: str | None = None
    injury: str | None = None
    lost_days: int | None = None
    is_member: bool | None = None
    is_migrant: bool | None = None
    family_contact: str | None = None


@dataclass(frozen=True)
class ActivityFacts:
    """An activity as it was recorded; ``people`` are members, ``others`` units and duties, never witnesses' names."""

    kind: ActivityKind
    starts_at: datetime
    ends_at: datetime
    place: str
    people: Sequence[uuid.UUID]
    words: str
    others: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    device_time: datetime | None = None
    files: Sequence[uuid.UUID] = ()
