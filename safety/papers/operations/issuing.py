"""Issuing: number, code, frozen content, signature."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.audit.operations import printable_head
from safety.database import held, hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.law.days import shanghai_date
from safety.papers import coding, queries, rules, signing
from safety.papers import content as facts
from safety.papers.content import Imprint
from safety.papers.files import fonts_at_hand
from safety.papers.glyphs import check_glyphs, unprintable
from safety.papers.keys import keep_public, signing_key
from safety.papers.models import Paper, PaperCounter, SigningPublicKey
from safety.papers.operations.making import begin_files
from safety.papers.operations.notes import note
from safety.papers.previews import Asked, Preview, Question, UnseenPaperError, seen
from safety.papers.rules import PaperKind, PaperState
from safety.people.models import Union
from safety.people.queries import place_of
from safety.reference.queries import notes_on
from safety.text import N_, Text, as_text


def issue_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    permission: Permission = Permission.NOTICE_ISSUE,
    asked: Sequence[Asked] = (),
    drafters: Collection[uuid.UUID | None] = (),
    questions: Sequence[Question] = (),
) -> Paper:
    """Issue a draft: number, verification code, frozen content, hash and signature.

    ``asked`` is what the paper demands and by when, for the person who checks it before; ``drafters`` are those
    whose words it carries, where that is not who kept the draft; ``questions`` are the facts that decide its law. Signs
    that no font prints become their code points where whoever issues asked for it (``coding.code_points_wanted``).

    Raises:
        UnseenPaperError: a page issues it, and the person has not been shown it.
        NotPossibleNow: it is no draft; the union wants a second person, and this one drafted it (``second_person``).
        Invalid: something in it may not go out (field ``content``), or no font can print it (``content.…``).
        Unavailable: the signing key cannot be read.
    """
    place = place_of(paper)
    actor.require(permission, place)
    hold(paper)
    rules.check_move(PaperState(paper.state), PaperState.ISSUED)
    wrote = frozenset(drafters or {paper.drafted_by})
    _code_where_wanted(paper, actor, now)
    _check_seen(
        lambda: preview_of(
            paper, now=now, permission=permission, asked=asked, drafters=wrote, questions=questions
        )
    )
    if actor.member_id in wrote and queries.wants_second_person(paper.union_id, PaperKind(paper.kind)):
        raise NotPossibleNow(N_("本工会或上级工会要求这种文书由拟稿人以外的人签发"), code="second_person")
    facts.check_printable(paper.content)
    check_glyphs(paper.content, fonts_at_hand())
    key = registered_key(now)
    _number(paper, shanghai_date(now).year)
    paper.verification_code = rules.new_code()
    paper.imprint = _imprint(paper, now).as_json()
    paper.issued_at, paper.issued_by = now, actor.member_id
    _seal(paper, key, actor, permission, place)
    paper.state = PaperState.ISSUED
    paper.version += 1
    begin_files(paper, now=now)
    session.flush()
    note(actor, now, paper, "paper_issued", number=paper.number, content_hash=paper.content_hash)
    return paper


def _number(paper: Paper, year: int) -> None:
    """Take the next number of the union's series in the year."""
    union, kind = session.get_one(Union, paper.union_id), PaperKind(paper.kind)
    paper.year, paper.sequence = year, next_number(union_id=union.id, kind=kind, year=year)
    mark = queries.title_for(union, kind).mark
    paper.number = rules.number_text(mark=mark, year=year, sequence=paper.sequence)


def _code_where_wanted(paper: Paper, actor: Actor, now: datetime) -> None:
    """Signs that no font prints become their code points, where whoever issues has asked for it."""
    signs = coding.signs_in(paper.content, fonts_at_hand()) if coding.code_points_wanted.get() else ()
    if signs:
        paper.content = coding.coded(paper.content, signs)
        paper.title = paper.content["title"][:200]
        note(actor, now, paper, "paper_coded", signs=[f"U+{ord(sign):04X}" for sign in signs])


def _check_seen(preview: Callable[[], Preview]) -> None:
    """Stop at a paper that a page has not shown; programs are not stopped, and no preview is made for them."""
    shown = seen.get()
    if shown is None:
        return
    found = preview()
    if found.fingerprint not in shown:
        raise UnseenPaperError(found)


def preview_of(
    paper: Paper,
    *,
    now: datetime,
    permission: Permission,
    asked: Sequence[Asked] = (),
    drafters: frozenset[uuid.UUID | None] = frozenset(),
    questions: Sequence[Question] = (),
) -> Preview:
    """A draft as it would go out now; nothing is taken or kept."""
    union, kind = session.get_one(Union, paper.union_id), PaperKind(paper.kind)
    mark, year = queries.title_for(union, kind).mark, shanghai_date(now).year
    sequence = queries.last_number(union.id, kind, year) + 1
    return Preview(
        kind=kind,
        union_id=union.id,
        union_name=union.name,
        mark=mark,
        number=rules.number_text(mark=mark, year=year, sequence=sequence),
        content=paper.content,
        asked=tuple(asked),
        questions=tuple(questions),
        subject_kind=paper.subject_kind,
        subject_id=paper.subject_id,
        permission=permission,
        on=shanghai_date(now),
        drafted_at=paper.drafted_at,
        drafters=drafters,
        second_person=queries.wants_second_person(union.id, kind),
        problem=_problem_of(paper),
        unprintable=tuple(unprintable(paper.content, fonts_at_hand())),
        law=notes_on(paper.content["citations"]),
    )


def _problem_of(paper: Paper) -> Text | None:
    try:
        facts.check_printable(paper.content)
    except Invalid as refusal:
        return as_text(refusal.sentence)
    return None


def registered_key(now: datetime) -> signing.SigningKey:
    """The server's key; papers name it by a row of the database, whose word counts for nothing (``keys.known``)."""
    key = signing_key()
    keep_public(key)
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
        audit_head=printable_head(now=now),
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
    last = session.execute(held(select(PaperCounter.last).where(*counter))).scalar_one()
    session.execute(
        update(PaperCounter).where(*counter).values(last=last + 1),
        execution_options={"synchronize_session": False},
    )
    return last + 1
