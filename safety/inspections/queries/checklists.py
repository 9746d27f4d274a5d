"""Reading checklists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from safety.database import session
from safety.errors import NotFound
from safety.inspections.models import ChecklistTemplate, ChecklistVersion
from safety.inspections.rules.checklists import Checklist, checklist_from

#: Checklists that a process keeps in memory.
MOST_READ = 256


def list_templates(*, retired: bool = False) -> Sequence[ChecklistTemplate]:
    """All checklists with their versions, shipped ones first; retired ones only when asked for."""
    statement = (
        select(ChecklistTemplate)
        .options(selectinload(ChecklistTemplate.versions), joinedload(ChecklistTemplate.union))
        .order_by(ChecklistTemplate.key.is_(None), ChecklistTemplate.title)
    )
    if not retired:
        statement = statement.where(ChecklistTemplate.retired_at.is_(None))
    return session.scalars(statement).all()


def find_template(template_id: uuid.UUID) -> ChecklistTemplate | None:
    """A checklist by id, or None."""
    return session.get(ChecklistTemplate, template_id)


def get_template(template_id: uuid.UUID) -> ChecklistTemplate:
    """A checklist by id.

    Raises:
        NotFound: there is none.
    """
    found = find_template(template_id)
    if found is None:
        raise NotFound
    return found


def find_version(version_id: uuid.UUID) -> ChecklistVersion | None:
    """A published version by id, or None."""
    return session.get(ChecklistVersion, version_id)


def published_checklist(version_id: uuid.UUID) -> Checklist | None:
    """The checklist of a published version, or None."""
    try:
        return _read_once(version_id)
    except NotFound:
        return None


@lru_cache(maxsize=MOST_READ)
def _read_once(version_id: uuid.UUID) -> Checklist:
    """A version never changes, so that each process reads it once; that there is none is asked again."""
    version = find_version(version_id)
    if version is None:
        raise NotFound
    return checklist_from(version.content)


def usable_versions() -> Sequence[ChecklistVersion]:
    """The current version of every checklist in use, by title."""
    statement = (
        select(ChecklistVersion)
        .join(ChecklistTemplate, ChecklistTemplate.current_id == ChecklistVersion.id)
        .where(ChecklistTemplate.retired_at.is_(None))
        .options(joinedload(ChecklistVersion.template))
        .order_by(ChecklistTemplate.title)
    )
    return session.scalars(statement).all()


def template_choices() -> list[tuple[uuid.UUID, str]]:
    """Checklists by id and title, retired ones included: for filters."""
    statement = select(ChecklistTemplate.id, ChecklistTemplate.title).order_by(ChecklistTemplate.title)
    return [(row.id, row.title) for row in session.execute(statement)]
