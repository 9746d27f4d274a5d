"""The employer's way to one notice: a token on paper, its hash in the table; it expires and can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.models import Notice, SignedLink
from safety.corrections.notice_rules import NoticeAct, check_notice
from safety.corrections.operations.ledger import note, require
from safety.corrections.queries import terms_of
from safety.corrections.vocabulary import NoticeState
from safety.database import session
from safety.people.models import Union


def make_link(
    *, actor: Actor, now: datetime, notice: Notice, days: int | None = None
) -> tuple[SignedLink, str]:
    """Make a link for the employer's reply; the token is answered once and kept nowhere but on the paper.

    ``days`` counts from now and defaults to the union's setting.
    """
    require(actor, Permission.NOTICE_ISSUE, notice)
    check_notice(NoticeState(notice.state), NoticeAct.LINK)
    terms = terms_of(session.get_one(Union, notice.union_id))
    token = secrets.token_urlsafe(24)
    link = SignedLink(
        notice_id=notice.id,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_at=now,
        created_by=actor.member_id,
        expires_at=now + timedelta(days=days or terms.link_days),
    )
    session.add(link)
    session.flush()
    change = {"expires_at": link.expires_at}
    note(actor, now, Permission.NOTICE_ISSUE, notice, action="reply_link_made", kind="notice", change=change)
    return link, token


def revoke_links(*, actor: Actor, now: datetime, notice: Notice, reason: str) -> int:
    """End every link of the notice; how many were ended."""
    require(actor, Permission.NOTICE_ISSUE, notice)
    live = select(SignedLink).where(SignedLink.notice_id == notice.id, SignedLink.revoked_at.is_(None))
    ended = list(session.scalars(live))
    for link in ended:
        link.revoked_at, link.revoked_reason = now, reason
    session.flush()
    change = {"reason": reason, "count": len(ended)}
    note(
        actor,
        now,
        Permission.NOTICE_ISSUE,
        notice,
        action="reply_links_revoked",
        kind="notice",
        change=change,
    )
    return len(ended)
