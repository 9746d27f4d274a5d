"""Sites that were given to another district or union after a record was made there."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind
from safety.law.days import shanghai_date
from safety.people.queries import get_union, place_in, place_of
from safety.sync.kinds.replaying import Replay
from safety.sync.rules import Mark
from safety.workplaces import queries as workplaces
from safety.workplaces.models import Site
from safety.workplaces.queries.editions import district_of

#: What of a site's history can give it to another district or union.
PASSES = frozenset({"site_edited", "site_transferred", "site_handed_over"})


@dataclass(frozen=True)
class Acting:
    """Who may act at the site by the day of the record, and whether the site belonged elsewhere then."""

    actor: Actor
    moved: bool

    @property
    def marks(self) -> frozenset[Mark]:
        """What is to be said of the record by it."""
        return frozenset({Mark.SITE_MOVED}) if self.moved else frozenset()


def acting_at(given: Replay, site_id: uuid.UUID, permission: Permission) -> Acting:
    """The actor as of the record's day: whoever was competent for the site then still is for this record."""
    site = workplaces.find_site(site_id)
    if site is None:
        return Acting(given.actor, moved=False)
    present, then = place_of(site), _place_then(site, given)
    moved = (then.district_code, then.union_id) != (present.district_code, present.union_id)
    held = given.actor.appointment_for(permission, then)
    if not moved or held is None or given.actor.scope(permission).covers(present):
        return Acting(given.actor, moved)
    # The appointment that covered the site of that day covers it for this one record.
    for_this = dataclasses.replace(
        held, union_path=present.union_path, district_codes=frozenset(), covers_city=False
    )
    return Acting(dataclasses.replace(given.actor, held=(*given.actor.held, for_this)), moved)


def acting_about(given: Replay, demands: Sequence[Demand], permission: Permission) -> Acting:
    """The actor as of the record's day for findings that may have gone to another union with their site."""
    first = next((one for one in demands if one.kind == DemandKind.FINDING and one.site_id), None)
    if first is None or first.site_id is None:
        return Acting(given.actor, moved=False)
    return acting_at(given, first.site_id, permission)


def _place_then(site: Site, given: Replay) -> Place:
    """The site's place when the record was made: its later moves, taken back one by one."""
    district, union_id = district_of(site, shanghai_date(given.made.judged_at)), site.union_id
    for row in reversed(workplaces.record_history(site)):
        if row.at <= given.made.judged_at or row.action not in PASSES:
            continue
        change: dict[str, Any] = row.change
        if isinstance(change.get("district_code"), list):
            district = change["district_code"][0]
        if isinstance(change.get("union_id"), list):
            union_id = uuid.UUID(str(change["union_id"][0]))
    return place_in(get_union(union_id), district)
