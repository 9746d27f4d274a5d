"""Letters: drafted, changed, discarded, and issued once their basis was read."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.ids import new_id
from safety.labour_law import documents, queries
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.models import LabourLetter
from safety.labour_law.vocabulary import LetterKind, LetterState
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed, PaperContent, enclosed_in
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.queries import title_for
from safety.papers.rules import PaperKind, chinese_date
from safety.people.queries import get_union, place_of
from safety.text import N_, Text

RIGHT = P.LABOUR_LAW_DRAFT


def draft_letter(
    *,
    actor: Actor,
    now: datetime,
    place: Place,
    kind: LetterKind,
    facts: LetterFacts,
    id: uuid.UUID | None = None,
    enclosed: Enclosed | None = None,
) -> LabourLetter:
    """Write a letter and its paper as a draft; the same under its id again answers the one there is.

    Raises:
        NotAllowed, NotFound: without an appointment as 劳动法律监督员 for ``place``.
        Invalid: an answer asked for by a day that has passed.
        Conflict: the id is taken by other content.
    """
    actor.require(RIGHT, place)
    kept = session.get(LabourLetter, id) if id else None
    if kept is not None:
        return _same(kept, kind, facts, enclosed or Enclosed())
    _check(facts, shanghai_date(now))
    row = LabourLetter(
        id=id or new_id(),
        kind=kind,
        state=LetterState.DRAFT,
        **asdict(facts),
        drafted_at=now,
        drafted_by=actor.member_id,
        union_id=place.union_id,
        district_code=place.district_code,
    )
    session.add(row)
    session.flush()
    row.paper_id = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind(kind),
        subject_kind=queries.SOURCE,
        subject_id=row.id,
        place=place,
        content=_content(row, shanghai_date(now)),
        permission=RIGHT,
        enclosed=enclosed,
    ).id
    session.flush()
    _note(actor, now, row, "labour_letter_drafted", {"kind": kind})
    return row


def change_letter(
    *,
    actor: Actor,
    now: datetime,
    letter: LabourLetter,
    facts: LetterFacts,
    enclosed: Enclosed | None = None,
) -> LabourLetter:
    """Write a draft anew.

    Raises:
        NotPossibleNow: it was issued.
        Invalid: an answer asked for by a day that has passed.
    """
    actor.require(RIGHT, place_of(letter))
    hold(letter)
    check_draft(letter)
    _check(facts, shanghai_date(now))
    for name, value in asdict(facts).items():
        setattr(letter, name, value)
    letter.version += 1
    session.flush()
    content = _content(letter, shanghai_date(now))
    papers.redraft_paper(
        actor=actor, now=now, paper=_paper(letter), content=content, permission=RIGHT, enclosed=enclosed
    )
    _note(actor, now, letter, "labour_letter_changed", {})
    return letter


def discard_letter(*, actor: Actor, now: datetime, letter: LabourLetter) -> None:
    """Delete a draft; the audit keeps that there was one.

    Raises:
        NotPossibleNow: it was issued.
    """
    actor.require(RIGHT, place_of(letter))
    hold(letter)
    check_draft(letter)
    papers.discard_draft(actor=actor, now=now, paper=_paper(letter), permission=RIGHT)
    _note(actor, now, letter, "labour_letter_discarded", {})
    session.delete(letter)
    session.flush()


def issue_letter(*, actor: Actor, now: datetime, letter: LabourLetter) -> LabourLetter:
    """Issue a draft.

    Raises:
        NotPossibleNow: it was issued; the text that it rests on was not read by anybody yet (``basis_unread``).
    """
    actor.require(RIGHT, place_of(letter))
    hold(letter)
    check_draft(letter)
    unread = queries.unread_basis(shanghai_date(now))
    if unread:
        sentence = Text(
            N_("%(laws)s的原文还没有核对（待核），核对以前只能起草，不能签发"), laws="、".join(unread)
        )
        raise NotPossibleNow(sentence, code="basis_unread")
    paper = _paper(letter)
    content = _content(letter, shanghai_date(now))
    papers.redraft_paper(actor=actor, now=now, paper=paper, content=content, permission=RIGHT)
    by = chinese_date(letter.reply_by) if letter.reply_by else ""
    papers.issue_paper(
        actor=actor,
        now=now,
        paper=paper,
        permission=RIGHT,
        asked=[Asked(letter.demand, by)],
        drafters=[letter.drafted_by],
    )
    letter.state, letter.number = LetterState.ISSUED, paper.number
    letter.issued_at, letter.issued_by = now, actor.member_id
    letter.version += 1
    session.flush()
    _note(actor, now, letter, "labour_letter_issued", {"number": paper.number})
    return letter


def follow_revoked_letter(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:
    """End a letter whose paper is being revoked."""
    letter = session.scalars(select(LabourLetter).where(LabourLetter.paper_id == paper.id)).one_or_none()
    if letter is None:
        return
    letter.state = LetterState.REVOKED
    letter.version += 1
    _note(actor, now, letter, "labour_letter_revoked", {"reason": reason})


def content_of_draft(paper: Paper, today: date) -> PaperContent | None:
    """What the draft of a letter says now."""
    letter = session.scalars(select(LabourLetter).where(LabourLetter.paper_id == paper.id)).one_or_none()
    return _content(letter, today) if letter else None


def _same(kept: LabourLetter, kind: LetterKind, facts: LetterFacts, enclosed: Enclosed) -> LabourLetter:
    if kept.kind != kind or _facts(kept) != facts or enclosed_in(_paper(kept).content) != enclosed:
        raise Conflict
    return kept


def _facts(letter: LabourLetter) -> LetterFacts:
    return LetterFacts(**{name: getattr(letter, name) for name in LetterFacts.__dataclass_fields__})


def _check(facts: LetterFacts, today: date) -> None:
    if facts.reply_by is not None and facts.reply_by < today:
        raise Invalid(fields={"reply_by": [N_("答复期限不能早于今天")]})


def check_draft(letter: LabourLetter) -> None:
    """Refuse unless the letter is a draft still.

    Raises:
        NotPossibleNow: it was issued or put aside.
    """
    if letter.state != LetterState.DRAFT:
        raise NotPossibleNow(N_("文书已经签发，内容不能再修改"), code="paper_state")


def _content(letter: LabourLetter, today: date) -> PaperContent:
    union, kind = get_union(letter.union_id), LetterKind(letter.kind)
    title = title_for(union, PaperKind(kind)).title
    return documents.letter_paper(kind, _facts(letter), issuer=union.name, title=title, on=today)


def _paper(letter: LabourLetter) -> Paper:
    return session.get_one(Paper, letter.paper_id)


def _note(actor: Actor, now: datetime, letter: LabourLetter, action: str, change: dict[str, Any]) -> None:
    held = actor.appointment_for(RIGHT, place_of(letter))
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=queries.SOURCE,
        record_id=letter.id,
        union_id=letter.union_id,
        change=change,
        appointment_id=held.appointment_id if held else None,
    )
