"""Records that somebody names in what is sent: each must be one that he may see.

Every operation that takes the id of another record finds it here.  One that lies out of sight is answered as one that
does not exist: the same refusal at the same field.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select

from safety.access.scope import Scope
from safety.database import session
from safety.errors import Invalid, NotFound
from safety.people.models import Member, Union
from safety.people.queries import in_scope, place_in
from safety.text import N_

R = TypeVar("R")


#: Unions whose own people may be named beside those of a scope: they take part in what is recorded.
Unions = Collection[uuid.UUID]


def _in_sight(model: Any, scope: Scope, unions: Unions = ()) -> ColumnElement[bool]:
    """Whether ``scope`` covers a row of ``model``; a member is where the member's union is."""
    if model is Member:
        covered = Member.union_id.in_(select(Union.id).where(in_scope(Union, scope)))
        return or_(covered, Member.union_id.in_(unions)) if unions else covered
    return in_scope(model, scope)


def named(model: type[R], record_id: uuid.UUID, scope: Scope, *, field: str, unions: Unions = ()) -> R:
    """The record that ``field`` names, if ``scope`` covers it or it is one of the ``unions``' own people.

    Raises:
        Invalid: there is none, or it lies out of scope.
    """
    rows: Any = model
    sought = select(rows).where(rows.id == record_id, _in_sight(rows, scope, unions))
    found: R | None = session.scalars(sought).one_or_none()
    if found is None:
        raise not_there(field)
    return found


def named_union(union_id: uuid.UUID, scope: Scope, *, field: str = "union_id") -> Union:
    """The living union that ``field`` names, if ``scope`` covers its own place.

    Asked beside the place of the record: a record that lies in one's district is covered whatever its union.

    Raises:
        Invalid: as ``named``; or it has ended.
    """
    found = session.get(Union, union_id)
    if found is None or found.ended_on is not None or not scope.covers(place_in(found)):
        raise not_there(field)
    return found


def all_named(
    model: Any, ids: Collection[uuid.UUID], scope: Scope, *, field: str, unions: Unions = ()
) -> None:
    """Refuse ids of which one is no record in ``scope``, nor one of the ``unions``' own people.

    Raises:
        Invalid: as ``named``.
    """
    wanted = set(ids)
    there = select(model.id).where(model.id.in_(wanted), _in_sight(model, scope, unions))
    if wanted - set(session.scalars(there)):
        raise not_there(field)


def name_in_sight(model: type[Member | Union], record_id: uuid.UUID, scope: Scope) -> str | None:
    """The name of a member or union that an address or a filter names; None for one that ``scope`` does not cover."""
    return session.scalar(select(model.name).where(model.id == record_id, _in_sight(model, scope)))


@contextmanager
def named_at(field: str) -> Iterator[None]:
    """Refuse what is sought within and not found at ``field``, which names it: the address of the call was right.

    Raises:
        Invalid: it does not exist or lies out of sight.
    """
    try:
        yield
    except NotFound:
        raise not_there(field) from None


def not_there(field: str) -> Invalid:
    """The one refusal of a record that does not exist or lies out of sight."""
    return Invalid(fields={field: [N_("没有这一项，或者它不在您的管辖范围内")]})
