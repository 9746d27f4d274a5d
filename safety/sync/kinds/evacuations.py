"""``evacuation``: a proposal to withdraw people at once; its paper gets its number here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from safety.access.scope import Place
from safety.audit.rules import plain
from safety.corrections import operations
from safety.corrections import queries as corrections
from safety.corrections.schemas import EvacuationIn
from safety.errors import Conflict
from safety.papers.schemas import EnclosedIn
from safety.people.queries import place_of
from safety.sync.kinds.alone import Alone
from safety.sync.kinds.places import acting_at
from safety.sync.kinds.replaying import Done, Replay, other_subject
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind
from safety.workplaces import queries as workplaces

_EVACUATION = EvacuationIn()
#: What both contents of one proposal are compared by; copies and attachments belong to its paper.
_TOLD = tuple(name for name in _EVACUATION.fields if name not in EnclosedIn().fields)


class Evacuations(Alone):
    """``PUT /evacuations/<record id>``."""

    permission = RIGHTS[EntryKind.EVACUATION].record

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the call takes."""
        loaded: dict[str, Any] = _EVACUATION.load(dict(content))
        return loaded

    def place(self, record_id: UUID, facts: dict[str, Any]) -> Place | None:
        """The place of the site."""
        site = workplaces.find_site(facts["site_id"])
        return place_of(site) if site else None

    def present(self, record_id: UUID, facts: dict[str, Any]) -> Mapping[str, Any]:
        """The proposal there is."""
        kept = records.evacuation(record_id)
        return {} if kept is None else plain({name: getattr(kept, name) for name in _TOLD})

    def replay(self, given: Replay) -> Done:
        """Propose it; a moment that lies ahead of the server's clock counts as the arrival."""
        args = dict(given.facts)
        acting = acting_at(given, args["site_id"], self.permission)
        site = corrections.site_of(args.pop("site_id"), acting.actor.scope(self.permission))
        args["proposed_at"] = min(args["proposed_at"], given.made.received_at)
        url = f"/evacuations/{given.record_id}"
        try:
            operations.propose_evacuation(
                actor=acting.actor, now=given.now, site=site, proposal_id=given.record_id, **args
            )
        except Conflict:
            self._check_same_subject(given.record_id, site.id)
            return Done(url=url, server=self.present(given.record_id, given.facts))
        return Done(url=url, marks=acting.marks)

    @staticmethod
    def _check_same_subject(record_id: UUID, site_id: UUID) -> None:
        """Refuse an id that stands for a proposal at another site: its content is not told."""
        kept = records.evacuation(record_id)
        if kept is None or kept.site_id != site_id:
            raise other_subject()
