"""Tables of projects: the register, the two reviews of each, and what the union signed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.corrections.models import Demand
from safety.database import Identified, Model, Versioned, Yuan
from safety.folding.columns import Named
from safety.people.models import Scoped
from safety.workplaces.models import Employer, Site


class Project(Identified, Versioned, Scoped, Named, Model):
    """A construction project (新建、扩建、改建、技术改造).

    Position columns as those of a site.  The days of ``safety.law.project_works.Step`` are when the step was
    taken; ``*_accepted_by`` says who organised the acceptance.  ``no_union_part`` is kept by every operation that could change it:
    in use without a signed acceptance conclusion and not settled.
    """

    __tablename__ = "projects"
    FOLDED = ("name", "approval_number", "external_ref")
    __table_args__ = (
        Index(None, "stage"),
        Index(None, "lon", "lat"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
    )

    name: Mapped[str] = mapped_column(String(200))
    nature: Mapped[str] = mapped_column(String(12))
    industry: Mapped[str | None] = mapped_column(String(1))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    designer: Mapped[str | None] = mapped_column(String(200))
    builder: Mapped[str | None] = mapped_column(String(200))
    supervisor: Mapped[str | None] = mapped_column(String(200))
    assessors: Mapped[str | None] = mapped_column(String(300))
    investment_yuan: Mapped[Decimal | None] = mapped_column(Yuan)
    workers_expected: Mapped[int | None]
    is_high_risk: Mapped[bool] = mapped_column(default=False)
    is_city_project: Mapped[bool] = mapped_column(default=False)
    tracks: Mapped[list[Any]]
    approval_number: Mapped[str | None] = mapped_column(String(100))
    authority: Mapped[str | None] = mapped_column(String(120))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"), index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    outline: Mapped[dict[str, Any] | None]
    given_lon: Mapped[float | None]
    given_lat: Mapped[float | None]
    datum: Mapped[str | None] = mapped_column(String(10))
    accuracy_m: Mapped[float | None]
    district_found: Mapped[str | None] = mapped_column(String(6))
    district_reason: Mapped[str | None] = mapped_column(String(200))
    design_review_planned_on: Mapped[date | None]
    start_planned_on: Mapped[date | None]
    acceptance_planned_on: Mapped[date | None]
    use_planned_on: Mapped[date | None]
    special_works: Mapped[str | None] = mapped_column(String(20))
    hazard_class: Mapped[str | None] = mapped_column(String(12))
    design_applied_on: Mapped[date | None]
    design_accepted_on: Mapped[date | None]
    design_decided_on: Mapped[date | None]
    pre_evaluation_received_on: Mapped[date | None]
    pre_evaluation_decided_on: Mapped[date | None]
    effect_evaluated_on: Mapped[date | None]
    acceptance_plan_sent_on: Mapped[date | None]
    safety_accepted_on: Mapped[date | None]
    safety_accepted_by: Mapped[str | None] = mapped_column(String(12))
    health_accepted_on: Mapped[date | None]
    health_accepted_by: Mapped[str | None] = mapped_column(String(12))
    acceptance_reported_on: Mapped[date | None]
    external_ref: Mapped[str | None] = mapped_column(String(80), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    no_union_part: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    owner: Mapped[Employer] = relationship()
    site: Mapped[Site | None] = relationship()
    reviews: Mapped[list[Review]] = relationship(back_populates="project", order_by="Review.opened_at")
    moves: Mapped[list[ProjectMove]] = relationship(order_by="ProjectMove.at")
    former_kinds: Mapped[list[FormerKind]] = relationship(order_by="FormerKind.until, FormerKind.at")

    @property
    def owner_name(self) -> str:
        """The name of the 建设单位."""
        return self.owner.name


class ProjectMove(Identified, Model):
    """A step to a later stage; ``on_day`` is the day it happened, ``at`` when it was entered."""

    __tablename__ = "project_moves"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    on_day: Mapped[date]
    words: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str] = mapped_column(String(60))


class FormerKind(Identified, Model):
    """What a project was ``until`` a moment, before a change that was entered ``at``.

    Rows are in one order by both: what a project was at a moment, as it was known at another, is the first row that
    did not end before the one, or was entered after the other; else what the project is.
    """

    __tablename__ = "project_former_kinds"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    nature: Mapped[str] = mapped_column(String(12))
    tracks: Mapped[list[Any]]
    hazard_class: Mapped[str | None] = mapped_column(String(12))
    until: Mapped[datetime]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]


class Review(Identified, Versioned, Scoped, Model):
    """A design review or a completion acceptance: the invitation (or its absence) and the opinion paper."""

    __tablename__ = "project_reviews"
    __table_args__ = (UniqueConstraint("project_id", "kind"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(12))
    invited: Mapped[bool]
    notified_on: Mapped[date]
    notified_by: Mapped[str] = mapped_column(String(120))
    how: Mapped[str] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(Text)
    meeting_on: Mapped[date | None]
    reply_by: Mapped[date | None]
    paper_id: Mapped[uuid.UUID | None]
    number: Mapped[str | None] = mapped_column(String(80))
    transmitted_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[uuid.UUID | None]
    project: Mapped[Project] = relationship(back_populates="reviews")
    materials: Mapped[list[Material]] = relationship(order_by="Material.received_on")
    participants: Mapped[list[Participant]] = relationship(order_by="Participant.at")
    attendances: Mapped[list[Attendance]] = relationship(order_by="Attendance.held_on")
    opinions: Mapped[list[Opinion]] = relationship(back_populates="review", order_by="Opinion.position")
    sign_offs: Mapped[list[SignOff]] = relationship(back_populates="review", order_by="SignOff.proposed_at")
    dissents: Mapped[list[Dissent]] = relationship(order_by="Dissent.at")

    @property
    def signed(self) -> SignOff | None:
        """The signed conclusion, if there is one."""
        return next((one for one in self.sign_offs if one.state == "signed"), None)

    @property
    def proposed(self) -> SignOff | None:
        """The conclusion that waits to be signed, if there is one."""
        return next((one for one in self.sign_offs if one.state == "proposed"), None)

    @property
    def conclusion(self) -> str | None:
        """What was signed."""
        return self.signed.conclusion if self.signed else None


class Material(Identified, Model):
    """A paper the owner sent before the review; its files are evidence of kind ``project_material``."""

    __tablename__ = "project_materials"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    edition: Mapped[str | None] = mapped_column(String(60))
    received_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]


class Participant(Identified, Model):
    """A member who takes part in a review for the union."""

    __tablename__ = "project_participants"
    __table_args__ = (UniqueConstraint("review_id", "member_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    duty: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[datetime]


class Attendance(Identified, Model):
    """A person's part in a meeting or a look at the site; the drawn signature is evidence."""

    __tablename__ = "project_attendances"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    held_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(String(200))
    person: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str | None] = mapped_column(String(200))
    is_union: Mapped[bool]
    signature_sha256: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]


class Opinion(Identified, Model):
    """One opinion of a review; its id is its demand's, which owns term, reply and verification."""

    __tablename__ = "project_opinions"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"), index=True)
    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), unique=True)
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(12))
    drawing: Mapped[str | None] = mapped_column(String(200))
    answers_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("project_opinions.id"))
    review: Mapped[Review] = relationship(back_populates="opinions")
    demand: Mapped[Demand] = relationship()


class SignOff(Identified, Versioned, Model):
    """A conclusion: proposed by one person, signed by another; at most one of a review is signed or waits."""

    __tablename__ = "project_sign_offs"
    __table_args__ = (
        Index(
            "uq_project_sign_offs_review_id",
            "review_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"))
    state: Mapped[str] = mapped_column(String(10))
    conclusion: Mapped[str] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(Text)
    conditions: Mapped[list[Any]]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[uuid.UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[uuid.UUID | None]
    appointment_id: Mapped[uuid.UUID | None]
    signature_sha256: Mapped[str | None] = mapped_column(String(64))
    paper_id: Mapped[uuid.UUID | None]
    needs_counter: Mapped[bool] = mapped_column(default=False)
    countered_at: Mapped[datetime | None]
    countered_by: Mapped[uuid.UUID | None]
    counter_paper_id: Mapped[uuid.UUID | None]
    review: Mapped[Review] = relationship(back_populates="sign_offs")


class Dissent(Identified, Model):
    """A participant's reservation, kept beside the conclusion."""

    __tablename__ = "project_dissents"
    __table_args__ = (UniqueConstraint("review_id", "member_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ReviewLink(Identified, Model):
    """The owner's way to the opinions of one review without an account; only the token's SHA-256 is kept."""

    __tablename__ = "project_links"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project_reviews.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    review: Mapped[Review] = relationship()
