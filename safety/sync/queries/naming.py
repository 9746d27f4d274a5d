"""What the ids in a content are called, for whoever reads it: a record out of his sight is not named."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, or_, select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents.models import Accident
from safety.accidents.queries.scope import visible as visible_accidents
from safety.corrections.models import Demand, Notice
from safety.corrections.queries.demands import in_sight
from safety.corrections.rules import sight_of
from safety.database import session
from safety.evidence.models import EvidenceFile
from safety.inspections.models import ChecklistTemplate, ChecklistVersion
from safety.inspections.queries import published_checklist
from safety.people.models import Member, Union
from safety.people.queries import in_scope
from safety.projects.models import Project, Review
from safety.sync.rights import RIGHTS
from safety.workplaces.models import Site


def ids_in(value: Any) -> set[uuid.UUID]:
    """Every id that stands somewhere in a content."""
    if isinstance(value, Mapping):
        return {one for inner in value.values() for one in ids_in(inner)}
    if isinstance(value, list):
        return {one for inner in value for one in ids_in(inner)}
    if isinstance(value, str) and len(value) == 36:
        try:
            return {uuid.UUID(value)}
        except ValueError:
            return set()
    return set()


def names_of(ids: Iterable[uuid.UUID], actor: Actor) -> dict[str, str]:
    """The names of the records among ``ids`` that the actor may see, by id as text."""
    wanted = list(ids)
    found: dict[str, str] = {}
    for statement in _statements(wanted, actor) if wanted else ():
        found |= {str(record_id): name for record_id, name in session.execute(statement)}
    return found


def _statements(ids: list[uuid.UUID], actor: Actor) -> Sequence[Executable]:
    return [
        select(Site.id, Site.name).where(Site.id.in_(ids), in_scope(Site, actor.scope(P.SITE_READ))),
        select(Demand.id, Demand.summary).where(Demand.id.in_(ids), in_sight(sight_of(actor))),
        select(Notice.id, Notice.number).where(
            Notice.id.in_(ids), Notice.number.is_not(None), in_scope(Notice, actor.scope(P.CORRECTION_READ))
        ),
        select(Accident.id, Accident.title).where(
            Accident.id.in_(ids), visible_accidents(actor.scope(P.ACCIDENT_READ))
        ),
        select(Review.id, Project.name)
        .join(Project, Project.id == Review.project_id)
        .where(Review.id.in_(ids), in_scope(Review, actor.scope(P.PROJECT_READ))),
        select(ChecklistVersion.id, ChecklistTemplate.title)
        .join(ChecklistTemplate, ChecklistTemplate.id == ChecklistVersion.template_id)
        .where(ChecklistVersion.id.in_(ids)),
        select(Member.id, Member.name).where(Member.id.in_(ids), _known_people(actor)),
    ]


def _known_people(actor: Actor) -> Any:
    scopes = {actor.scope(rights.read) for rights in RIGHTS.values()} | {actor.scope(P.MEMBER_READ)}
    unions = select(Union.id).where(or_(*(in_scope(Union, one) for one in scopes)))
    return or_(Member.id == actor.member_id, Member.union_id.in_(unions))


def files_by_id(ids: Iterable[uuid.UUID]) -> Sequence[EvidenceFile]:
    """The files of evidence among ``ids``, whoever may see them."""
    return session.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(list(ids)))).all()


def questions_of(content: Mapping[str, Any]) -> dict[str, str]:
    """What the items of a check's checklist ask, in the checklist's order."""
    try:
        checklist = published_checklist(uuid.UUID(str(content.get("version_id"))))
    except ValueError:
        return {}
    return {item.id: item.ask for item in checklist.items()} if checklist else {}
