"""Reading papers, their titles, and whether they hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.law.days import shanghai_date
from safety.law.versions import Version
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.papers import keys
from safety.papers.content import PaperContent, enclosed_in, enclosing
from safety.papers.models import (
    Paper,
    PaperContact,
    PaperCounter,
    PaperIssuing,
    PaperTitle,
)
from safety.papers.rules import (
    DEFAULT_TITLES,
    PaperKind,
    PaperState,
    Title,
    contact_line,
    full_mark,
    originals_line,
    plain_code,
    states_position,
)
from safety.papers.signing import Seal, Verdict, verify
from safety.people.models import Union
from safety.people.queries import in_scope, place_of
from safety.people.queries.office import offices_left
from safety.reference.models import LawText
from safety.text import N_, Text

#: The kind of owner of the files of a paper, and of the subject of a notice that takes it back.
OWNER_KIND = "paper"


def title_for(union: Union, kind: PaperKind) -> Title:
    """How ``union`` heads a kind of paper: its own title, the nearest one above it, or the default.

    The mark is the union's own or is made of its short name: a number never speaks for another union.
    """
    line = _titles_above(union, kind)
    default = DEFAULT_TITLES[kind]
    own = line.get(union.id)
    title = next((line[one].title for one in _upwards(union) if one in line), default.title)
    edited = own is not None
    mark = full_mark(
        Title(title, own.mark if own else default.mark), union_short_name=union.short_name, edited=edited
    )
    return Title(title, mark)


def _upwards(union: Union) -> list[uuid.UUID]:
    return [uuid.UUID(part) for part in reversed(union.path.strip("/").split("/"))]


def _titles_above(union: Union, kind: PaperKind) -> dict[uuid.UUID, PaperTitle]:
    statement = select(PaperTitle).where(PaperTitle.kind == kind, PaperTitle.union_id.in_(_upwards(union)))
    return {one.union_id: one for one in session.scalars(statement)}


def own_title(union_id: uuid.UUID, kind: PaperKind) -> PaperTitle | None:
    """The title that the union wrote itself, if it did."""
    statement = select(PaperTitle).where(PaperTitle.union_id == union_id, PaperTitle.kind == kind)
    return session.scalars(statement).one_or_none()


def last_number(union_id: uuid.UUID, kind: PaperKind, year: int) -> int:
    """The last number that the union's series has used in ``year``; 0 when none."""
    return (
        session.scalar(
            select(PaperCounter.last).where(
                PaperCounter.union_id == union_id, PaperCounter.kind == kind, PaperCounter.year == year
            )
        )
        or 0
    )


def issuing_of(union_id: uuid.UUID, kind: PaperKind) -> PaperIssuing | None:
    """What the union said about issuing a kind of paper, if it did."""
    statement = select(PaperIssuing).where(PaperIssuing.union_id == union_id, PaperIssuing.kind == kind)
    return session.scalars(statement).one_or_none()


def wants_second_person(union_id: uuid.UUID, kind: PaperKind) -> bool:
    """Whether the union, or one above it, has papers of this kind issued by somebody else than who drafted them."""
    return kind.value in second_person_wanted_by(session.get_one(Union, union_id))


def second_person_wanted_by(union: Union) -> dict[str, Union]:
    """The kinds of paper that a second person issues, each with who wants it: the highest of the union and those above it.

    What is wanted above holds below and is lifted where it was said, as a rule of supervision is.
    """
    statement = (
        select(PaperIssuing.kind, Union)
        .join(Union, Union.id == PaperIssuing.union_id)
        .where(PaperIssuing.union_id.in_(_upwards(union)), PaperIssuing.second_person.is_(True))
        .order_by(func.length(Union.path).desc())
    )
    return {row.kind: row.Union for row in session.execute(statement)}


#: Tables of records with a ``paper_id``: who sees the record where it lies now sees its paper.
SEEN_WITH: list[Any] = []


def get_paper(paper_id: uuid.UUID, scope: Scope) -> Paper:
    """A paper of the scope, or of a record that came into it with its site.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    seen_with = (
        Paper.id.in_(select(one.paper_id).where(one.paper_id == paper_id, in_scope(one, scope)))
        for one in SEEN_WITH
    )
    may = or_(in_scope(Paper, scope), *seen_with)
    found = session.scalars(select(Paper).where(Paper.id == paper_id, may)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_issued(paper_id: uuid.UUID, scope: Scope) -> Paper:
    """An issued paper of the scope, whatever became of it since.

    Raises:
        NotFound: there is none, it is out of scope, or a draft.
    """
    found = get_paper(paper_id, scope)
    if found.state == PaperState.DRAFT:
        raise NotFound
    return found


def paper_by_id(paper_id: uuid.UUID) -> Paper | None:
    """The paper whoever asks: for what has settled the right itself."""
    return session.get(Paper, paper_id)


def papers_in_order(
    scope: Scope, *, q: str | None = None, kind: str | None = None, state: str | None = None
) -> Select[Paper]:
    """The papers of a scope, newest first; ``q`` finds words in title and number."""
    conditions = [in_scope(Paper, scope)]
    if q:
        conditions.append(folding.found([Paper], q))
    if kind:
        conditions.append(Paper.kind == kind)
    if state:
        conditions.append(Paper.state == state)
    newest = func.coalesce(Paper.issued_at, Paper.drafted_at).desc()
    return in_order(select(Paper).where(*conditions), newest, Paper.id)


def list_papers(
    scope: Scope, window: Window, *, q: str | None = None, kind: str | None = None, state: str | None = None
) -> Page[Paper]:
    """One part of ``papers_in_order``."""
    return page_of(papers_in_order(scope, q=q, kind=kind, state=state), window)


def titles_of(union: Union) -> list[tuple[PaperKind, Title, bool]]:
    """Every kind of paper with the union's present title and mark, and whether the union wrote them itself."""
    own = set(session.scalars(select(PaperTitle.kind).where(PaperTitle.union_id == union.id)))
    return [(kind, title_for(union, kind), kind.value in own) for kind in PaperKind]


def papers_of(subject_kind: str, subject_id: uuid.UUID) -> Sequence[Paper]:
    """The papers that speak of one record, oldest first."""
    return papers_of_many(subject_kind, [subject_id])


def papers_of_many(subject_kind: str, subject_ids: Iterable[uuid.UUID]) -> Sequence[Paper]:
    """The papers that speak of any of several records, oldest first."""
    statement = select(Paper).where(
        Paper.subject_kind == subject_kind, Paper.subject_id.in_(set(subject_ids))
    )
    return session.scalars(statement.order_by(Paper.drafted_at, Paper.id)).all()


def papers_of_case(actor: Actor, subjects: Mapping[str, Iterable[uuid.UUID]]) -> Sequence[Paper]:
    """The issued papers that ``actor`` may read about the records of a case (ids by kind), in the order of their issue.

    The notices that take one of them back are among them.
    """
    about = [
        and_(Paper.subject_kind == kind, Paper.subject_id.in_(set(ids))) for kind, ids in subjects.items()
    ]
    found = _readable(actor, or_(false(), *about))
    return [
        *found,
        *_readable(
            actor, and_(Paper.subject_kind == OWNER_KIND, Paper.subject_id.in_([one.id for one in found]))
        ),
    ]


def _readable(actor: Actor, about: ColumnElement[bool]) -> list[Paper]:
    precise = actor.scope(Permission.POSITION_PRECISE)
    statement = select(Paper).where(
        about, Paper.state != PaperState.DRAFT, in_scope(Paper, actor.scope(Permission.PAPER_READ))
    )
    return [
        paper
        for paper in session.scalars(statement.order_by(Paper.issued_at, Paper.id))
        if not states_position(paper.content) or precise.covers(place_of(paper))
    ]


def issued_day(paper: Paper) -> date | None:
    """The day on which it was issued, in China's time."""
    return shanghai_date(paper.issued_at) if paper.issued_at else None


def contact_of(union_id: uuid.UUID) -> PaperContact | None:
    """Whom the receiver of the union's papers may ask, and how many originals are made, if it said so."""
    return session.scalars(select(PaperContact).where(PaperContact.union_id == union_id)).one_or_none()


def copies_before(union_id: uuid.UUID, subject_kind: str, subject_ids: Iterable[uuid.UUID]) -> list[str]:
    """Who had a copy of the newest paper that a union issued about some records: whom the next one begins with."""
    out = [
        one
        for one in papers_of_many(subject_kind, subject_ids)
        if one.union_id == union_id and one.state == PaperState.ISSUED
    ]
    return list(out[-1].content["copies_to"]) if out else []


def lines_of(paper_id: uuid.UUID | None) -> dict[str, str]:
    """The copies and attachments of a paper as a form's fields show them, a line each."""
    paper = paper_by_id(paper_id) if paper_id else None
    if paper is None:
        return {}
    return {"copies_to": "\n".join(paper.copies_to), "attachments": "\n".join(paper.attachments)}


def as_drafted(content: PaperContent, union_id: uuid.UUID) -> dict[str, Any]:
    """The content as a draft keeps it: what goes to somebody names the union's contact and the number of originals."""
    said = contact_of(union_id) if content.addressee else None
    if said is None:
        return content.as_json()
    contact, originals = contact_line(said.person, said.phone), originals_line(said.originals)
    return replace(content, contact=contact, originals=originals).as_json()


#: What the draft of a kind says as its record and the law stand now; rooms above add theirs.
DRAFTED: dict[PaperKind, Callable[[Paper, date], PaperContent | None]] = {}


def content_now(paper: Paper, today: date) -> dict[str, Any]:
    """What a paper says: as it was issued, or a draft as it would go out now.

    A draft may lie for months: the provisions it rests on and the union's contact are those of now, its copies and
    attachments those that were listed.
    """
    write = DRAFTED.get(PaperKind(paper.kind)) if paper.state == PaperState.DRAFT else None
    fresh = write(paper, today) if write else None
    if fresh is None:
        return paper.content
    return as_drafted(enclosing(fresh, enclosed_in(paper.content)), paper.union_id)


def same_paper(
    subject_kind: str, subject_id: uuid.UUID, *, kind: PaperKind, union_id: uuid.UUID, content: PaperContent
) -> Paper | None:
    """The paper of the kind that a union has out about a record and that says just ``content`` already."""
    said = as_drafted(content, union_id)
    out = (kind, PaperState.ISSUED, union_id)
    papers = papers_of(subject_kind, subject_id)
    return next(
        (one for one in papers if (one.kind, one.state, one.union_id) == out and one.content == said), None
    )


def paper_by_code(typed: str) -> Paper | None:
    """The issued paper with this verification code, as typed or scanned."""
    code = plain_code(typed)
    if code is None:
        return None
    return session.scalars(select(Paper).where(Paper.verification_code == code)).one_or_none()


def signed_content(paper: Paper) -> dict[str, Any]:
    """What of an issued paper is hashed and signed."""
    return {"content": paper.content, "imprint": paper.imprint}


def seal_of(paper: Paper) -> Seal:
    """The seal of an issued paper.

    Raises:
        NotFound: it is a draft.
    """
    if paper.state == PaperState.DRAFT or paper.statement is None:
        raise NotFound
    return Seal(
        statement=paper.statement,
        content_hash=paper.content_hash or "",
        signature=paper.signature or "",
        key_id=paper.key_id or "",
        hash_algorithm=paper.hash_algorithm or "",
        signature_algorithm=paper.signature_algorithm or "",
    )


def verdict_on(paper: Paper) -> Verdict:
    """Whether an issued paper still is what was signed, and otherwise which field was changed."""
    verdict = verify(signed_content(paper), seal_of(paper), keys.known())
    if verdict.genuine and not _columns_agree(paper):
        return Verdict(genuine=False, why="content", field="number")
    return verdict


def _columns_agree(paper: Paper) -> bool:
    """The columns that lists show say the same as what was signed."""
    return bool((paper.statement or {}).get("paper") == statement_facts(paper))


def statement_facts(paper: Paper) -> dict[str, Any]:
    """The facts beside the content that the statement of a paper binds."""
    return {
        "id": str(paper.id),
        "kind": paper.kind,
        "union_id": str(paper.union_id),
        "number": paper.number,
        "verification_code": paper.verification_code,
        "subject_kind": paper.subject_kind,
        "subject_id": str(paper.subject_id),
    }


def papers_citing(row: LawText, version: Version) -> list[Text]:
    """The papers, drafts too, that cite a version of a law since it was put in use, as a sentence; none: nothing."""
    keys = {one.key for one in version.provisions} | {one.present_key for one in version.provisions}
    since = or_(Paper.drafted_at >= row.adopted_at, Paper.issued_at >= row.adopted_at)
    written = session.execute(select(Paper.number, Paper.title, Paper.content).where(since))
    found = [one.number or one.title for one in written if _cites(one.content, keys, row.in_force_from)]
    told = (
        Text(N_("%(n)s 份文书引用了这一文本，如%(paper)s"), n=len(found), paper=found[0]) if found else None
    )
    return [told] if told else []


def _cites(content: Mapping[str, Any], keys: set[str], since: date) -> bool:
    return any(
        one.get("key") in keys and date.fromisoformat(one["on"]) >= since
        for one in content.get("citations", ())
        if one.get("on")
    )


def appointment_of(paper: Paper) -> uuid.UUID | None:
    """The appointment by which a paper was issued, as its sealed statement names it."""
    named = ((paper.statement or {}).get("signer") or {}).get("appointment_id")
    return uuid.UUID(named) if named else None


def issued_after_office(paper: Paper) -> date | None:
    """The last day in office of who issued a paper, if the paper is of a later day; else None."""
    return issued_after_offices([paper]).get(paper.id)


def issued_after_offices(papers: Iterable[Paper]) -> dict[uuid.UUID, date]:
    """By paper, the last day in office of who issued it, for those that are of a later day."""
    acts = {one.id: (appointment_of(one), one.issued_at) for one in papers}
    left = offices_left(acts.values())
    return {paper: left[act] for paper, act in acts.items() if act in left}
