"""Titles and number marks that a union edits, and who issues its papers."""

from __future__ import annotations

from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.papers import queries, rules
from safety.papers.models import PaperContact, PaperIssuing, PaperTitle
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import place_in
from safety.text import N_, Text


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


def demand_second_person(
    *, actor: Actor, now: datetime, union: Union, kind: PaperKind, second_person: bool
) -> PaperIssuing:
    """Say whether a kind of paper of ``union`` and of those below it is issued by somebody else than who drafted it.

    Raises:
        NotAllowed, NotFound: without ``paper_title:edit`` for the union.
        NotPossibleNow: it is wanted above, and is lifted there alone.
        Invalid: this kind is issued in one act and has no draft that another person could issue.
    """
    actor.require(Permission.PAPER_TITLE_EDIT, place_in(union))
    if second_person and kind not in rules.TWO_PERSONS:
        sentence = N_("这种文书随办理一次签发，没有可由他人签发的草稿，不能要求第二人签发")
        raise Invalid(sentence, code="no_draft", fields={"second_person": [sentence]})
    wanted_by = queries.second_person_wanted_by(union).get(kind.value)
    if not second_person and wanted_by is not None and wanted_by.id != union.id:
        raise NotPossibleNow(
            Text(N_("%(union)s要求这种文书由第二人签发，只能由它取消"), union=wanted_by.name),
            code="wanted_above",
        )
    row = queries.issuing_of(union.id, kind)
    if row is None:
        row = PaperIssuing(union_id=union.id, kind=kind, second_person=second_person)
        session.add(row)
    else:
        row.second_person = second_person
        row.version += 1
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="second_person_demanded" if second_person else "second_person_waived",
        kind="paper_title",
        record_id=row.id,
        union_id=union.id,
        change={"paper_kind": kind},
    )
    return row


def edit_contact(
    *,
    actor: Actor,
    now: datetime,
    union: Union,
    person: str | None,
    phone: str | None,
    originals: int | None,
) -> PaperContact:
    """Say whom the receiver of the union's papers may ask, and how many originals are made; issued papers stay.

    Raises:
        NotAllowed, NotFound: without ``paper_title:edit`` for the union.
    """
    actor.require(Permission.PAPER_TITLE_EDIT, place_in(union))
    row = queries.contact_of(union.id)
    if row is None:
        row = PaperContact(id=new_id(), union_id=union.id)
        session.add(row)
    row.person, row.phone, row.originals = person, phone, originals
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="paper_contact_edited",
        kind="paper_title",
        record_id=row.id,
        union_id=union.id,
        change={"originals": originals},
    )
    return row
