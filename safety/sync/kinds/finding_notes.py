"""``finding_note``: the particulars of an open finding said more exactly, on the version that was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import fields

from safety.access.scope import Place
from safety.corrections import operations
from safety.corrections import queries as corrections
from safety.corrections.rules import sight_of
from safety.errors import NotPossibleNow, Stale
from safety.people.queries import place_of
from safety.sync.kinds.places import acting_about
from safety.sync.kinds.replaying import AsSent, Done, Replay
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind
from safety.wire.schemas import Line, Range, Strict, Words


class _NoteIn(Strict):
    """An edit of a finding."""

    finding_id = fields.UUID(required=True)
    base_version = fields.Integer(required=True, strict=True, validate=Range(min=1, max=2**31 - 1))
    detail = Words(maximum=4000, required=True)
    place_on_site = Line(maximum=200, load_default=None, allow_none=True)


_NOTE = _NoteIn()


class FindingNotes(AsSent):
    """An edit; another since ``base_version`` makes a conflict that a person judges."""

    permission = RIGHTS[EntryKind.FINDING_NOTE].record

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """The edit."""
        loaded: dict[str, Any] = _NOTE.load(dict(content))
        return loaded

    def touches(self, record_id: UUID, facts: dict[str, Any]) -> set[UUID]:
        """The finding."""
        return {record_id, facts["finding_id"]}

    def changes(self, record_id: UUID, facts: dict[str, Any]) -> set[UUID]:
        """The finding."""
        return {facts["finding_id"]}

    def missing(self, record_id: UUID, facts: dict[str, Any]) -> set[UUID]:
        """The finding, while it is not here."""
        return set() if records.demand(facts["finding_id"]) else {facts["finding_id"]}

    def withdrawn(self, record_id: UUID, facts: dict[str, Any]) -> bool:
        """Whether the finding was withdrawn."""
        found = records.demand(facts["finding_id"])
        return found is not None and found.withdrawn_at is not None

    def place(self, record_id: UUID, facts: dict[str, Any]) -> Place | None:
        """The place of the finding."""
        found = records.demand(facts["finding_id"])
        return place_of(found) if found else None

    def present(self, record_id: UUID, facts: dict[str, Any]) -> Mapping[str, Any]:
        """The finding's words as they are."""
        found = records.demand(facts["finding_id"])
        if found is None:
            return {}
        return {
            "finding_id": str(found.id),
            "base_version": found.version,
            "detail": found.detail,
            "place_on_site": found.place_on_site,
        }

    def replay(self, given: Replay) -> Done:
        """Edit the finding."""
        args = dict(given.facts)
        # The device's own earlier edits on the same version are no news to it.
        args["base_version"] += records.notes_applied(given.actor.device_id, **_named(args))
        found = records.demand(args["finding_id"])
        acting = acting_about(given, [found] if found is not None else [], self.permission)
        demand = corrections.get_demand(args.pop("finding_id"), sight_of(acting.actor))
        url = f"/demands/{demand.id}"
        try:
            operations.edit_demand(actor=acting.actor, now=given.now, demand=demand, **args)
        except (Stale, NotPossibleNow):
            base = records.finding_words(demand, given.facts["base_version"])
            return Done(url=url, server=self.present(given.record_id, given.facts), base=base)
        return Done(url=url, marks=acting.marks)

    def overrule(self, given: Replay, content: Mapping[str, Any]) -> None:
        """Edit the finding as it is now."""
        args = self.read(content)
        demand = corrections.get_demand(args.pop("finding_id"), sight_of(given.actor))
        args["base_version"] = demand.version
        operations.edit_demand(actor=given.actor, now=given.now, demand=demand, **args)


def _named(args: Mapping[str, Any]) -> dict[str, Any]:
    return {"finding_id": args["finding_id"], "base_version": args["base_version"]}
