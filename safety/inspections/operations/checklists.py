"""Making, editing and publishing checklists."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, require_version, session
from safety.errors import NotAllowed, NotPossibleNow
from safety.ids import new_id
from safety.inspections.law_of_day import worded
from safety.inspections.models import ChecklistTemplate, ChecklistVersion
from safety.inspections.rules import hazards
from safety.inspections.rules.checklists import check_publishable
from safety.inspections.shipped import Shipped, shipped_checklists
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.queries import place_in
from safety.text import N_

EMPTY: Mapping[str, Any] = {"title": "", "title_en": "", "for_whom": "", "sections": []}


def require_edit(actor: Actor, template: ChecklistTemplate) -> None:
    """Refuse who may not edit ``template``; a shipped checklist is edited as a copy.

    Raises:
        NotAllowed: no right, or a shipped checklist.
        NotFound: another union's.
    """
    if template.union_id is None:
        raise NotAllowed(N_("系统自带的检查表不能直接修改，请先复制一份"))
    actor.require(Permission.CHECKLIST_EDIT, place_in(session.get_one(Union, template.union_id)))


def make_checklist(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    union: Union,
    id: uuid.UUID | None = None,
    copied_from: ChecklistVersion | None = None,
) -> ChecklistTemplate:
    """Begin a checklist of ``union``, empty or as a copy of a published version."""
    actor.require(Permission.CHECKLIST_EDIT, place_in(union))
    source = worded(copied_from.content, shanghai_date(now)) if copied_from else dict(EMPTY)
    content = copy.deepcopy(source) | {"title": title}
    template = ChecklistTemplate(
        id=id or new_id(),
        title=title,
        union_id=union.id,
        draft=content,
        draft_by=actor.member_id,
        created_at=now,
    )
    session.add(template)
    session.flush()
    change = {"title": title, "copied_from": copied_from.id if copied_from else None}
    _note(actor, now, template, "checklist_made", **change)
    return template


def edit_checklist(
    *,
    actor: Actor,
    now: datetime,
    template: ChecklistTemplate,
    content: Mapping[str, Any],
    expected_version: int | None = None,
) -> ChecklistTemplate:
    """Keep the draft of the next version; what is published stays as it is.

    Raises:
        Stale: somebody else saved it since ``expected_version``.
    """
    require_edit(actor, template)
    if expected_version is not None:
        require_version(template, expected_version)
    hold(template)
    template.draft, template.draft_by = dict(content), actor.member_id
    template.title = content["title"]
    template.version += 1
    session.flush()
    items = sum(len(section["items"]) for section in content["sections"])
    _note(actor, now, template, "checklist_edited", items=items)
    return template


def publish_checklist(*, actor: Actor, now: datetime, template: ChecklistTemplate) -> ChecklistVersion:
    """Publish the draft as the next version; from now on new checks use it.

    Raises:
        NotPossibleNow: there is no draft.
        Invalid: the draft is incomplete, by field.
    """
    require_edit(actor, template)
    hold(template)
    if template.draft is None:
        raise NotPossibleNow(N_("没有待发布的修改"))
    check_publishable(template.draft, factors=hazards.FACTOR_CODES, accidents=hazards.ACCIDENT_CODES)
    version = _publish(template, template.draft, now, actor.member_id)
    template.draft = template.draft_by = None
    session.flush()
    _note(actor, now, template, "checklist_published", number=version.number, items=version.item_count)
    return version


def discard_checklist_draft(*, actor: Actor, now: datetime, template: ChecklistTemplate) -> None:
    """Throw the draft away; a checklist that was never published goes with it into retirement."""
    require_edit(actor, template)
    hold(template)
    if template.draft is None:
        raise NotPossibleNow(N_("没有待发布的修改"))
    template.draft = template.draft_by = None
    template.version += 1
    if template.current_id is None:
        template.retired_at = now
    session.flush()
    _note(actor, now, template, "checklist_draft_discarded")


def retire_checklist(*, actor: Actor, now: datetime, template: ChecklistTemplate) -> None:
    """Take a checklist out of use; records keep it."""
    require_edit(actor, template)
    hold(template)
    if template.retired_at is not None:
        raise NotPossibleNow(N_("这份检查表已经停用"))
    template.retired_at = now
    template.version += 1
    session.flush()
    _note(actor, now, template, "checklist_retired")


def load_shipped_checklists(*, actor: Actor, now: datetime) -> int:
    """Publish the shipped checklists that are new or of a newer edition; how many.  Safe to repeat."""
    known = {
        one.key: one
        for one in session.scalars(select(ChecklistTemplate).where(ChecklistTemplate.key.is_not(None)))
    }
    return sum(_load(shipped, known.get(shipped.key), actor, now) for shipped in shipped_checklists())


def _load(shipped: Shipped, template: ChecklistTemplate | None, actor: Actor, now: datetime) -> bool:
    if template is not None and (template.edition or 0) >= shipped.edition:
        return False
    check_publishable(shipped.content, factors=hazards.FACTOR_CODES, accidents=hazards.ACCIDENT_CODES)
    if template is None:
        template = ChecklistTemplate(id=new_id(), key=shipped.key, created_at=now, version=0)
        session.add(template)
    template.title, template.edition = shipped.content["title"], shipped.edition
    session.flush()
    version = _publish(template, shipped.content, now, None)
    session.flush()
    _note(actor, now, template, "checklist_published", number=version.number, items=version.item_count)
    return True


def _publish(
    template: ChecklistTemplate, content: Mapping[str, Any], now: datetime, by: uuid.UUID | None
) -> ChecklistVersion:
    last = session.scalar(
        select(func.max(ChecklistVersion.number)).where(ChecklistVersion.template_id == template.id)
    )
    version = ChecklistVersion(
        id=new_id(),
        template_id=template.id,
        number=(last or 0) + 1,
        content=copy.deepcopy(dict(content)),
        item_count=sum(len(section["items"]) for section in content["sections"]),
        published_at=now,
        published_by=by,
    )
    session.add(version)
    template.current_id = version.id
    template.title = content["title"]
    template.version += 1
    return version


def _note(actor: Actor, now: datetime, template: ChecklistTemplate, action: str, **change: Any) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="checklist",
        record_id=template.id,
        union_id=template.union_id,
        change=change,
    )
