"""A new edition of districts carries every record over to the district that follows the one it lay in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session, table_of
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.rules import UnionLevel
from safety.reference.models import DistrictEdition
from safety.reference.queries import edition_to_carry
from safety.rollups.operations import mark
from safety.workplaces.geography import geography
from safety.workplaces.models import Employer, FormerDistrict, Site
from safety.workplaces.operations.handing_over import propose_handovers
from safety.workplaces.rules import successor_of

#: Tables besides the sites whose rows lie where they lie now; duties add theirs.
CARRIED: list[Any] = [Employer]
_AT_ONCE = 1000


def carry_over(*, actor: Actor, now: datetime) -> list[DistrictEdition]:
    """Carry sites, employers and what else lies somewhere over to every edition that has come into force.

    By the edition's table of successors, else by position; what cannot be placed keeps its old code, which is on no
    map of the edition and is listed.  A site's former district is kept with its last day.  Doing it again does nothing.

    Raises:
        NotAllowed: without ``boundary:manage``.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    done = []
    while (edition := edition_to_carry(shanghai_date(now))) is not None:
        moved = _carry_sites(edition)
        others = {model.__tablename__: _carry(model, edition) for model in CARRIED}
        others["unions"] = _carry_unions(edition)
        edition.carried_at = now
        session.flush()
        audit.record(
            actor=actor,
            now=now,
            action="district_edition_carried",
            kind="district_edition",
            record_id=edition.id,
            union_id=None,
            change={
                "name": edition.name,
                "sites": {f"{old or '—'} → {new}": count for (old, new), count in sorted(moved.items())},
                **others,
            },
        )
        session.expire_all()
        if actor.scope(Permission.SITE_EDIT).everything:
            propose_handovers(actor=actor, now=now, edition=edition)
        done.append(edition)
    return done


def _carry_sites(edition: DistrictEdition) -> Counter[tuple[str, str]]:
    """How many sites went from which district to which."""
    changed = _changes(Site, edition)
    former: list[dict[str, Any]] = [
        {"site_id": row["b_id"], "until": edition.valid_from, "district_code": row["before"]}
        for row in changed
    ]
    _write(Site, changed)
    for start in range(0, len(former), _AT_ONCE):
        session.execute(insert(table_of(FormerDistrict)), former[start : start + _AT_ONCE])
    mark(row["b_id"] for row in changed)
    return Counter((row["before"] or "", row["after"]) for row in changed)


def _carry(model: Any, edition: DistrictEdition) -> int:
    changed = _changes(model, edition)
    _write(model, changed)
    return len(changed)


def _changes(model: Any, edition: DistrictEdition) -> list[dict[str, Any]]:
    codes = {district.code for district in edition.districts}

    def find(lon: float, lat: float) -> str | None:
        return geography().district_at(lon, lat, edition.valid_from)

    return changes(model, codes, edition.successors or {}, find)


def changes(
    model: Any,
    codes: Collection[str],
    successors: Mapping[str, Sequence[str]],
    find: Callable[[float, float], str | None],
) -> list[dict[str, Any]]:
    """The rows whose district is another in an edition of these ``codes`` and outlines, with the old one and the new."""
    columns = [model.id, model.district_code]
    has_place = hasattr(model, "lon")
    if has_place:
        columns += [model.lon, model.lat, model.district_found]
    changed = []
    for row in session.execute(select(*columns)):
        at = find(row.lon, row.lat) if has_place and row.lon is not None and row.lat is not None else None
        is_overruled = (
            has_place and row.district_found is not None and row.district_found != row.district_code
        )
        after = successor_of(
            row.district_code, codes=codes, successors=successors, at=at, is_overruled=is_overruled
        )
        if after is not None and after != row.district_code:
            # A person's choice against the outlines stays one; else what was found is what counts.
            found = {"found": (at if is_overruled else after)} if has_place else {}
            changed.append({"b_id": row.id, "before": row.district_code, "after": after, **found})
    return changed


def _write(model: Any, changed: Sequence[Mapping[str, Any]]) -> None:
    table = table_of(model)
    for row in changed:
        values = {"district_code": row["after"], "version": table.c.version + 1}
        if "found" in row:
            values["district_found"] = row["found"]
        session.execute(update(table).where(table.c.id == row["b_id"]).values(values))


def _carry_unions(edition: DistrictEdition) -> int:
    """Unions below the district follow the one successor of their district; a district's own union stays what it was."""
    codes: Collection[str] = {district.code for district in edition.districts}
    changed = 0
    for union in session.scalars(select(Union).where(Union.level != UnionLevel.DISTRICT)):
        after = successor_of(union.district_code, codes=codes, successors=edition.successors or {}, at=None)
        if union.district_code and after is not None and after != union.district_code:
            union.district_code, changed = after, changed + 1
            union.version += 1
    session.flush()
    return changed
