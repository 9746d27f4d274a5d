"""Tables of corrections.  A demand's columns are the reduction of its facts, kept for lists and counts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safety.corrections.gate import closed_unanswered, lacks_reply, needs_reply
from safety.corrections.grounds import SaidOfFinding
from safety.corrections.models.companions import Accompanied
from safety.corrections.models.terms import TermSetting as TermSetting
from safety.corrections.rules import DemandKind
from safety.corrections.vocabulary import ReferralState
from safety.database import Identified, Model, Versioned, Yuan, sparse_index
from safety.folding.columns import Folded
from safety.papers.models import revocation_of
from safety.people.models import FollowsSite, Scoped
from safety.rollups.models import CountsForSite
from safety.workplaces.models import Site


class Sent:
    """The SHA-256 of what was sent when the record was made: the same again is no second record."""

    digest: Mapped[str] = mapped_column(String(64))


class Demand(Identified, Versioned, SaidOfFinding, FollowsSite, CountsForSite, Folded, Model):
    """One thing the union asks an employer to do: a finding, an opinion, a condition or a measure.

    ``basis`` lists citations (``law``, ``article``, ``checked``); ``colour`` is the attention colour of a finding; ``source_kind`` and
    ``source_id`` say from which record of a duty it comes; ``notice_id`` is the notice that was the last to ask for it.
    """

    __tablename__ = "demands"
    FOLDED = ("summary", "addressee")
    __table_args__ = (
        Index(None, "source_kind", "source_id"),
        Index(None, "is_open", "term_on"),
        Index(None, "site_id", "kind", "is_open"),
        Index(None, "responsible_id", "is_open"),
        Index(None, "union_id", "is_open", "state"),
        Index(None, "kind", "raised_at"),
        sparse_index("continues_id"),
        CheckConstraint("is_open = (closed_at IS NULL AND withdrawn_at IS NULL)", name="open_until_ended"),
    )

    union_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unions.id"))  # found by the index with its state
    kind: Mapped[str] = mapped_column(String(12))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"))
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employers.id"), index=True)
    addressee: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")
    place_on_site: Mapped[str | None] = mapped_column(String(200))
    grade: Mapped[str] = mapped_column(String(10))
    colour: Mapped[str | None] = mapped_column(String(8))
    basis: Mapped[list[Any]]
    binding: Mapped[bool] = mapped_column(default=True)
    can_be_demanded: Mapped[bool] = mapped_column(default=True)
    responsible_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    source_kind: Mapped[str] = mapped_column(String(24))
    source_id: Mapped[uuid.UUID]
    continues_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("demands.id"))
    raised_at: Mapped[datetime]
    raised_by: Mapped[uuid.UUID | None]
    state: Mapped[str] = mapped_column(String(16))
    is_open: Mapped[bool]
    term_on: Mapped[date | None]
    first_term_on: Mapped[date | None]
    demanded_at: Mapped[datetime | None]
    notice_id: Mapped[uuid.UUID | None]
    replied_at: Mapped[datetime | None]
    no_reply_at: Mapped[datetime | None]
    stance: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(10))
    rechecked_by: Mapped[uuid.UUID | None]
    open_referrals: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    fact_count: Mapped[int] = mapped_column(default=1)
    site: Mapped[Site | None] = relationship()

    @property
    def needs_reply(self) -> bool:
        """Whether a written reply has to come before it may be closed."""
        return needs_reply(self)

    @property
    def lacks_reply(self) -> bool:
        """Whether that reply is still missing."""
        return lacks_reply(self)

    @property
    def closed_unanswered(self) -> bool:
        """Whether it was closed without one, before one was asked for."""
        return closed_unanswered(self)

    @property
    def is_counted(self) -> bool:
        """Whether a map counts it: findings only."""
        return self.kind == DemandKind.FINDING


class DemandFact(Identified, Model):
    """One thing that happened to a demand; rows are added and never changed.

    ``source_id`` is the notice, reply, re-check or referral it happened through; ``words`` the reason.
    """

    __tablename__ = "demand_facts"
    __table_args__ = (
        UniqueConstraint("demand_id", "seq"),
        Index(None, "kind", "at"),
        Index(None, "source_id"),
    )

    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str | None] = mapped_column(String(200))
    term_on: Mapped[date | None]
    grade: Mapped[str | None] = mapped_column(String(10))
    binding: Mapped[bool] = mapped_column(default=True)
    demandable: Mapped[bool] = mapped_column(default=True)
    stance: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Text)
    source_id: Mapped[uuid.UUID | None]


class SiteTally(Model):
    """How many findings a site has, kept by the transaction that changes them: what maps read."""

    __tablename__ = "site_tallies"

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    found: Mapped[int] = mapped_column(default=0)
    open: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    open_major: Mapped[int] = mapped_column(default=0)
    open_red: Mapped[int] = mapped_column(default=0)
    open_orange: Mapped[int] = mapped_column(default=0)
    open_yellow: Mapped[int] = mapped_column(default=0)
    open_blue: Mapped[int] = mapped_column(default=0)

    @property
    def worst(self) -> str | None:
        """The worst colour among the open findings; None when none has one."""
        colours = ("red", "orange", "yellow", "blue")
        return next((colour for colour in colours if getattr(self, f"open_{colour}") > 0), None)


class Notice(Identified, Versioned, Sent, FollowsSite, Folded, Model):
    """A correction notice (劳动保护监督检查意见书) over findings of one site.

    The paper holds number and signed content; ``number`` is copied here once issued, for searching.
    """

    __tablename__ = "notices"
    FOLDED = ("number", "addressee")
    __table_args__ = (Index(None, "state", "drafted_at"), Index(None, "number"))

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    addressee: Mapped[str] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    reply_by: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    paper_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    number: Mapped[str | None] = mapped_column(String(80))
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[uuid.UUID | None]
    delivered_at: Mapped[datetime | None]
    delivered_how: Mapped[str | None] = mapped_column(String(16))
    delivered_to: Mapped[str | None] = mapped_column(String(120))
    settled_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    site: Mapped[Site] = relationship()
    items: Mapped[list[NoticeItem]] = relationship(
        back_populates="notice", order_by="NoticeItem.position", cascade="all, delete-orphan"
    )


class NoticeItem(Identified, Model):
    """A finding on a notice, what is asked for and the term the notice sets for it."""

    __tablename__ = "notice_items"
    __table_args__ = (UniqueConstraint("notice_id", "demand_id"),)

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notices.id"))
    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), index=True)
    position: Mapped[int]
    asked: Mapped[str] = mapped_column(Text)
    term_on: Mapped[date]
    notice: Mapped[Notice] = relationship(back_populates="items")
    demand: Mapped[Demand] = relationship()


class SignedLink(Identified, Model):
    """The employer's way to one notice without an account; the table keeps the token's SHA-256 only."""

    __tablename__ = "signed_links"

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notices.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    notice: Mapped[Notice] = relationship()


class Reply(Identified, Sent, Scoped, Model):
    """The employer's written reply, entered by the union (``via`` union) or through the link.

    ``receipt`` is what the sender was told, sealed by the server: ``content`` and ``seal``; replies of before
    receipts have none.
    """

    __tablename__ = "replies"

    notice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("notices.id"), index=True)
    via: Mapped[str] = mapped_column(String(8))
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signed_links.id"))
    author: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(30))
    words: Mapped[str | None] = mapped_column(Text)
    workers_told_on: Mapped[date | None]
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[uuid.UUID | None]
    receipt_number: Mapped[str | None] = mapped_column(String(40), unique=True, index=True)
    receipt: Mapped[dict[str, Any] | None]
    items: Mapped[list[ReplyItem]] = relationship(back_populates="reply", order_by="ReplyItem.position")


class ReplyItem(Identified, Model):
    """What a reply says to one demand."""

    __tablename__ = "reply_items"
    __table_args__ = (UniqueConstraint("reply_id", "demand_id"),)

    reply_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("replies.id"))
    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), index=True)
    position: Mapped[int]
    stance: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(String(60))
    done_on: Mapped[date | None]
    cost_yuan: Mapped[Decimal | None] = mapped_column(Yuan)
    reply: Mapped[Reply] = relationship(back_populates="items")
    demand: Mapped[Demand] = relationship()


class Recheck(Identified, Sent, Accompanied, Scoped, Model):
    """A re-check on site, or a verification on paper, with a result for each demand."""

    __tablename__ = "rechecks"

    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"), index=True)
    notice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("notices.id"), index=True)
    checked_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(10))
    met: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[str | None] = mapped_column(Text)
    entered_at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str] = mapped_column(String(60))
    paper_id: Mapped[uuid.UUID | None]
    items: Mapped[list[RecheckItem]] = relationship(back_populates="recheck", order_by="RecheckItem.position")


class RecheckItem(Identified, Model):
    """The result of a re-check for one demand."""

    __tablename__ = "recheck_items"
    __table_args__ = (UniqueConstraint("recheck_id", "demand_id"),)

    recheck_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rechecks.id"))
    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), index=True)
    position: Mapped[int]
    result: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Text)
    recheck: Mapped[Recheck] = relationship(back_populates="items")
    demand: Mapped[Demand] = relationship()


class Referral(Identified, Versioned, Sent, FollowsSite, Folded, Model):
    """An application to a department to deal with a matter (处理申请), and what became of it.

    A draft has no ``sent_at`` and no number.  The department decides within 30 days of receiving it (重庆市工会条例 Art 44(2)), on a
    重大 hazard at once: ``due_on``.
    """

    __tablename__ = "referrals"
    FOLDED = ("about", "department", "number")
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, "answered_on", "due_on"))

    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sites.id"), index=True)
    subject_kind: Mapped[str | None] = mapped_column(String(24))
    subject_id: Mapped[uuid.UUID | None]
    about: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(Text)
    #: What the drafter lists as attached; None: the papers and replies of the case, as they are then.
    attachments: Mapped[list[Any] | None]
    kind: Mapped[str] = mapped_column(String(12))
    paper_id: Mapped[uuid.UUID | None]
    number: Mapped[str | None] = mapped_column(String(80))
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[uuid.UUID | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[uuid.UUID | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(Text)
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    decision: Mapped[str | None] = mapped_column(String(16))
    answer: Mapped[str | None] = mapped_column(Text)
    site: Mapped[Site | None] = relationship()

    @property
    def is_at_once(self) -> bool:
        """Whether it was received as one that is dealt with at once."""
        return self.due_on is not None and self.due_on == self.received_on

    @property
    def state(self) -> ReferralState:
        """Where the application itself stands; the department's part is told by its days."""
        if self.revoked_at is not None:
            return ReferralState.REVOKED
        return ReferralState.DRAFT if self.sent_at is None else ReferralState.SENT


class ReferralItem(Model):
    """A demand that a referral is about."""

    __tablename__ = "referral_items"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    demand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demands.id"), primary_key=True, index=True)


class EvacuationProposal(Identified, Versioned, Sent, FollowsSite, Model):
    """A proposal to withdraw people from danger to life (撤离建议); the employer decides at once.

    工会法 Art 25 and 安全生产法 Art 60: the union suggests, the employer decides 立即.  ``toxic``: the place is a workplace
    that uses toxic substances, which has rules of its own.  ``health``: the danger is an occupational hazard, ``coal_mine``: the
    place is a coal mine; None where nobody said.
    """

    __tablename__ = "evacuation_proposals"
    __table_args__ = (Index(None, "decided_at"),)

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    source_kind: Mapped[str | None] = mapped_column(String(24))
    source_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    addressee: Mapped[str] = mapped_column(String(200))
    danger: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text)
    toxic: Mapped[bool] = mapped_column(default=False)
    health: Mapped[bool | None]
    coal_mine: Mapped[bool | None]
    told_name: Mapped[str] = mapped_column(String(60))
    told_position: Mapped[str | None] = mapped_column(String(60))
    proposed_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    proposed_by: Mapped[uuid.UUID | None]
    paper_id: Mapped[uuid.UUID | None] = mapped_column()
    number: Mapped[str | None] = mapped_column(String(80))
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    words: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = revocation_of(paper_id)
    site: Mapped[Site] = relationship()
