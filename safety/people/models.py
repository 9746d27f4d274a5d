"""Tables of people: the union tree, members, appointments, certificates, sessions and tokens."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from safety.database import Identified, Model, Versioned
from safety.folding.columns import Folded, Named


class Union(Identified, Versioned, Named, Model):
    """A trade union: a node of the tree, with a second, industrial parent where it has one.

    ``path`` and ``industry_path`` are chains of ids from the root (``"<id>/<id>/"``); totals follow
    ``path`` only.  ``level`` is one of ``rules.UnionLevel``.
    """

    __tablename__ = "unions"
    FOLDED = ("name", "short_name")
    __table_args__ = (Index(None, "path"), Index(None, "industry_path"), Index(None, "district_code"))

    name: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unions.id"), index=True)
    industry_parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unions.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), unique=True)
    industry_path: Mapped[str | None] = mapped_column(String(400))
    district_code: Mapped[str | None] = mapped_column(String(6))
    #: Codes of districts that ended and whose records this union has taken over.
    former_codes: Mapped[list[Any] | None]
    ended_on: Mapped[date | None]
    parent: Mapped[Union | None] = relationship(
        foreign_keys=[parent_id], remote_side="Union.id", viewonly=True
    )


class Member(Identified, Versioned, Named, Model):
    """A person who works with the register; signs in when ``password_hash`` is set."""

    __tablename__ = "members"
    FOLDED = ("name", "sign_in_name", "position")
    OF_PERSON = True
    __table_args__ = (Index(None, "union_id"),)

    name: Mapped[str] = mapped_column(String(60))
    sign_in_name: Mapped[str | None] = mapped_column(String(60), unique=True)
    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    phone: Mapped[str | None] = mapped_column(String(30))
    position: Mapped[str | None] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_last_step: Mapped[int | None]
    recovery_codes: Mapped[list[Any] | None]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None] = mapped_column(String(200))
    #: Tokens and calendar addresses given out until then open nothing any more.
    access_ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    union: Mapped[Union] = relationship()
    appointments: Mapped[list[Appointment]] = relationship(
        back_populates="member", order_by="Appointment.valid_from"
    )
    certificates: Mapped[list[Certificate]] = relationship(
        back_populates="member", order_by="Certificate.valid_to"
    )


class Appointment(Identified, Model):
    """A member's role in a union for a term; ``valid_to`` is the last day, None while open-ended."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(None, "member_id"),
        Index(None, "union_id"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="term_in_order"),
    )

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))
    role: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_reason: Mapped[str | None] = mapped_column(String(200))
    member: Mapped[Member] = relationship(back_populates="appointments")
    union: Mapped[Union] = relationship()


class Certificate(Identified, Folded, Model):
    """An inspector's certificate (劳动保护监督检查员证); ``status`` is one of ``rules.CertificateStatus``.

    ``status`` is the present one; that of a past day follows from ``states``.
    """

    __tablename__ = "certificates"
    FOLDED = ("number",)
    __table_args__ = (UniqueConstraint("issuer", "number"), Index(None, "member_id"), Index(None, "valid_to"))

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    number: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    valid_to: Mapped[date]
    status: Mapped[str] = mapped_column(String(16), default="valid")
    status_changed_on: Mapped[date | None]
    last_training_on: Mapped[date | None]
    last_exam_result: Mapped[str | None] = mapped_column(String(60))
    member: Mapped[Member] = relationship(back_populates="certificates")
    states: Mapped[list[CertificateState]] = relationship(
        order_by="(CertificateState.on_day, CertificateState.recorded_at)", lazy="selectin"
    )


class CertificateState(Identified, Model):
    """A suspension, cancellation or reinstatement of a certificate: it counts from ``on_day`` until the next one.

    The certificate's own ``status`` and ``status_changed_on`` repeat the newest one, for lists.
    """

    __tablename__ = "certificate_states"
    __table_args__ = (Index(None, "certificate_id", "on_day"),)

    certificate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("certificates.id"))
    status: Mapped[str] = mapped_column(String(16))
    on_day: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))


class SignIn(Identified, Model):
    """A browser session: the cookie holds a random token, the table its SHA-256."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "member_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    began_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(String(200))
    member: Mapped[Member] = relationship()


class SignInTry(Model):
    """Wrong passwords and codes in one lane (``operations.tries``); no name and no address is kept."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index(None, "last_at"),)

    lane: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]


class SentForm(Model):
    """A form that was carried out (``operations.sent_forms``): the digest of its sender and key, of its content, where it led."""

    __tablename__ = "sent_forms"
    __table_args__ = (Index(None, "at"),)

    form: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(2000))
    at: Mapped[datetime]


class AccessToken(Identified, Model):
    """A bearer token for the API, named by its owner; the table keeps its SHA-256 only.

    With ``read_only`` it opens what reads, and refuses whatever writes.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (Index(None, "member_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str] = mapped_column(String(60))
    read_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    member: Mapped[Member] = relationship()


class Scoped:
    """Columns that place a record: the district and the responsible union *of its day*.

    ``people.queries.in_scope`` filters on them; every table whose rows belong to a district mixes it in.
    """

    district_code: Mapped[str | None] = mapped_column(String(6), index=True)

    @declared_attr
    def union_id(cls) -> Mapped[uuid.UUID]:  # noqa: N805 - SQLAlchemy passes the class
        """The union responsible for the record."""
        return mapped_column(ForeignKey("unions.id"), index=True)


class FollowsSite(Scoped):
    """A record that goes with its site to another union while it is open.

    ``was_union_id`` and ``was_district_code`` are those of its day, once it went: the returns count it there.
    """

    was_district_code: Mapped[str | None] = mapped_column(String(6))

    @declared_attr
    def was_union_id(cls) -> Mapped[uuid.UUID | None]:  # noqa: N805 - SQLAlchemy passes the class
        """The union that was responsible on the record's day."""
        return mapped_column(ForeignKey("unions.id"))
