"""Drafting: content that may still change."""

from __future__ import annotations

import uuid
from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.database import hold, session
from safety.errors import Conflict, NotPossibleNow
from safety.ids import new_id
from safety.papers.content import Enclosed, PaperContent, enclosed_in, enclosing
from safety.papers.models import Paper
from safety.papers.operations.notes import note
from safety.papers.queries import as_drafted
from safety.papers.rules import PaperKind, PaperState
from safety.people.queries import place_of
from safety.text import N_


def draft_paper(
    *,
    actor: Actor,
    now: datetime,
    kind: PaperKind,
    subject_kind: str,
    subject_id: uuid.UUID,
    place: Place,
    content: PaperContent,
    id: uuid.UUID | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    enclosed: Enclosed | None = None,
) -> Paper:
    """Keep a draft about a record; it has no number yet and may be redrafted.

    ``enclosed`` are the copies and attachments that a person listed.

    Raises:
        Invalid: a copy for the addressee.
        NotAllowed, NotFound: without ``permission`` for ``place``.
        Conflict: the id is taken.
    """
    actor.require(permission, place)
    if id is not None and session.get(Paper, id) is not None:
        raise Conflict
    plain = as_drafted(enclosing(content, enclosed), place.union_id)
    paper = Paper(
        id=id or new_id(),
        kind=kind,
        state=PaperState.DRAFT,
        title=plain["title"][:200],
        subject_kind=subject_kind,
        subject_id=subject_id,
        content=plain,
        drafted_at=now,
        drafted_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
    )
    session.add(paper)
    session.flush()
    note(actor, now, paper, "paper_drafted", paper_kind=kind, subject=f"{subject_kind}/{subject_id}")
    return paper


def redraft_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    content: PaperContent,
    permission: Permission = Permission.NOTICE_ISSUE,
    enclosed: Enclosed | None = None,
) -> Paper:
    """Replace the content of a draft; without ``enclosed`` it keeps the copies and attachments that it lists.

    Raises:
        Invalid: a copy for the addressee.
        NotPossibleNow: it was issued.
    """
    actor.require(permission, place_of(paper))
    hold(paper)
    if paper.state != PaperState.DRAFT:
        raise NotPossibleNow(N_("文书已经签发，内容不能再修改"), code="paper_state")
    kept = enclosing(content, enclosed or enclosed_in(paper.content))
    paper.content = as_drafted(kept, paper.union_id)
    paper.title = paper.content["title"][:200]
    paper.version += 1
    session.flush()
    note(actor, now, paper, "paper_redrafted")
    return paper


def discard_draft(
    *, actor: Actor, now: datetime, paper: Paper, permission: Permission = Permission.NOTICE_ISSUE
) -> None:
    """Delete a draft; the audit keeps that there was one.

    Raises:
        NotPossibleNow: it was issued.
    """
    actor.require(permission, place_of(paper))
    hold(paper)
    if paper.state != PaperState.DRAFT:
        raise NotPossibleNow(N_("文书已经签发，不能删除，只能撤销"), code="paper_state")
    note(actor, now, paper, "paper_draft_discarded")
    session.delete(paper)
    session.flush()
