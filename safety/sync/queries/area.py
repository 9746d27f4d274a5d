"""What a device takes along: records of an area, and those that changed since a moment.

Nothing of this is kept for a device: the audit says what was touched, the records say how they are now, and
what was touched and is not there any more is told as gone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission as P
from safety.access.roles import Role
from safety.access.scope import Actor
from safety.accidents.models import Accident
from safety.accidents.queries.scope import visible as visible_accidents
from safety.audit.models import AuditEntry
from safety.audit.rules import plain, row_hash
from safety.corrections.models import Demand, DemandFact
from safety.corrections.page_terms import terms_of_demands
from safety.corrections.rules import DemandKind
from safety.database import session
from safety.inspections.law_of_day import printed
from safety.inspections.models import Assignment, ChecklistTemplate, ChecklistVersion, Finding, Inspection
from safety.law import accident_categories, hazard_factors, lec
from safety.people.models import Member, Union
from safety.people.queries import in_scope, members_with_role
from safety.people.queries.namesakes import told_apart
from safety.people.sight import coarsener
from safety.projects.models import Review
from safety.workplaces.models import Site


@dataclass(frozen=True)
class Area:
    """What the person asked for: districts and sites; neither means the whole scope."""

    actor: Actor
    today: date
    districts: frozenset[str] = frozenset()
    sites: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Item:
    """A record as it is now; ``version`` is a hash of ``data``, ``gone`` that the device forgets it."""

    kind: str
    id: str
    version: str
    data: Mapping[str, Any] | None
    gone: bool = False


def item(kind: str, record_id: Any, data: Mapping[str, Any]) -> Item:
    """A record that is there."""
    said = plain(data)
    return Item(kind, str(record_id), row_hash(said)[:16], said)


def _chosen_sites(area: Area) -> ColumnElement[bool]:
    covered = in_scope(Site, area.actor.scope(P.SITE_READ))
    if not (area.districts or area.sites):
        return covered
    return covered & or_(Site.district_code.in_(area.districts), Site.id.in_(area.sites))


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def sites(area: Area) -> list[Item]:
    """The open sites of the area."""
    statement = (
        select(Site)
        .where(_chosen_sites(area), Site.closed_at.is_(None))
        .options(joinedload(Site.employer))
        .order_by(Site.id)
    )
    names = (
        "name",
        "kind",
        "industry",
        "address",
        "lon",
        "lat",
        "district_code",
        "union_id",
        "last_checked_on",
    )
    seen = coarsener(area.actor, P.SITE_READ)
    return [
        item(
            "site",
            one.id,
            seen(one, _columns(one, *names))
            | {"employer": {"id": one.employer_id, "name": one.employer.name}, "record_version": one.version},
        )
        for one in session.scalars(statement)
    ]


def findings(area: Area) -> list[Item]:
    """The open findings of the area's sites, with what a re-check needs."""
    statement = (
        select(Demand, Finding)
        .join(Site, Site.id == Demand.site_id)
        .outerjoin(Finding, Finding.id == Demand.id)
        .where(
            Demand.kind == DemandKind.FINDING,
            Demand.is_open,
            in_scope(Demand, area.actor.scope(P.CORRECTION_READ)),
            _chosen_sites(area),
        )
        .order_by(Demand.id)
    )
    names = (
        "site_id",
        "summary",
        "detail",
        "place_on_site",
        "grade",
        "colour",
        "state",
        "term_on",
        "raised_at",
    )
    seen = coarsener(area.actor, P.CORRECTION_READ)
    rows = list(session.execute(statement))
    terms = terms_of_demands(demand for demand, _finding in rows)
    return [
        item(
            "finding",
            demand.id,
            _columns(demand, *names)
            | {"record_version": demand.version, "at_once": terms[demand.id].at_once}
            | seen(demand, _only_of_a_check(finding)),
        )
        for demand, finding in rows
    ]


def _only_of_a_check(finding: Any) -> dict[str, Any]:
    if finding is None:  # a finding that was raised without a check
        return {}
    return _columns(finding, "factor", "accident", "lon", "lat", "photos", "suggestion")


def checklists(area: Area) -> list[Item]:
    """The current versions of the checklists that are not retired."""
    statement = (
        select(ChecklistVersion, ChecklistTemplate)
        .join(ChecklistTemplate, ChecklistTemplate.current_id == ChecklistVersion.id)
        .outerjoin(Union, Union.id == ChecklistTemplate.union_id)
        .where(
            ChecklistTemplate.retired_at.is_(None),
            or_(ChecklistTemplate.union_id.is_(None), in_scope(Union, area.actor.scope(P.CHECKLIST_READ))),
        )
        .order_by(ChecklistVersion.id)
    )
    return [
        item(
            "checklist",
            version.id,
            {
                "template_id": template.id,
                "key": template.key,
                "title": template.title,
                "number": version.number,
                "content": printed(version.content, area.today),
            },
        )
        for version, template in session.execute(statement)
    ]


def codes(_area: Area) -> list[Item]:
    """The code lists that a finding is described with."""
    factors = [
        {"code": one.code, "name": one.name, "parent": one.parent} for one in hazard_factors.BY_CODE.values()
    ]
    scales = {
        "likelihood": lec.LIKELIHOODS,
        "exposure": lec.EXPOSURES,
        "consequence": lec.CONSEQUENCES,
    }
    return [
        item("codes", "accidents", {"labels": accident_categories.LABELS}),
        item("codes", "factors", {"factors": factors}),
        item(
            "codes",
            "lec",
            {name: {str(value): words for value, words in scale.items()} for name, scale in scales.items()},
        ),
    ]


def people(area: Area) -> list[Item]:
    """Who may have come along: the members of the unions where one may check, and who is inspector there today.

    ``inspector`` tells whom the form of a check offers, as the one on line does; ``told_apart`` stands where several
    bear the name.
    """
    scope = area.actor.scope(P.INSPECTION_RECORD)
    inspectors = {one.id: one for one in members_with_role(Role.INSPECTOR, scope, area.today)}
    statement = (
        select(Member)
        .join(Union, Union.id == Member.union_id)
        .where(Member.disabled_at.is_(None), in_scope(Union, scope))
        .order_by(Member.id)
    )
    members = {one.id: one for one in session.scalars(statement)} | inspectors
    told = told_apart(members.values(), area.today)
    return [
        item("person", one.id, _person(one, told[one.id]) | {"inspector": one.id in inspectors})
        for one in sorted(members.values(), key=lambda one: one.id)
    ]


def _person(one: Member, told: str) -> dict[str, Any]:
    return _columns(one, "name", "union_id") | ({"told_apart": told} if told != one.name else {})


def assignments(area: Area) -> list[Item]:
    """One's own sites to check."""
    statement = (
        select(Assignment)
        .where(
            Assignment.inspector_id == area.actor.member_id,
            Assignment.done_at.is_(None),
            Assignment.passed_at.is_(None),
        )
        .options(joinedload(Assignment.plan))
        .order_by(Assignment.id)
    )
    return [
        item(
            "assignment",
            one.id,
            _columns(one, "site_id", "due_on") | {"plan": one.plan.title},
        )
        for one in session.scalars(statement)
    ]


def accidents(area: Area) -> list[Item]:
    """The accident cases that one may record in and that are not closed."""
    scope = area.actor.scope(P.ACCIDENT_RECORD)
    if scope.is_empty:
        return []
    statement = (
        select(Accident).where(visible_accidents(scope), Accident.closed_on.is_(None)).order_by(Accident.id)
    )
    names = ("title", "happened_at", "place", "employer_name", "site_id", "state")
    return [item("accident", one.id, _columns(one, *names)) for one in session.scalars(statement)]


def reviews(area: Area) -> list[Item]:
    """The project reviews that one may record in and that are not settled."""
    scope = area.actor.scope(P.PROJECT_RECORD)
    if scope.is_empty:
        return []
    statement = (
        select(Review)
        .where(in_scope(Review, scope), Review.settled_at.is_(None))
        .options(joinedload(Review.project))
        .order_by(Review.id)
    )
    return [
        item(
            "review",
            one.id,
            _columns(one, "kind", "meeting_on", "project_id") | {"project": one.project.name},
        )
        for one in session.scalars(statement)
    ]


PARTS: Mapping[str, Callable[[Area], list[Item]]] = MappingProxyType(
    {
        "site": sites,
        "finding": findings,
        "checklist": checklists,
        "codes": codes,
        "person": people,
        "assignment": assignments,
        "accident": accidents,
        "review": reviews,
    }
)

#: Which audit rows tell that records of a kind may have changed, when not the record's own.
_AUDITED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "site": ("site", "employer"),
        "checklist": ("checklist",),
        "person": ("member",),
        "assignment": ("assignment", "plan", "inspection", "member"),
        "accident": ("accident",),
        "review": ("review", "project"),
    }
)


def touched(kind: str, area: Area, since: datetime) -> set[str] | None:
    """The ids of records of a kind that may have changed since; None when nothing of the kind did."""
    if kind == "codes":
        return None
    found = {str(one) for one in _audited(kind, area, since)}
    if kind == "site":
        scope = area.actor.scope(P.SITE_READ)
        checked = select(Inspection.site_id).where(
            Inspection.submitted_at >= since, in_scope(Inspection, scope)
        )
        found |= {str(one) for one in session.scalars(checked)}
    if kind == "finding":
        scope = area.actor.scope(P.CORRECTION_READ)
        moved = (
            select(DemandFact.demand_id)
            .join(Demand, Demand.id == DemandFact.demand_id)
            .where(DemandFact.at >= since, in_scope(Demand, scope))
        )
        found |= {str(one) for one in session.scalars(moved)}
    return found or None


def _audited(kind: str, area: Area, since: datetime) -> Iterable[str]:
    kinds = _AUDITED.get(kind, ("demand",))
    statement = select(AuditEntry.record_id).where(AuditEntry.at >= since, AuditEntry.kind.in_(kinds))
    if kind != "site":  # a site that was given away stands under its new union
        statement = statement.where(AuditEntry.union_id.in_(_unions(area)))
    return session.scalars(statement.distinct())


def _unions(area: Area) -> Any:
    return select(Union.id).where(in_scope(Union, area.actor.scope(P.SITE_READ)))


#: Parts whose audit rows name the record itself; of the others all present ones are told again.
BY_ID = frozenset({"site", "finding"})


def changed(kind: str, area: Area, since: datetime) -> list[Item]:
    """What of a kind to tell: the present records among the touched, and the touched that are gone."""
    ids = touched(kind, area, since)
    if ids is None:
        return []
    present = PARTS[kind](area)
    told = [one for one in present if kind not in BY_ID or one.id in ids]
    there = {one.id for one in present}
    if kind == "site":  # an employer's row touches all its sites
        told = [one for one in present if one.id in ids or (one.data or {})["employer"]["id"] in ids]
    return told + [Item(kind, one, "", None, gone=True) for one in sorted(ids - there)]
