"""Sites that are probably registered twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotPossibleNow
from safety.folding.readings import order_of
from safety.folding.texts import fold
from safety.lists import Page, Window, part_of
from safety.people.queries import ids_within, in_scope
from safety.text import N_
from safety.workplaces.models import Employer, Site
from safety.workplaces.pairs import Known, Pair, Why, probable_pairs

#: The most sites that are compared at once; beyond, a district has to be chosen.
MOST_COMPARED = 20_000


@dataclass(frozen=True)
class DuplicateFilters:
    """What the pairs are narrowed to; ``q`` is sought in the names of sites and employers of a pair."""

    q: str | None = None
    district: str | None = None
    why: Why | None = None
    within_m: int | None = None

    def fit(self, pair: Pair) -> bool:
        """Whether a pair is wanted (the district is asked for before)."""
        words = fold(self.q or "").split()
        both = (pair.first, pair.second)
        text = "\n".join(fold(one) for site in both for one in (site.name, site.employer))
        near = self.within_m is None or (pair.metres is not None and pair.metres <= self.within_m)
        return near and self.why in {None, pair.why} and all(word in text for word in words)


def duplicate_pairs(
    scope: Scope, filters: DuplicateFilters, window: Window, sort: str = "", *, precise: Scope
) -> Page[Pair]:
    """The pairs of open sites of a scope that are probably one place, the nearest first unless sorted otherwise.

    Distances are told of pairs within ``precise`` only; the others come last, and no distance finds them.

    Raises:
        NotPossibleNow: there are too many sites to compare at once, and no district was chosen.
    """
    found = _with_distances(probable_pairs(_known(scope, filters.district)), scope, precise)
    pairs = [pair for pair in found if filters.fit(pair)]
    if sort.removeprefix("-") == "likeness":
        pairs.sort(key=lambda pair: pair.likeness, reverse=sort.startswith("-"))
    elif sort.removeprefix("-") == "name":
        pairs.sort(key=lambda pair: order_of(pair.first.name), reverse=sort.startswith("-"))
    elif sort == "-distance":
        pairs.reverse()
    if window.by_key:  # the nearest first, those without a distance last
        return part_of(sorted(pairs, key=_place), window, _place)
    return part_of(pairs, window, _place)


def _place(pair: Pair) -> tuple[bool, float, str, str]:
    return pair.metres is None, pair.metres or 0.0, str(pair.first.id), str(pair.second.id)


def _with_distances(pairs: list[Pair], scope: Scope, precise: Scope) -> list[Pair]:
    if precise.holds(scope):
        return pairs
    seen = ids_within(Site, precise)
    told = [one if {one.first.id, one.second.id} <= seen else replace(one, metres=None) for one in pairs]
    return sorted(told, key=lambda pair: pair.metres is None)


def _known(scope: Scope, district: str | None) -> list[Known]:
    wanted = [in_scope(Site, scope), Site.closed_at.is_(None)]
    if district:
        wanted.append(Site.district_code == district)
    count = session.scalar(select(func.count()).select_from(Site).where(*wanted)) or 0
    if count > MOST_COMPARED:
        raise NotPossibleNow(N_("场所太多，请先选择一个区县"))
    columns = (Site.id, Site.name, Site.employer_id, Employer.name, Site.district_code, Site.lon, Site.lat)
    statement = select(*columns).join(Employer, Site.employer_id == Employer.id).where(*wanted)
    return [
        Known(id, name, employer_id, employer, code, None if lon is None or lat is None else (lon, lat))
        for id, name, employer_id, employer, code, lon, lat in session.execute(
            statement.order_by(Site.created_at, Site.id)
        )
    ]
