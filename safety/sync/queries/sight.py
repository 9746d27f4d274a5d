"""The scope filter of entries and conflicts: each kind by the right to read (or judge) its records."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from safety.access.scope import Actor
from safety.people.queries import in_scope
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.rights import RIGHTS


def in_sight(model: type[SyncEntry | SyncConflict], actor: Actor) -> ColumnElement[bool]:
    """Whether the actor may read records of the row's kind where the row belongs."""
    return or_(
        *(
            and_(model.kind == kind, in_scope(model, actor.scope(rights.read)))
            for kind, rights in RIGHTS.items()
        )
    )


def judged_by(model: type[SyncEntry | SyncConflict], actor: Actor) -> ColumnElement[bool]:
    """Whether the actor may judge records of the row's kind where the row belongs."""
    return or_(
        *(
            and_(model.kind == kind, in_scope(model, actor.scope(rights.judge)))
            for kind, rights in RIGHTS.items()
        )
    )
