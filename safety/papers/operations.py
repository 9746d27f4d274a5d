"""Drafting, issuing, superseding and revoking papers; numbers without gaps; titles; sealed scans."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.audit.queries import head_hash
from safety.database import new_id, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.evidence import operations as evidence
from safety.evidence.models import EvidenceFile
from safety.law.days import shanghai_date
from safety.papers import content as facts
from safety.papers import queries, rules, signing
from safety.papers.content import Imprint, PaperContent
from safety.papers.keys import signing_key
from safety.papers.models import Paper, PaperCounter, PaperTitle, SigningPublicKey
from safety.papers.rules import PaperKind, PaperState
from safety.people.models import Union
from safety.people.queries import place_in, place_of
from safety.text import N_

OWNER_KIND = "paper"


def draft_paper(
    *,
    actor: Actor,
    now: datetime,
    kind: PaperKind,
    subject_kind: str,
    subject_id: uuid.UUID,
    place: Place,
    content: PaperContent,
    id: uuid.UUID | None = None,  # noqa: A002 - the record's id
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Keep a draft about a record; it has no number yet and may be redrafted.

    Raises:
        NotAllowed, NotFound: without ``permission`` for ``place``.
        Conflict: the id is taken.
    """
    actor.require(permission, place)
    if id is not None and session.get(Paper, id) is not None:
        raise Conflict
    plain = content.as_json()
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
    _note(actor, now, paper, "paper_drafted", paper_kind=kind, subject=f"{subject_kind}/{subject_id}")
    return paper


def redraft_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    content: PaperContent,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Replace the content of a draft.

    Raises:
        NotPossibleNow: it was issued.
    """
    actor.require(permission, place_of(paper))
    if paper.state != PaperState.DRAFT:
        raise NotPossibleNow(N_("文书已经签发，内容不能再修改"), code="paper_state")
    paper.content = content.as_json()
    paper.title = paper.content["title"][:200]
    paper.version += 1
    session.flush()
    _note(actor, now, paper, "paper_redrafted")
    return paper


def discard_draft(
    *, actor: Actor, now: datetime, paper: Paper, permission: Permission = Permission.NOTICE_ISSUE
) -> None:
    """Delete a draft; the audit keeps that there was one.

    Raises:
        NotPossibleNow: it was issued.
    """
    actor.require(permission, place_of(paper))
    if paper.state != PaperState.DRAFT:
        raise NotPossibleNow(N_("文书已经签发，不能删除，只能撤销"), code="paper_state")
    _note(actor, now, paper, "paper_draft_discarded")
    session.delete(paper)
    session.flush()


def issue_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Issue a draft: number, verification code, frozen content, hash and signature.

    Raises:
        NotPossibleNow: it is no draft.
        Invalid: something in it may not go out (field ``content``).
        Unavailable: the signing key cannot be read.
    """
    place = place_of(paper)
    actor.require(permission, place)
    rules.check_move(PaperState(paper.state), PaperState.ISSUED)
    facts.check_printable(paper.content)
    key = _registered_key(now)
    union = session.get_one(Union, paper.union_id)
    paper.year = shanghai_date(now).year
    paper.sequence = next_number(union_id=union.id, kind=PaperKind(paper.kind), year=paper.year)
    mark = queries.title_for(union, PaperKind(paper.kind)).mark
    paper.number = rules.number_text(mark=mark, year=paper.year, sequence=paper.sequence)
    paper.verification_code = rules.new_code()
    paper.imprint = _imprint(paper, now).as_json()
    paper.issued_at, paper.issued_by = now, actor.member_id
    _seal(paper, key, actor, permission, place)
    paper.state = PaperState.ISSUED
    paper.version += 1
    session.flush()
    _note(actor, now, paper, "paper_issued", number=paper.number, content_hash=paper.content_hash)
    return paper


def _registered_key(now: datetime) -> signing.SigningKey:
    """The server's key, its public half kept in the database so that papers outlive the key."""
    key = signing_key()
    if session.get(SigningPublicKey, key.key_id) is None:
        make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = {
            "key_id": key.key_id,
            "algorithm": signing.SIGNATURE_ALGORITHM,
            "public_key": base64.b64encode(key.public).decode(),
            "first_used_at": now,
        }
        session.execute(make(SigningPublicKey).values(**row).on_conflict_do_nothing())
    return key


def _imprint(paper: Paper, now: datetime) -> Imprint:
    base_url = current_app.config["SETTINGS"].base_url.rstrip("/")
    code = paper.verification_code or ""
    return Imprint(
        number=paper.number or "",
        issued_on=rules.chinese_date(shanghai_date(now)),
        verification_code=rules.printed_code(code),
        verify_url=f"{base_url}/verify/{code}",
        audit_head=head_hash(),
    )


def _seal(paper: Paper, key: signing.SigningKey, actor: Actor, permission: Permission, place: Place) -> None:
    held = actor.appointment_for(permission, place)
    bound = {
        "paper": queries.statement_facts(paper),
        "signer": {
            "name": actor.name,
            "member_id": str(actor.member_id) if actor.member_id else "",
            "appointment_id": str(held.appointment_id) if held else "",
            "role": held.role.value if held else "",
            "union": held.union_name if held else "",
        },
    }
    if paper.issued_at is None:
        raise ValueError("a paper is sealed at the moment of its issue")
    sealed = signing.seal(queries.signed_content(paper), key=key, signed_at=paper.issued_at, facts=bound)
    paper.statement, paper.content_hash = sealed.statement, sealed.content_hash
    paper.signature, paper.key_id = sealed.signature, sealed.key_id
    paper.hash_algorithm, paper.signature_algorithm = sealed.hash_algorithm, sealed.signature_algorithm


def next_number(*, union_id: uuid.UUID, kind: PaperKind, year: int) -> int:
    """Take the next number of a union's kind of paper in ``year``; no gap and no double.

    The counter's row stays locked until the transaction ends: a rolled-back issue gives its number back.
    """
    counter = (
        PaperCounter.union_id == union_id,
        PaperCounter.kind == kind.value,
        PaperCounter.year == year,
    )
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    start = {"union_id": union_id, "kind": kind.value, "year": year, "last": 0}
    session.execute(make(PaperCounter).values(**start).on_conflict_do_nothing())
    last = session.execute(select(PaperCounter.last).where(*counter).with_for_update()).scalar_one()
    session.execute(
        update(PaperCounter).where(*counter).values(last=last + 1),
        execution_options={"synchronize_session": False},
    )
    return last + 1


def revoke_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    reason: str,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Revoke an issued paper; its number stays used and its verification page says so.

    Raises:
        NotPossibleNow: it is not in force.
        Invalid: no reason is given.
    """
    actor.require(permission, place_of(paper))
    _end(paper, PaperState.REVOKED, actor, now, reason)
    session.flush()
    _note(actor, now, paper, "paper_revoked", number=paper.number, reason=paper.ended_reason)
    return paper


def supersede_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    by: Paper,
    reason: str,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Mark an issued paper as replaced by another issued one of the same union.

    Raises:
        NotPossibleNow: either is not in force, or they are the same.
        Invalid: no reason is given.
    """
    actor.require(permission, place_of(paper))
    if by.state != PaperState.ISSUED or by.id == paper.id or by.union_id != paper.union_id:
        raise NotPossibleNow(N_("只能由本单位另一份已签发的文书替代"), code="paper_state")
    _end(paper, PaperState.SUPERSEDED, actor, now, reason)
    paper.replaced_by_id = by.id
    session.flush()
    _note(actor, now, paper, "paper_superseded", number=paper.number, by=by.number)
    return paper


def _end(paper: Paper, state: PaperState, actor: Actor, now: datetime, reason: str) -> None:
    rules.check_move(PaperState(paper.state), state)
    if not reason.strip():
        raise Invalid(fields={"reason": [N_("请填写原因")]})
    paper.state, paper.ended_reason = state, reason.strip()[:500]
    paper.ended_at, paper.ended_by = now, actor.member_id
    paper.version += 1


def attach_sealed_scan(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    id: uuid.UUID,  # noqa: A002 - the file's id, made by the client
    content: bytes,
    declared_name: str | None,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> EvidenceFile:
    """Keep the scan of the sealed original beside an issued paper; earlier scans are kept too.

    Raises:
        NotPossibleNow: it is a draft.
        Invalid, TooLarge: as for evidence.
    """
    place = place_of(paper)
    actor.require(permission, place)
    if paper.state == PaperState.DRAFT:
        raise NotPossibleNow(N_("文书尚未签发，不能上传盖章原件"), code="paper_state")
    file = evidence.store_file(
        actor=actor,
        now=now,
        id=id,
        content=content,
        declared_name=declared_name,
        place=place,
        owner_kind=OWNER_KIND,
        owner_id=paper.id,
    )
    paper.sealed_scan_id = file.id
    paper.version += 1
    session.flush()
    _note(actor, now, paper, "sealed_scan_attached", file=file.id, sha256=file.sha256)
    return file


def edit_title(
    *, actor: Actor, now: datetime, union: Union, kind: PaperKind, title: str, mark: str
) -> PaperTitle:
    """Say how ``union`` heads a kind of paper from now on; issued papers keep their own title.

    Raises:
        NotAllowed, NotFound: without ``paper_title:edit`` for the union.
        Invalid: fields ``title`` and ``mark``.
    """
    actor.require(Permission.PAPER_TITLE_EDIT, place_in(union))
    wanted = rules.check_title(title, mark)
    row = queries.own_title(union.id, kind)
    if row is None:
        row = PaperTitle(union_id=union.id, kind=kind, title=wanted.title, mark=wanted.mark)
        session.add(row)
    else:
        row.title, row.mark = wanted.title, wanted.mark
        row.version += 1
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="paper_title_edited",
        kind="paper_title",
        record_id=row.id,
        union_id=union.id,
        change={"paper_kind": kind, "title": wanted.title, "mark": wanted.mark},
    )
    return row


def _note(actor: Actor, now: datetime, paper: Paper, action: str, **change: Any) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="paper",
        record_id=paper.id,
        union_id=paper.union_id,
        change=change,
    )
