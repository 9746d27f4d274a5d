"""``activity``: what the union's people did in an accident case."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from marshmallow import fields

from safety.access.scope import Place
from safety.accidents import operations
from safety.accidents import queries as accidents
from safety.accidents.inputs import ActivityFacts
from safety.accidents.schemas import ActivityIn
from safety.audit.rules import plain
from safety.people.queries import place_of
from safety.sync.kinds.alone import Alone
from safety.sync.kinds.replaying import Done, Replay
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind
from safety.wire.schemas import Strict


class _CaseIn(Strict):
    """The case that the call's address has."""

    accident_id = fields.UUID(required=True)


_CASE, _ACTIVITY = _CaseIn(), ActivityIn()


@dataclass(frozen=True)
class ActivityOf:
    """An activity and its case."""

    accident_id: UUID
    facts: ActivityFacts


class Activities(Alone):
    """``PUT /accidents/<accident id>/activities/<record id>``."""

    permission = RIGHTS[EntryKind.ACTIVITY].record

    def read(self, content: Mapping[str, Any]) -> ActivityOf:
        """The activity as facts."""
        given = dict(content)
        named = {name: given.pop(name) for name in ("accident_id",) if name in given}
        case: dict[str, Any] = _CASE.load(named)
        loaded: dict[str, Any] = _ACTIVITY.load(given)
        return ActivityOf(case["accident_id"], loaded["facts"])

    def missing(self, record_id: UUID, facts: ActivityOf) -> set[UUID]:
        """The case, while it is not here."""
        return set() if records.accident(facts.accident_id) else {facts.accident_id}

    def place(self, record_id: UUID, facts: ActivityOf) -> Place | None:
        """The place of the case."""
        accident = records.accident(facts.accident_id)
        return place_of(accident) if accident else None

    def present(self, record_id: UUID, facts: ActivityOf) -> Mapping[str, Any]:
        """The activity there is."""
        kept = accidents.find_activity(record_id)
        if kept is None:
            return {}
        names = ("kind", "starts_at", "ends_at", "place", "lon", "lat", "accuracy_m", "others", "words")
        found: dict[str, Any] = plain({name: getattr(kept, name) for name in names})
        people = [str(one.member_id) for one in kept.participants]
        return found | {"accident_id": str(kept.accident_id), "people": people}

    def replay(self, given: Replay) -> Done:
        """Record it; hours that lie ahead of the server's clock are moved back to end at the arrival."""
        facts: ActivityOf = given.facts
        accident = accidents.get_accident(facts.accident_id, given.actor.scope(self.permission))
        ahead = max(facts.facts.ends_at - given.made.received_at, timedelta())
        moved = dataclasses.replace(
            facts.facts, starts_at=facts.facts.starts_at - ahead, ends_at=facts.facts.ends_at - ahead
        )
        kept = operations.record_activity(
            actor=given.actor, now=given.now, accident=accident, facts=moved, id=given.record_id
        )
        url = f"/accidents/{facts.accident_id}"
        if kept.outcome == "conflict":
            return Done(url=url, server=self.present(given.record_id, facts))
        return Done(url=url)
