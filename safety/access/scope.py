"""Whose records a person may see and change: computed from appointments, free of the database.

A scope is the whole city, some districts, and some branches of the union tree.  A union's path is
the chain of ids from the root, each followed by a slash (``"1/7/31/"``), so that *below* is *begins
with*.  ``people.queries.in_scope`` alone turns a scope into SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from safety.access.permissions import Permission
from safety.access.roles import Role, permissions_of
from safety.errors import Invalid, NotAllowed, NotFound
from safety.text import N_


@dataclass(frozen=True)
class Place:
    """Where a record belongs: its district (six digits, or None) and the union responsible for it."""

    district_code: str | None
    union_id: UUID
    union_path: str
    industry_path: str | None = None


@dataclass(frozen=True)
class Scope:
    """A set of places: everything, or these districts and these branches of the union tree."""

    everything: bool = False
    district_codes: frozenset[str] = frozenset()
    union_paths: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all lies within it."""
        return not (self.everything or self.district_codes or self.union_paths)

    def holds(self, other: Scope) -> bool:
        """Whether every place of ``other`` lies within this scope for certain (False says: perhaps not)."""
        if self.everything or other.is_empty:
            return True
        branches = all(any(path.startswith(own) for own in self.union_paths) for path in other.union_paths)
        return not other.everything and other.district_codes <= self.district_codes and branches

    def covers(self, place: Place) -> bool:
        """Whether ``place`` lies within the scope."""
        if self.everything or place.district_code in self.district_codes:
            return True
        paths = (place.union_path, place.industry_path or "")
        return any(path.startswith(own) for own in self.union_paths for path in paths)


@dataclass(frozen=True)
class Held:
    """An appointment that is valid now: a role in a union, and what that union covers."""

    appointment_id: UUID
    role: Role
    union_id: UUID
    union_name: str
    union_path: str
    covers_city: bool = False
    district_codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who acts: a member with the appointments valid at this moment, and by which channel.

    ``member_id`` is None for the system itself (commands) and for holders of a signed link.  ``own_place`` is where
    the member's union is; None also where it has to be asked for.
    """

    member_id: UUID | None
    name: str
    union_id: UUID | None = None
    held: tuple[Held, ...] = ()
    channel: str = "page"
    device_id: UUID | None = None
    session_id: UUID | None = None
    trusted: bool = field(default=False)
    own_place: Place | None = None

    def _granting(self, permission: Permission) -> Iterable[Held]:
        return (held for held in self.held if permission in permissions_of(held.role))

    def may(self, permission: Permission) -> bool:
        """Whether any appointment grants ``permission`` somewhere."""
        return self.trusted or any(True for _ in self._granting(permission))

    def scope(self, permission: Permission) -> Scope:
        """Where ``permission`` is granted; an empty scope when nowhere."""
        if self.trusted:
            return Scope(everything=True)
        granting = list(self._granting(permission))
        return Scope(
            everything=any(held.covers_city for held in granting),
            district_codes=frozenset(code for held in granting for code in held.district_codes),
            union_paths=frozenset(held.union_path for held in granting),
        )

    def require(self, permission: Permission, place: Place | None = None) -> None:
        """Refuse unless ``permission`` is held, and (when given) held for ``place``.

        Raises:
            NotAllowed: the permission is held nowhere.
            NotFound: it is held, but ``place`` lies out of scope (what exists elsewhere is not told).
        """
        if not self.may(permission):
            raise NotAllowed
        if place is not None and not self.scope(permission).covers(place):
            raise NotFound

    def require_chosen(self, permission: Permission, place: Place, field: str) -> None:
        """As ``require``, for a place that ``field`` of a form chose: out of scope it is refused there.

        Raises:
            NotAllowed: the permission is held nowhere.
            Invalid: ``place`` lies out of scope; nothing of what exists there is told.
        """
        self.require(permission)
        if not self.scope(permission).covers(place):
            raise Invalid(fields={field: [N_("这个地点不在您的管辖范围内，请选择本辖区的区县或位置")]})

    def appointment_for(self, permission: Permission, place: Place) -> Held | None:
        """The appointment by which this person acts on ``place``: the most local one that grants it."""
        fitting = [
            held
            for held in self._granting(permission)
            if Scope(held.covers_city, held.district_codes, frozenset({held.union_path})).covers(place)
        ]
        return max(fitting, key=lambda held: len(held.union_path), default=None)


def system_actor(channel: str = "command") -> Actor:
    """The application itself (command line, timed jobs): trusted, and named so in the audit."""
    return Actor(member_id=None, name="system", channel=channel, trusted=True)
