"""``check``: a complete site check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from safety.access.scope import Place
from safety.evidence.rules import Position, distance_metres
from safety.inspections import operations
from safety.inspections.inputs import CheckFacts, content_of
from safety.inspections.operations import Outcome
from safety.inspections.rules import InspectionState
from safety.inspections.rules.submission import DeviceClock
from safety.inspections.schemas import CheckIn
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.sync.kinds.places import acting_at
from safety.sync.kinds.replaying import Done, Replay, never_rewritten
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import FAR_METRES, EntryKind, Mark
from safety.workplaces import queries as workplaces
from safety.workplaces.queries.editions import place_on

_CHECK = CheckIn()


class Checks:
    """``PUT /inspections/<record id>``, submitted; drafts stay on the device."""

    permission = RIGHTS[EntryKind.CHECK].record

    def read(self, content: Mapping[str, Any]) -> CheckFacts:
        """The check as facts."""
        loaded: dict[str, Any] = _CHECK.load(dict(content))
        loaded.pop("submit")
        return CheckFacts(**loaded)

    def touches(self, record_id: UUID, facts: CheckFacts) -> set[UUID]:
        """The check and its findings."""
        return {record_id, *(one.id for one in facts.findings)}

    def changes(self, record_id: UUID, facts: CheckFacts) -> set[UUID]:
        """None: it makes what it touches."""
        return set()

    def missing(self, record_id: UUID, facts: CheckFacts) -> set[UUID]:
        """Nothing: a check stands alone."""
        return set()

    def withdrawn(self, record_id: UUID, facts: CheckFacts) -> bool:
        """A submitted check is never withdrawn."""
        return False

    def place(self, record_id: UUID, facts: CheckFacts) -> Place | None:
        """The place of the check, while it is not here that of the site on its day."""
        kept = records.inspection(record_id)
        if kept is not None and kept.site_id == facts.site_id:
            return place_of(kept)
        site = workplaces.find_site(facts.site_id)
        if site is None or facts.started_at is None:
            return place_of(site) if site else None
        return place_on(site, shanghai_date(facts.started_at))

    def present(self, record_id: UUID, facts: CheckFacts) -> Mapping[str, Any]:
        """The content of the check there is."""
        found = records.inspection(record_id)
        return found.content if found else {}

    def spelled(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the usual grade and empty lists where they were left out."""
        return content_of(self.read(content))

    def replay(self, given: Replay) -> Done:
        """Submit the check."""
        facts: CheckFacts = given.facts
        acting = acting_at(given, facts.site_id, self.permission)
        saved = operations.submit_inspection(
            actor=acting.actor,
            now=given.now,
            id=given.record_id,
            facts=facts,
            content=content_of(facts),
            clock=DeviceClock(
                given.made.offset, set_during=given.made.set_during, changed=given.made.changed
            ),
        )
        return Done(
            url=f"/inspections/{given.record_id}",
            marks=_marks(
                facts,
                uncertified=saved.inspection.state == InspectionState.UNCERTIFIED,
                moved=acting.moved,
            ),
            server=saved.inspection.content if saved.outcome is Outcome.CONFLICT else None,
        )

    def overrule(self, given: Replay, content: Mapping[str, Any]) -> None:
        """Let the chosen content stand; the words that stood before stay in the conflict and the audit."""
        facts = self.read(content)
        inspection = records.inspection(given.record_id)
        if inspection is None:
            raise never_rewritten()
        operations.choose_content(
            actor=given.actor,
            now=given.now,
            inspection=inspection,
            facts=facts,
            content=content_of(facts),
        )


def _marks(facts: CheckFacts, *, uncertified: bool, moved: bool) -> frozenset[Mark]:
    found = {Mark.UNCERTIFIED} if uncertified else set()
    found |= {Mark.SITE_MOVED} if moved else set()
    site = workplaces.find_site(facts.site_id)
    if site is not None and site.closed_at is not None:
        found.add(Mark.SITE_CLOSED)
    if site is not None and site.lon is not None and site.lat is not None and facts.position is not None:
        here = Position(facts.position.lon, facts.position.lat)
        metres = distance_metres(here, Position(site.lon, site.lat))
        if metres > FAR_METRES + (facts.position.accuracy or 0.0):
            found.add(Mark.FAR)
    return frozenset(found)
