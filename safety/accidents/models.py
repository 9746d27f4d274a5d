"""Tables of accident cases.  Columns of an accident that lists show are the reduction of its facts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.database import Identified, Model, Versioned, Yuan
from safety.folding.columns import Folded
from safety.law.injuries import EmploymentForm
from safety.law.regimes import Regime
from safety.papers.models import revocation_of
from safety.people.models import Scoped, Union
from safety.rollups.models import CountsForSite
from safety.workplaces.models import Employer, Site


class Harm:
    """Numbers of people by harm, as known at a time; ``poisoned`` (acute, industrial) are not among ``serious``."""

    deaths: Mapped[int] = mapped_column(default=0)
    serious: Mapped[int] = mapped_column(default=0)
    slight: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    poisoned: Mapped[int] = mapped_column(default=0)


class Entered:
    """When a row was entered, and by whom."""

    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]


class Accident(Identified, Versioned, Scoped, Harm, CountsForSite, Folded, Model):
    """An accident and the union's part in its investigation.

    ``category`` is a code of ``standard``, the one in force on the accident's day.  ``district_code`` is the place of
    the accident, ``home_district_code`` that of the unit.  ``told_grade`` is the authority's, for regimes whose
    criteria were not read.  ``grade``, ``level``,
    ``state``, ``union_part`` and the numbers are kept by every operation that could change them; a grade
    that changes by the mere passing of days is brought up to date by ``refresh_grades``.  ``report_submitted_on`` is
    the day on which the government that investigates received the report.
    """

    __tablename__ = "accidents"
    FOLDED = ("title", "employer_name", "place")
    __table_args__ = (
        Index(None, "happened_at"),
        Index(None, "employer_id", "happened_at"),
        Index(None, "union_id", "state"),
        Index(None, "grade"),
        Index(None, "site_id"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
    )

    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    happened_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(300))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    category: Mapped[str | None] = mapped_column(String(8))
    standard: Mapped[str] = mapped_column(String(20))
    regime: Mapped[str] = mapped_column(String(20), default=Regime.ORDER_493.value)
    regime_reason: Mapped[str | None] = mapped_column(String(500))
    told_grade: Mapped[str | None] = mapped_column(String(16))
    told_grade_source: Mapped[str | None] = mapped_column(String(300))
    home_district_code: Mapped[str | None] = mapped_column(String(6))
    concealment: Mapped[str | None] = mapped_column(String(10))
    discovered_on: Mapped[date | None]
    concealment_source: Mapped[str | None] = mapped_column(String(300))
    at_project: Mapped[bool] = mapped_column(default=False)
    industry: Mapped[str | None] = mapped_column(String(1))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"))
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employers.id"))
    employer_name: Mapped[str] = mapped_column(String(200))
    direct_loss_yuan: Mapped[Decimal | None] = mapped_column(Yuan)
    grade: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16))
    union_part: Mapped[str] = mapped_column(String(12), index=True)
    head_told_at: Mapped[datetime | None]
    authority_told_at: Mapped[datetime | None]
    upward_told_at: Mapped[datetime | None]
    report_submitted_on: Mapped[date | None]
    copies_sent_on: Mapped[date | None]
    evaluated_on: Mapped[date | None]
    disease_diagnosed_on: Mapped[date | None]
    injury_applied_on: Mapped[date | None]
    injury_applied_by: Mapped[str | None] = mapped_column(String(10))
    closed_on: Mapped[date | None]
    no_opinion_reason: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(300))
    registered_at: Mapped[datetime]
    registered_by: Mapped[uuid.UUID | None]
    employer: Mapped[Employer | None] = relationship()
    site: Mapped[Site | None] = relationship()
    union: Mapped[Union] = relationship()
    seats: Mapped[list[Seat]] = relationship(back_populates="accident", order_by="Seat.asked_on, Seat.id")
    casualties: Mapped[list[CasualtyReport]] = relationship(order_by="CasualtyReport.on, CasualtyReport.at")
    # Another duty has a class of this name: the string says which.
    handovers: Mapped[list[Handover]] = relationship(
        "safety.accidents.models.Handover", order_by=lambda: (Handover.on_day, Handover.at)
    )
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.approved_on")
    appraisals: Mapped[list[Appraisal]] = relationship(order_by="Appraisal.first_day")
    versions: Mapped[list[ReportVersion]] = relationship(
        order_by="ReportVersion.received_on.desc(), ReportVersion.at.desc()"
    )
    approval: Mapped[Approval | None] = relationship()


class Notification(Identified, Versioned, Scoped, Harm, Folded, Model):
    """News of an accident: from a department, or found by the union itself.  It may wait for its accident."""

    __tablename__ = "accident_notices"
    FOLDED = ("words", "employer_name", "place", "source")
    __table_args__ = (Index(None, "received_at"), Index(None, "accident_id"))

    received_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(300))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    employer_name: Mapped[str | None] = mapped_column(String(200))
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employers.id"))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"))
    direct_loss_yuan: Mapped[Decimal | None] = mapped_column(Yuan)
    accident_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accidents.id"))
    entered_at: Mapped[datetime]
    entered_by: Mapped[uuid.UUID | None]


class CasualtyReport(Identified, Harm, Entered, Model):
    """The numbers as known on a day; later rows do not change earlier ones.

    ``deaths_on``: the days, as text, on which those died whom this row has more than the one before, one for each or
    one for all; ``reason``: why there are fewer people.
    """

    __tablename__ = "accident_casualties"
    __table_args__ = (
        Index(None, "accident_id", "on"),
        CheckConstraint("deaths >= 0 AND serious >= 0 AND slight >= 0 AND missing >= 0", name="counts"),
    )

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"))
    on: Mapped[date]
    direct_loss_yuan: Mapped[Decimal | None] = mapped_column(Yuan)
    deaths_on: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str | None] = mapped_column(String(200))


class Victim(Identified, Versioned, Entered, Model):
    """A person who was hurt: sensitive, shown in clear only to those in the case."""

    __tablename__ = "accident_victims"

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    age: Mapped[int | None]
    sex: Mapped[str | None] = mapped_column(String(8))
    employment: Mapped[str | None] = mapped_column(String(12))
    degree: Mapped[str] = mapped_column(String(8))
    injury: Mapped[str | None] = mapped_column(String(300))
    lost_days: Mapped[int | None]
    is_member: Mapped[bool | None]
    is_migrant: Mapped[bool | None]
    family_contact: Mapped[str | None] = mapped_column(String(200))

    @property
    def migrant(self) -> bool | None:
        """Whether a 农民工, whoever employed the person; rows from before say it by their form of employment; None: nobody said."""
        if self.is_migrant is None and self.employment == EmploymentForm.MIGRANT:
            return True
        return self.is_migrant


class Handover(Identified, Entered, Model):
    """The investigation taken over by a higher government, whose level is kept, or entrusted."""

    __tablename__ = "accident_handovers"

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    level: Mapped[str | None] = mapped_column(String(10))
    to_whom: Mapped[str] = mapped_column(String(200))
    on_day: Mapped[date]
    number: Mapped[str | None] = mapped_column(String(80))
    words: Mapped[str | None] = mapped_column(Text)


class Extension(Identified, Entered, Model):
    """An approved extension of a term, in days."""

    __tablename__ = "accident_extensions"

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), index=True)
    term: Mapped[str] = mapped_column(String(10))
    days: Mapped[int]
    asked_on: Mapped[date | None]
    approved_on: Mapped[date]
    number: Mapped[str | None] = mapped_column(String(80))
    asked_in_time: Mapped[bool | None]


class Appraisal(Identified, Entered, Model):
    """Days of technical appraisal, both included: they do not count towards the report's term."""

    __tablename__ = "accident_appraisals"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days_in_order"),)

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    body: Mapped[str] = mapped_column(String(200))
    words: Mapped[str | None] = mapped_column(String(300))


class Seat(Identified, Versioned, Scoped, Model):
    """A union's seat in the investigation team; ``union_id`` is the union that sits, whose people then see the case."""

    __tablename__ = "accident_seats"
    __table_args__ = (Index(None, "accident_id"), Index(None, "member_id"), Index(None, "union_id", "state"))

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"))
    state: Mapped[str] = mapped_column(String(12))
    asked_of: Mapped[str | None] = mapped_column(String(200))
    asked_on: Mapped[date | None]
    given_on: Mapped[date | None]
    number: Mapped[str | None] = mapped_column(String(80))
    member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    expertise: Mapped[str | None] = mapped_column(String(200))
    named_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    declaration: Mapped[str | None] = mapped_column(Text)
    ended_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    referral_id: Mapped[uuid.UUID | None]
    request_paper_id: Mapped[uuid.UUID | None] = mapped_column()
    letter_paper_id: Mapped[uuid.UUID | None] = mapped_column()
    request_revoked_at: Mapped[datetime | None] = revocation_of(request_paper_id)
    letter_revoked_at: Mapped[datetime | None] = revocation_of(letter_paper_id)
    accident: Mapped[Accident] = relationship(back_populates="seats")
    union: Mapped[Union] = relationship()


class Activity(Identified, Entered, Scoped, Model):
    """Something the union's people did in the investigation; sent from a tablet under an id of its own."""

    __tablename__ = "accident_activities"
    __table_args__ = (
        Index(None, "accident_id", "starts_at"),
        Index(None, "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
    )

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"))
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    others: Mapped[str | None] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text)
    device_time: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64))
    participants: Mapped[list[ActivityMember]] = relationship(order_by="ActivityMember.position")

    @property
    def people(self) -> list[uuid.UUID]:
        """The members who took part, in the order they were named."""
        return [one.member_id for one in self.participants]

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return (self.ends_at - self.starts_at).total_seconds() / 3600


class ActivityMember(Model):
    """A member's part in an activity."""

    __tablename__ = "accident_activity_members"
    __table_args__ = (Index(None, "member_id"),)

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accident_activities.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    position: Mapped[int]


class ActivityConflict(Identified, Model):
    """Other content that came under an activity's id: both are kept until a person has judged."""

    __tablename__ = "accident_activity_conflicts"
    __table_args__ = (UniqueConstraint("activity_id", "digest"),)

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accident_activities.id"))
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    received_from: Mapped[uuid.UUID | None]


class AccidentOpinion(Identified, Versioned, Scoped, Entered, Folded, Model):
    """An opinion of a union on the accident: to whom, and how it was answered."""

    __tablename__ = "accident_opinions"
    FOLDED = ("words", "addressee")
    __table_args__ = (Index(None, "accident_id"), Index(None, "due_on", "answered_on"))

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"))
    about: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(String(200))
    sent_on: Mapped[date]
    due_on: Mapped[date | None]
    stance: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date | None]
    paper_id: Mapped[uuid.UUID | None] = mapped_column()
    revoked_at: Mapped[datetime | None] = revocation_of(paper_id)


class ReportVersion(Identified, Entered, Model):
    """A version of the investigation report that the union received, with its comments."""

    __tablename__ = "accident_reports"

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    received_on: Mapped[date]
    comments: Mapped[str | None] = mapped_column(Text)
    signings: Mapped[list[Signing]] = relationship(back_populates="version", order_by="Signing.signed_at")


class Signing(Identified, Model):
    """What a member of the team did with a version of the report, sealed by the server's key; never changed."""

    __tablename__ = "accident_signings"
    __table_args__ = (UniqueConstraint("version_id", "member_id"),)

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accident_reports.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Text)
    signed_at: Mapped[datetime]
    appointment_id: Mapped[uuid.UUID | None]
    signature_sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    seal: Mapped[dict[str, Any]]
    paper_id: Mapped[uuid.UUID | None]
    version: Mapped[ReportVersion] = relationship(back_populates="signings")


class Approval(Identified, Entered, Model):
    """The government's approval (批复) of the report; one of a case."""

    __tablename__ = "accident_approvals"

    accident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accidents.id"), unique=True)
    #: Who approved it (批复机关); None in rows from before this was asked.
    approver: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    approved_on: Mapped[date]
    received_on: Mapped[date | None]
    words: Mapped[str | None] = mapped_column(Text)


class CalendarFeed(Identified, Model):
    """A member's address of a calendar of terms; only the token's SHA-256 is kept."""

    __tablename__ = "calendar_feeds"

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
