"""How exactly the person of a request sees where a record lies: the one door for record pages, calls and files.

Without ``position:precise`` for the record's district or union, its position is rounded (about 1 km) and what
would tell more is left out; the answer and the page say so.  Maps ask ``maps.reader``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields, post_dump

from safety.access.permissions import Permission
from safety.access.positions import coarse, rounded
from safety.access.scope import Actor, Scope
from safety.people.guard import current_actor
from safety.people.queries import get_union, place_of
from safety.wire.schemas import Strict


@dataclass(frozen=True)
class Whereabouts:
    """Where a record lies as somebody sees it: WGS 84 degrees, accuracy in metres."""

    lon: float | None
    lat: float | None
    accuracy_m: float | None
    is_rounded: bool


def sees_precisely(record: Any, actor: Actor | None = None) -> bool:
    """Whether ``actor`` (else who asks) may know the precise position of a ``Scoped`` record."""
    scope = (actor or current_actor()).scope(Permission.POSITION_PRECISE)
    return within(scope, record)


def within(scope: Scope, record: Any) -> bool:
    """Whether a ``Scoped`` record lies in ``scope``; its union is read only where the district does not tell."""
    if scope.is_empty:
        return False
    known = scope.everything or record.district_code in scope.district_codes
    return known or scope.covers(place_of(record))


def coarsener(actor: Actor, right: Permission) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """What to put each told record through, when many that ``right`` shows are told: ``(record, told)``."""
    scope = actor.scope(Permission.POSITION_PRECISE)
    if scope.holds(actor.scope(right)):
        return lambda _record, told: told
    return lambda record, told: told if within(scope, record) else coarse(told)


def whereabouts(row: Any, placed_by: Any = None) -> Whereabouts:
    """Where a row with ``lon`` and ``lat`` lies as who asks sees it; ``placed_by`` is the record it belongs to."""
    accuracy = getattr(row, "accuracy_m", None) or getattr(row, "accuracy", None)
    if row.lon is None or sees_precisely(placed_by or row):
        return Whereabouts(row.lon, row.lat, accuracy, is_rounded=False)
    return Whereabouts(*rounded(row.lon, row.lat), None, is_rounded=True)


def as_seen(content: Any, placed_by: Any) -> Any:
    """A content of JSON values that belongs to a record, as who asks sees it."""
    return content if sees_precisely(placed_by) else coarse(content)


def change_as_seen(change: Mapping[str, Any], union_id: uuid.UUID | None) -> dict[str, Any]:
    """What the audit says was changed in a record of a union, as who asks sees it; hashes cover what was written."""
    scope = current_actor().scope(Permission.POSITION_PRECISE)
    known = scope.everything or (union_id is not None and within(scope, get_union(union_id)))
    return dict(change if known else coarse(change))


class PlacedOut(Strict):
    """Base of an answer that tells where a record lies; ``belongs_to`` leads from the row to the record, if not itself."""

    belongs_to: ClassVar[str] = ""

    position_is_rounded = fields.Boolean(
        dump_only=True,
        metadata={
            "description": "Whether positions are rounded to about 1 km for want of ``position:precise``"
        },
    )

    @post_dump(pass_original=True)
    def tell_where(self, told: dict[str, Any], row: Any, **_: Any) -> dict[str, Any]:
        """The answer with its positions as who asks may know them."""
        is_precise = sees_precisely(getattr(row, self.belongs_to) if self.belongs_to else row)
        seen: dict[str, Any] = told if is_precise else coarse(told)
        return seen | {"position_is_rounded": not is_precise}
