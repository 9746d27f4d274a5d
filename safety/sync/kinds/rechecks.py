"""``recheck``: a re-check round of findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from safety.access.permissions import Permission
from safety.access.scope import Place
from safety.audit.rules import plain
from safety.corrections import operations
from safety.corrections import queries as corrections
from safety.corrections.models import Demand, Recheck
from safety.corrections.rules import sight_of
from safety.corrections.schemas import RecheckIn
from safety.corrections.subjects import seen_on
from safety.errors import Conflict, NotPossibleNow
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.sync.kinds.places import acting_about
from safety.sync.kinds.replaying import AsSent, Done, Replay, never_rewritten, other_subject
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind

_RECHECK = RecheckIn()


@dataclass(frozen=True)
class RecheckFacts:
    """What ``PUT /rechecks/<id>`` takes."""

    given: Mapping[str, Any]

    @property
    def demand_ids(self) -> list[UUID]:
        """The findings looked at again."""
        return [line.demand_id for line in self.given["lines"]]


class Rechecks(AsSent):
    """``PUT /rechecks/<record id>``."""

    permission = RIGHTS[EntryKind.RECHECK].record

    def read(self, content: Mapping[str, Any]) -> RecheckFacts:
        """The re-check as facts."""
        loaded: Any = _RECHECK.load(dict(content))
        return RecheckFacts(loaded)

    def touches(self, record_id: UUID, facts: RecheckFacts) -> set[UUID]:
        """The re-check and the findings."""
        return {record_id, *facts.demand_ids}

    def changes(self, record_id: UUID, facts: RecheckFacts) -> set[UUID]:
        """The findings."""
        return set(facts.demand_ids)

    def missing(self, record_id: UUID, facts: RecheckFacts) -> set[UUID]:
        """Findings that are not here yet."""
        return set(facts.demand_ids) - {one.id for one in self._demands(facts)}

    def withdrawn(self, record_id: UUID, facts: RecheckFacts) -> bool:
        """Whether every finding was withdrawn meanwhile."""
        if corrections.is_kept(Recheck, record_id):
            return False
        return all(one.withdrawn_at is not None for one in self._demands(facts))

    def place(self, record_id: UUID, facts: RecheckFacts) -> Place | None:
        """The place of the first finding."""
        first = next(iter(self._demands(facts)), None)
        return place_of(first) if first else None

    def present(self, record_id: UUID, facts: RecheckFacts) -> Mapping[str, Any]:
        """The re-check there is, else the newest of the same findings."""
        kept = records.recheck(record_id) or records.newest_recheck(facts.demand_ids)
        return _content(kept) if kept else {}

    def replay(self, given: Replay) -> Done:
        """Keep the re-check.

        A day that lies ahead of the server's clock counts as the day of arrival, one before the findings as theirs.
        """
        facts: RecheckFacts = given.facts
        acting = acting_about(given, self._demands(facts), self.permission)
        corrections.get_demands(facts.demand_ids, sight_of(acting.actor))
        args = dict(facts.given)
        first = max(seen_on(self._demands(facts)).values(), default=args["checked_on"])
        args["checked_on"] = min(max(args["checked_on"], first), shanghai_date(given.made.received_at))
        notice_id = args.pop("notice_id")
        sight = acting.actor.scope(Permission.CORRECTION_READ)
        url = f"/demands/{facts.demand_ids[0]}"
        try:
            operations.record_recheck(
                actor=acting.actor,
                now=given.now,
                recheck_id=given.record_id,
                notice=corrections.get_notice(notice_id, sight) if notice_id else None,
                **args,
            )
        except (NotPossibleNow, Conflict):
            kept = records.recheck(given.record_id)
            if kept is not None and not {one.demand_id for one in kept.items} & set(facts.demand_ids):
                raise other_subject() from None
            if kept is not None or any(one.closed_at is not None for one in self._demands(facts)):
                return Done(url=url, server=self.present(given.record_id, facts))
            raise
        return Done(url=url, marks=acting.marks)

    def overrule(self, given: Replay, content: Mapping[str, Any]) -> None:
        """Never: it was sent out, or others build on it."""
        raise never_rewritten()

    @staticmethod
    def _demands(facts: RecheckFacts) -> list[Demand]:
        return corrections.demands_by_id(facts.demand_ids)


def _content(recheck: Recheck) -> dict[str, Any]:
    found: dict[str, Any] = plain(
        {
            "checked_on": recheck.checked_on,
            "method": recheck.method,
            "notice_id": recheck.notice_id,
            "companions": recheck.companions,
            "companion_ids": recheck.companion_ids,
            "met": recheck.met,
            "words": recheck.words,
            "lines": [
                {"demand_id": one.demand_id, "result": one.result, "words": one.words}
                for one in recheck.items
            ],
        }
    )
    return found
