"""Titles and number marks that a union edits."""

from __future__ import annotations

from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.papers import queries, rules
from safety.papers.models import PaperTitle
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import place_in


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
