"""What every kind of entry offers: how its content is read, what it touches, and how it is replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.errors import Conflict, NotPossibleNow
from safety.sync.rules import Mark
from safety.text import N_


@dataclass(frozen=True)
class Made:
    """When a record was made: as the device says, by the server's clock, and when it arrived.

    ``offset`` is the device's clock minus the server's; None when it was never measured.  By how much that clock was
    set: ``set_during`` the making of the record, ``changed`` between the contact before it and the arrival; None when it
    was not.
    """

    at: datetime
    judged_at: datetime
    received_at: datetime
    offset: timedelta | None = None
    set_during: timedelta | None = None
    changed: timedelta | None = None


@dataclass(frozen=True)
class Replay:
    """Who replays what: the actor with the rights of the day on which it was made."""

    actor: Actor
    now: datetime
    record_id: UUID
    facts: Any
    made: Made


def never_rewritten() -> NotPossibleNow:
    """The refusal of kinds whose records others build on."""
    return NotPossibleNow(
        N_("这类记录已经入档，不能改写；请在业务页面另行更正，并在这里选择保留服务器上的内容"),
        code="never_rewritten",
    )


def other_subject() -> Conflict:
    """The refusal of an id that stands for a record about something else: what that one says is not told."""
    return Conflict(N_("这个编号已用于另一条记录，请用新的编号重新送出"), code="id_taken")


@dataclass(frozen=True)
class Done:
    """What became of a replayed entry; ``server`` is what was there, when the two differ.

    ``base`` is what the author of the entry had read, where that can be told.
    """

    url: str
    marks: frozenset[Mark] = field(default_factory=frozenset)
    server: Mapping[str, Any] | None = None
    base: Mapping[str, Any] | None = None


class AsSent:
    """What kinds have in common whose content the server keeps as it was sent."""

    def spelled(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """As it was sent."""
        return content


class Kind(Protocol):
    """A kind of entry; it asks and replays, and has no rule of its own."""

    permission: Permission

    def read(self, content: Mapping[str, Any]) -> Any:
        """The content as facts; ``ValidationError`` for what the kind's own call would not take."""

    def touches(self, record_id: UUID, facts: Any) -> set[UUID]:
        """The records that the entry makes or changes."""

    def changes(self, record_id: UUID, facts: Any) -> set[UUID]:
        """Those of them that must be there before."""

    def missing(self, record_id: UUID, facts: Any) -> set[UUID]:
        """The records that it changes and that are not here yet."""

    def withdrawn(self, record_id: UUID, facts: Any) -> bool:
        """Whether what it changes was withdrawn."""

    def place(self, record_id: UUID, facts: Any) -> Place | None:
        """Where the record belongs, when that is known."""

    def present(self, record_id: UUID, facts: Any) -> Mapping[str, Any]:
        """What the server has of the record, in the form of the content."""

    def spelled(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """A content as the server keeps it: what was left out stands there as what it counts for."""

    def replay(self, given: Replay) -> Done:
        """Replay it through the operation of its feature; refusals are raised."""

    def overrule(self, given: Replay, content: Mapping[str, Any]) -> None:
        """Let ``content``, chosen by a person, take the place of what the server has.

        Raises:
            NotPossibleNow: such a record is never rewritten: its paper is out, or others build on it.
        """
