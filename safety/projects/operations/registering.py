"""The register: entering a project, changing it, and its steps from stage to stage."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.database import hold, require_version, session
from safety.errors import Conflict, Invalid
from safety.folding.names import name_key
from safety.law.days import shanghai_date
from safety.law.project_terms import check_class
from safety.law.project_works import ENTERED, HazardClass
from safety.people.models import Union
from safety.people.queries import district_union, place_in
from safety.people.queries.named import named, named_union
from safety.projects import former_kinds, queries, rules
from safety.projects.models import Project, ProjectMove
from safety.projects.operations.notes import note, require
from safety.projects.operations.standing import refresh
from safety.projects.vocabulary import Stage, Track
from safety.text import N_
from safety.workplaces import rules as workplace_rules
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations.locating import Located, as_it_is, locate
from safety.workplaces.rules import Position

FIELDS = (
    "name",
    "nature",
    "industry",
    "designer",
    "builder",
    "supervisor",
    "assessors",
    "investment_yuan",
    "workers_expected",
    "is_high_risk",
    "is_city_project",
    "tracks",
    "approval_number",
    "authority",
    "design_review_planned_on",
    "start_planned_on",
    "acceptance_planned_on",
    "use_planned_on",
    "external_ref",
    "special_works",
    "hazard_class",
    "safety_accepted_by",
    "health_accepted_by",
    *ENTERED,
)
#: In the order of the stages.
PLANNED_DAYS = ("design_review_planned_on", "start_planned_on", "acceptance_planned_on", "use_planned_on")


def create_project(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    owner_id: uuid.UUID,
    site_id: uuid.UUID | None = None,
    position: Position | None = None,
    district_code: str | None = None,
    union_id: uuid.UUID | None = None,
    accept_duplicate: bool = False,
    **given: Any,
) -> Project:
    """Register a project of an employer (建设单位).

    The position is the site's when a site is named; the district is found from it unless one is given.

    The same id with the same owner, name and nature is answered with the row there is.

    Raises:
        Invalid: an unknown owner or site, a wrong position, industry or number, by field.
        Conflict: ``likely_duplicate`` (``extra.candidates``) unless ``accept_duplicate``.
    """
    kept = session.get(Project, id)
    if kept is not None:
        require(actor, P.PROJECT_RECORD, kept)
        return _same(kept, {"owner_id": owner_id, "name": given["name"], "nature": given["nature"]})
    seen = actor.scope(P.SITE_READ)
    owner = named(Employer, owner_id, seen, field="owner_id")
    site = named(Site, site_id, seen, field="site_id") if site_id else None
    check_facts(given)
    _check_law(given, given.get("tracks") or Track, shanghai_date(now), shanghai_date(now))
    placed, found = _placed(site, position, now)
    district = district_code or found or (site.district_code if site else None) or owner.district_code
    union = _union(actor, union_id, district)
    place = place_in(union, district)
    actor.require_chosen(
        P.PROJECT_RECORD, place, "district_code" if district_code or position is None else "lon"
    )
    if not accept_duplicate:
        _refuse_same_name(actor, given["name"], owner_id, None)
    row = new_project(owner, given)
    row.id, row.site_id, row.union_id, row.district_code = id, site_id, union.id, place.district_code
    row.created_at, row.created_by = now, actor.member_id
    for name, value in placed.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    note(actor, now, P.PROJECT_RECORD, row, "project_registered", {"name": row.name, "nature": row.nature})
    return row


def new_project(owner: Employer, given: Mapping[str, Any]) -> Project:
    """A project as it is first registered, by its facts (``FIELDS``); where and when are the caller's to say."""
    row = Project(owner_id=owner.id, stage=Stage.REGISTERED, **{name: given.get(name) for name in FIELDS})
    row.industry = row.industry or owner.industry
    row.tracks = [str(one) for one in given.get("tracks") or Track]
    return row


def _refuse_same_name(actor: Actor, name: str, owner_id: uuid.UUID, but: uuid.UUID | None) -> None:
    scope = actor.scope(P.PROJECT_READ)
    known = queries.likely_duplicates(name=name, owner_id=owner_id, scope=scope, but=but)
    if known:
        candidates = [{"id": str(one.id), "name": one.name} for one in known]
        sentence = N_("这个单位已有同名项目，请先核对；确认不是同一个再保存")
        raise Conflict(sentence, code="likely_duplicate", extra={"candidates": candidates})


def _same(kept: Project, sent: Mapping[str, Any]) -> Project:
    """The project there is, when it was sent again; another one under its id is a conflict."""
    if any(getattr(kept, name) != value for name, value in sent.items()):
        raise Conflict
    return kept


def check_facts(given: Mapping[str, Any]) -> None:
    """Refuse an industry that is none, and planned days in another order than the stages'.

    Raises:
        Invalid: by field.
    """
    workplace_rules.check_industry(given.get("industry"))
    known = [(name, given[name]) for name in PLANNED_DAYS if given.get(name) is not None]
    for (_, before), (name, day) in pairwise(known):
        if day < before:
            sentence = N_("计划日期应按设计审查、开工、竣工验收、投入使用的先后排列")
            raise Invalid(sentence, fields={name: [sentence]})


def _check_law(given: Mapping[str, Any], tracks: Iterable[Any], registered: date, today: date) -> None:
    """Refuse days of steps that cannot be, and a class of hazards that the project cannot have.

    Raises:
        Invalid: by field.
    """
    rules.check_steps(given, today)
    hazard_class = given.get("hazard_class")
    check_class(
        HazardClass(hazard_class) if hazard_class else None, [Track(one) for one in tracks], registered
    )


def _placed(site: Site | None, position: Position | None, now: datetime) -> tuple[dict[str, Any], str | None]:
    if site is not None and site.lon is not None:
        names = (
            "lon",
            "lat",
            "outline",
            "given_lon",
            "given_lat",
            "datum",
            "accuracy_m",
            "district_found",
        )
        return {name: getattr(site, name) for name in names}, site.district_found
    located: Located = locate(position, now)
    given = position or Position()
    known = located.lon is not None
    return {
        "lon": located.lon,
        "lat": located.lat,
        "outline": located.outline,
        "given_lon": given.lon if known else None,
        "given_lat": given.lat if known else None,
        "datum": given.datum if known else None,
        "accuracy_m": given.accuracy_m,
        "district_found": located.district,
    }, located.district


def _union(actor: Actor, union_id: uuid.UUID | None, district: str | None) -> Union:
    """The union given, else the general union of the district, else one's own."""
    if union_id is not None:
        return named_union(union_id, actor.scope(P.PROJECT_RECORD))
    found = district_union(district) if district else None
    if found is None and actor.union_id is not None:
        found = session.get(Union, actor.union_id)
    if found is None or found.ended_on is not None:
        raise Invalid(fields={"union_id": [N_("请选择负责的工会")]})
    return found


def edit_project(
    *,
    actor: Actor,
    now: datetime,
    project: Project,
    version: int,
    position: Position | None = None,
    accept_duplicate: bool = False,
    kind_since: date | None = None,
    **given: Any,
) -> Project:
    """Change a project's own facts; what was signed keeps what it said.  ``accept_duplicate`` as for registering.

    ``kind_since``: from which day its nature, facilities or class are what is given now; None: from now on.

    Raises:
        Stale: it was changed meanwhile.
        Invalid: as for registering.
    """
    require(actor, P.PROJECT_RECORD, project)
    require_version(project, version)
    check_facts(given)
    today, registered = shanghai_date(now), shanghai_date(project.created_at)
    _check_law(given, given.get("tracks") or project.tracks, registered, today)
    values = {name: given[name] for name in FIELDS if name in given}
    name = values.get("name", project.name)
    if not accept_duplicate and name_key(name) != name_key(project.name):
        _refuse_same_name(actor, name, project.owner_id, project.id)
    if "tracks" in values:
        values["tracks"] = [str(one) for one in values["tracks"]]
    if position is not None and not as_it_is(project, position):
        values |= _placed(None, position, now)[0]
    change = {
        name: (getattr(project, name), value)
        for name, value in values.items()
        if getattr(project, name) != value
    }
    until = former_kinds.beginning(project, kind_since, now)
    for name, (_, value) in change.items():
        setattr(project, name, value)
    if change:
        project.version += 1
        former_kinds.keep_former(project, change, until=until, now=now, by_id=actor.member_id)
        session.flush()
        note(actor, now, P.PROJECT_RECORD, project, "project_edited", {"fields": sorted(change)})
    return project


def move_project(
    *,
    actor: Actor,
    now: datetime,
    project: Project,
    stage: Stage,
    on: date,
    words: str | None = None,
) -> Project:
    """Note that the project came to a later stage on a day.

    A project in use without a signed acceptance conclusion is marked red until it is settled.

    Raises:
        NotPossibleNow: it is there already or past it.
        Invalid: a day to come (field ``on``).
    """
    require(actor, P.PROJECT_RECORD, project)
    hold(project)
    rules.check_move(Stage(project.stage), stage)
    rules.check_day(on, today=shanghai_date(now), field="on")
    move = ProjectMove(
        project_id=project.id,
        stage=stage,
        on_day=on,
        words=words,
        at=now,
        by_id=actor.member_id,
        by_name=actor.name,
    )
    session.add(move)
    project.stage = stage
    project.version += 1
    session.flush()
    refresh(project)
    note(actor, now, P.PROJECT_RECORD, project, "project_moved", {"stage": stage, "on": on})
    return project
