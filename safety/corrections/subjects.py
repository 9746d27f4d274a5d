"""The pages of the records that demands and applications come from; each duty registers its own kinds."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from safety.access.permissions import Permission
from safety.access.scope import Actor

Address = Callable[[uuid.UUID], str | None]
_PAGES: dict[str, tuple[Permission, Address]] = {}


def register_subject(kind: str, permission: Permission, address: Address) -> None:
    """Say where records of ``kind`` are read, and with which right; ``address`` may answer None for one."""
    _PAGES[kind] = (permission, address)


def address_of(actor: Actor, kind: str | None, record_id: uuid.UUID | None) -> str | None:
    """The page of a record, for an actor who may read its kind somewhere; None when there is none to go to."""
    if kind is None or record_id is None or kind not in _PAGES:
        return None
    permission, address = _PAGES[kind]
    return address(record_id) if actor.may(permission) else None
