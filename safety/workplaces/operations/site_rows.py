"""The register of sites, as it is taken in from files.

A site is known by its outside number within its responsible union (each union numbers its own register from 1),
else by its employer and name.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.database import session
from safety.errors import Invalid
from safety.ids import new_id
from safety.people import queries as people
from safety.people.models import Union
from safety.text import N_
from safety.workplaces.headings import SITE_HEADINGS
from safety.workplaces.models import Site
from safety.workplaces.operations import Located, locate
from safety.workplaces.operations.chunks import Chunk, changes_of, place_columns, point_of
from safety.workplaces.operations.import_rows import checked
from safety.workplaces.operations.registers import Foreseen, RegisterKind, Row
from safety.workplaces.queries import brief_sites
from safety.workplaces.rules import SITE_KIND_LABELS, Position


@dataclass(frozen=True, kw_only=True)
class _Plan(Foreseen):
    """A row that can come in: a new site, or what changes of the known one."""

    code: str | None
    values: Mapping[str, Any]
    position: tuple[float, float] | None
    given: Position | None
    located: Located
    union: Union
    district: str | None
    known: Site | None
    changes: Mapping[str, Any]


class SiteRows:
    """Takes rows of sites in; the sites they may be about are fetched at once."""

    def __init__(self, chunk: Chunk, rows: Sequence[Row]) -> None:
        self._chunk = chunk
        refs = {row.get("external_ref") or "" for row in rows} - {""}
        names = {row.get("name") or "" for row in rows}
        employers = {one.id for one in chunk.employers}
        by_ref = select(Site).where(Site.external_ref.in_(refs))
        by_name = select(Site).where(Site.employer_id.in_(employers), Site.name.in_(names))
        self._by_ref = {(one.union_id, one.external_ref or ""): one for one in session.scalars(by_ref)}
        self._by_name = {(one.employer_id, one.name): one for one in session.scalars(by_name)}

    def foresee(self, row: Row) -> _Plan:
        """What the row would do.

        Raises:
            Refusal: it cannot come in.
        """
        chunk = self._chunk
        values, position, code = checked(row, chunk.datum)
        located = locate(position, chunk.now)
        union, district = chunk.place(located, row)
        known = self._known(row["employer"], code, values, union)
        changes: dict[str, Any] = {}
        if known is not None:
            chunk.actor.require(chunk.permission, people.place_of(known))
            changes = changes_of(known, values, position, located, district)
        return _Plan(
            outcome="created" if known is None else "updated" if changes else "unchanged",
            name=values["name"],
            employer=row["employer"],
            key=(values["external_ref"] or code or row["employer"], values["name"]),
            code=code,
            values=values,
            position=point_of(located),
            given=position,
            located=located,
            union=union,
            district=district,
            known=known,
            changes=changes,
        )

    def _known(self, employer: str, code: str | None, values: Mapping[str, Any], union: Union) -> Site | None:
        owner = self._chunk.known_employer(employer, code)
        numbered = self._by_ref.get((union.id, values["external_ref"] or ""))
        if numbered is not None and (owner is None or numbered.employer_id != owner.id):
            raise Invalid(fields={"external_ref": [N_("这个外部编号已用于另一单位的场所")]})
        return numbered or (self._by_name.get((owner.id, values["name"])) if owner else None)

    def take(self, row: Row) -> tuple[uuid.UUID, str]:
        """Take the row in; its site's id and what became of it.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self.foresee(row)
        facts = {name: plan.values[name] for name in ("industry", "headcount")}
        employer = self._chunk.employer(plan.employer, plan.code, plan.union, plan.district, **facts)
        if plan.known is None:
            return self._new(plan, employer.id).id, plan.outcome
        if plan.changes:
            for name, value in plan.changes.items():
                setattr(plan.known, name, value)
            plan.known.version += 1
            self._chunk.note("site_edited", "site", plan.known, {"fields": sorted(plan.changes)})
        return plan.known.id, plan.outcome

    def _new(self, plan: _Plan, employer_id: uuid.UUID) -> Site:
        site = Site(
            id=new_id(),
            employer_id=employer_id,
            union_id=plan.union.id,
            district_code=plan.district,
            district_found=plan.located.district,
            created_at=self._chunk.now,
            created_by=self._chunk.actor.member_id,
            version=1,
            **plan.values,
            **place_columns(plan.given, plan.located),
        )
        session.add(site)
        self._by_name[employer_id, site.name] = site
        if site.external_ref:
            self._by_ref[plan.union.id, site.external_ref] = site
        self._chunk.note("site_registered", "site", site, {})
        return site


SITES = RegisterKind(
    name="sites",
    job="site_import",
    permission=Permission.SITE_IMPORT,
    reading=Permission.SITE_READ,
    headings=SITE_HEADINGS,
    begin=SiteRows,
    briefs=brief_sites,
    title="场所",
    choices={"kind": list(SITE_KIND_LABELS.values())},
)
