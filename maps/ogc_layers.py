"""The layers of ``/ogc``: what each is called, who may read it, and how its features are read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from maps import accident_layer, project_layer, scenes
from maps.display import current_reader, outdated_on
from maps.ogc_asked import TEXT, YES_NO, Asked, Period, Values, token_of
from maps.ogc_registers import Feature, Part, Register, bounds, fits, identified, lies_in
from maps.reader import Reader
from maps.risk import WORST_FIRST
from maps.rulebook import rule_on
from maps.sources import RatedSite, StandingFilters
from safety.access.permissions import Permission as P
from safety.accidents.models import Accident
from safety.accidents.queries import AccidentFilters, known_conditions
from safety.accidents.vocabulary import UnionPart
from safety.inspections.queries.standing import standing_conditions
from safety.law.accident_grades import AccidentGrade
from safety.law.industries import SECTIONS
from safety.people.guard import today
from safety.projects.models import Project
from safety.projects.queries import ProjectFilters
from safety.projects.queries.register import conditions as project_conditions
from safety.projects.vocabulary import Stage
from safety.text import N_
from safety.wire.addresses import address_of
from safety.workplaces.models import Employer, Site
from safety.workplaces.queries.placed import Box
from safety.workplaces.rules import SiteKind

_WITHOUT = (UnionPart.NONE, UnionPart.NOT_INVITED)


@dataclass(frozen=True)
class Layer:
    """A layer; ``filterable`` gives what values each property takes that features can be chosen by."""

    right: P
    title: str
    filterable: Mapping[str, Values]
    sortable: Sequence[str]
    page: Callable[[Asked], Part]
    one: Callable[[str], Feature | None]
    #: Every feature in a rectangle and of a period: for tiles, which gather what is many.
    inside: Callable[[Box | None, Period], Sequence[Feature]]
    extent: Callable[[], Box | None]
    since: Callable[[], date | None] = lambda: None


def site_url(site_id: uuid.UUID) -> str:
    """The whole address of a site's page: who reads it is in another program."""
    return address_of("workplaces.site", site_id=site_id)


def project_url(project_id: uuid.UUID) -> str:
    """The whole address of a project's page."""
    return address_of("projects.project", project_id=project_id)


def accident_url(accident_id: uuid.UUID) -> str:
    """The whole address of an accident's page."""
    return address_of("accidents.accident", accident_id=accident_id)


def district_url(code: str) -> str:
    """The whole address of a district's map."""
    return address_of("maps.overview", district=code)


def _past(day: date) -> date | None:
    return day if day < today() else None


def _of_employer(column: Any, name: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(select(Employer.id).where(Employer.name == name))
    return found


def _site_conditions(reader: Reader, asked: Asked) -> list[ColumnElement[bool]]:
    wanted = asked.wanted
    filters = StandingFilters(
        district=wanted.get("district_code"),
        industry=wanted.get("industry"),
        kind=wanted.get("kind"),
        on=_past(asked.day),
    )
    found = standing_conditions(reader.scope(P.SITE_READ), filters)
    if "name" in wanted:
        found.append(Site.name == wanted["name"])
    if "employer" in wanted:
        found.append(_of_employer(Site.employer_id, wanted["employer"]))
    return found


def _sites(reader: Reader, ids: frozenset[uuid.UUID], day: date) -> list[Feature]:
    filters = StandingFilters(site_ids=ids, on=_past(day))
    return [_site(one) for one in reader.sites(filters, today=day, rule=rule_on(day)) if _has_place(one)]


def _site(one: RatedSite) -> Feature:
    feature = scenes.site_feature(one, site_url)
    feature["properties"] |= {"industry": one.standing.industry, "kind": one.standing.kind}
    return feature


def _has_place(one: RatedSite) -> bool:
    return one.standing.lon is not None and one.standing.lat is not None


def _sites_inside(box: Box | None, period: Period) -> list[Feature]:
    day = period.day
    filters = StandingFilters(box=box, on=_past(day))
    found = current_reader().sites(filters, today=day, rule=rule_on(day))
    return [identified(_site(one)) for one in found if _has_place(one)]


def _project_conditions(reader: Reader, asked: Asked) -> list[ColumnElement[bool]]:
    wanted = asked.wanted
    stage = wanted.get("stage")
    filters = ProjectFilters(district=wanted.get("district_code"), stage=Stage(stage) if stage else None)
    found = project_conditions(reader.scope(P.PROJECT_READ), filters, today())
    if "name" in wanted:
        found.append(Project.name == wanted["name"])
    if "owner" in wanted:
        found.append(_of_employer(Project.owner_id, wanted["owner"]))
    if "no_union_part" in wanted:
        found.append(Project.no_union_part.is_(wanted["no_union_part"]))
    return found


def _projects(reader: Reader, ids: frozenset[uuid.UUID], _day: date) -> list[Feature]:
    rows = reader.projects(ProjectFilters(), today=today(), among=ids)
    return [project_layer.project_feature(row, project_url) for row in rows]


def _projects_inside(box: Box | None, _period: Period) -> list[Feature]:
    """Projects as they are now: their layer has no past days."""
    found = project_layer.all_projects(current_reader(), ProjectFilters(), today(), project_url)
    return [identified(one) for one in found if box is None or lies_in(one, [box])]


def _accident_conditions(reader: Reader, asked: Asked) -> list[ColumnElement[bool]]:
    wanted = asked.wanted
    filters = AccidentFilters(
        since=asked.period.since,
        until=asked.day,
        district=wanted.get("district_code"),
        grade=wanted.get("grade"),
    )
    found = known_conditions(reader.scope(P.ACCIDENT_READ), filters, asked.day)
    if "name" in wanted:
        found.append(Accident.title == wanted["name"])
    if "no_union_part" in wanted:
        without: ColumnElement[bool] = Accident.union_part.in_(_WITHOUT)
        found.append(without if wanted["no_union_part"] else ~without)
    return found


def _accidents(reader: Reader, ids: frozenset[uuid.UUID], day: date) -> list[Feature]:
    rows = reader.accidents(AccidentFilters(until=day), known_on=day, among=ids)
    return [accident_layer.accident_feature(row, accident_url) for row in rows]


def _accidents_inside(box: Box | None, period: Period) -> list[Feature]:
    days = {"on": period.day, "since": period.since}
    found = accident_layer.all_accidents(current_reader(), days, today(), accident_url)
    return [identified(one) for one in found if box is None or lies_in(one, [box])]


def _districts(box: Box | None, period: Period) -> list[Feature]:
    day = period.day
    rows = scenes.district_rows(current_reader(), StandingFilters(on=_past(day)), today())
    found: list[Feature] = scenes.districts(rows, "attention", day, district_url)["features"]
    for one in found:
        one["properties"] = {
            "id": one["properties"]["code"],
            **one["properties"],
            "outdated": outdated_on(day) or None,
        }
    return [identified(one) for one in found if box is None or lies_in(one, [box])]


def _district_page(asked: Asked) -> Part:
    """Districts are few: all are read, and a page is cut from them."""
    found = [one for one in _districts(None, asked.period) if fits(one, asked.wanted)]
    if asked.boxes is not None:
        found = [one for one in found if lies_in(one, asked.boxes)]
    found.sort(key=lambda one: str(one["id"]))
    for name, is_descending in reversed(asked.sort):
        found.sort(key=lambda one, name=name: str(one["properties"][name] or ""), reverse=is_descending)  # type: ignore[misc]
    begin = 0
    if asked.after is not None:
        ids = [str(one["id"]) for one in found]
        begin = ids.index(str(asked.after[-1])) + 1 if str(asked.after[-1]) in ids else len(ids)
    part = found[begin : begin + asked.limit]
    has_more = begin + asked.limit < len(found)
    keys = [*(part[-1]["properties"][name] for name, _ in asked.sort), part[-1]["id"]] if part else []
    after = token_of([str(one or "") for one in keys]) if has_more else None
    return Part(part, len(found), after)


def _district_extent() -> Box | None:
    found = _districts(None, Period(today()))
    return bounds([one["geometry"]["coordinates"] for one in found]) if found else None


_SITES = Register(
    Site,
    P.SITE_READ,
    _site_conditions,
    {
        "name": Site.name_order,
        "district_code": func.coalesce(Site.district_code, ""),
        "industry": func.coalesce(Site.industry, ""),
        "kind": Site.kind,
    },
    _sites,
    frozenset({"level"}),
)
_PROJECTS = Register(
    Project,
    P.PROJECT_READ,
    _project_conditions,
    {
        "name": Project.name_order,
        "district_code": func.coalesce(Project.district_code, ""),
        "stage": Project.stage,
    },
    _projects,
    has_outlines=True,
)
_ACCIDENTS = Register(
    Accident,
    P.ACCIDENT_READ,
    _accident_conditions,
    {
        "name": Accident.title,
        "day": Accident.happened_at,
        "district_code": func.coalesce(Accident.district_code, ""),
    },
    _accidents,
)


_LEVELS = tuple(str(one) for one in WORST_FIRST)


def _texts(*names: str) -> dict[str, Values]:
    return dict.fromkeys(names, TEXT)


def _layer(
    of: Register, title: str, filterable: Mapping[str, Values], inside: Any, moment: Any = None
) -> Layer:
    since = of.since(moment) if moment is not None else lambda: None
    return Layer(of.right, title, filterable, tuple(of.sorts), of.page, of.one, inside, of.extent, since)


LAYERS: Mapping[str, Layer] = {
    "districts": Layer(
        P.MAP_READ,
        N_("区县"),
        {**_texts("code", "name"), "level": _LEVELS},
        ("code", "name"),
        _district_page,
        lambda code: next((one for one in _districts(None, Period(today())) if one["id"] == code), None),
        _districts,
        _district_extent,
    ),
    "sites": _layer(
        _SITES,
        N_("场所"),
        {
            **_texts("name", "employer", "district_code"),
            "industry": tuple(SECTIONS),
            "kind": tuple(map(str, SiteKind)),
            "level": _LEVELS,
        },
        _sites_inside,
        Site.created_at,
    ),
    "projects": _layer(
        _PROJECTS,
        N_("建设项目"),
        {
            **_texts("name", "owner", "district_code"),
            "stage": tuple(map(str, Stage)),
            "no_union_part": YES_NO,
        },
        _projects_inside,
    ),
    "accidents": _layer(
        _ACCIDENTS,
        N_("事故"),
        {
            **_texts("name", "district_code"),
            "grade": tuple(map(str, AccidentGrade)),
            "no_union_part": YES_NO,
        },
        _accidents_inside,
        Accident.happened_at,
    ),
}
