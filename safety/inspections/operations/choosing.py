"""Letting the content that a person chose take the place of the one a submitted check had."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.evidence.operations import claim_files
from safety.inspections import queries
from safety.inspections.inputs import CheckFacts
from safety.inspections.models import Finding, Inspection, InspectionConflict
from safety.inspections.operations.checks import (
    check_of,
    checklist_of,
    copy_columns,
    files_of_check,
    pass_findings_on,
)
from safety.inspections.operations.digests import digest_of
from safety.inspections.operations.findings import raise_findings
from safety.inspections.operations.notes import OWNER, note
from safety.inspections.rules import InspectionState
from safety.inspections.rules.submission import check_complete
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.text import N_


def choose_content(
    *, actor: Actor, now: datetime, inspection: Inspection, facts: CheckFacts, content: Mapping[str, Any]
) -> None:
    """Let ``content`` stand for a submitted check of which two contents were sent.

    Findings that only it has are raised; those that it lacks stay, since a demand is withdrawn by itself.

    Raises:
        NotAllowed, NotFound: without the right to judge such conflicts here.
        NotPossibleNow: the check is a draft.
        Invalid: it is incomplete, or of another site.
    """
    actor.require(Permission.INSPECTION_ADOPT, place_of(inspection))
    hold(inspection)
    if inspection.state == InspectionState.DRAFT:
        raise NotPossibleNow(N_("草稿没有冲突可处理"))
    began = inspection.started_by_server or facts.started_at
    day = shanghai_date(began) if began else None
    site = queries.checked_site(facts.site_id, actor.scope(Permission.INSPECTION_ADOPT), day)
    if site is None or site.id != inspection.site_id:
        raise Invalid(fields={"site_id": [N_("两份内容不是同一个场所，不能合并")]})
    checklist = checklist_of(facts.version_id)
    check_complete(checklist, check_of(facts))
    before, inspection.digest = inspection.digest, digest_of(content)
    inspection.content = dict(content)
    inspection.version += 1
    inspection.union_id, inspection.district_code = site.place.union_id, site.place.district_code
    copy_columns(inspection, facts)
    if files := files_of_check(facts):
        # The inspector sent them; whoever judges has no photographs of his own.
        sender = dataclasses.replace(actor, trusted=True)
        place = place_of(inspection)
        claim_files(actor=sender, now=now, ids=files, owner_kind=OWNER, owner_id=inspection.id, place=place)
    session.flush()
    known = set(session.scalars(select(Finding.id).where(Finding.inspection_id == inspection.id)))
    new = dataclasses.replace(facts, findings=[one for one in facts.findings if one.id not in known])
    raise_findings(actor=actor, now=now, inspection=inspection, site=site, facts=new, checklist=checklist)
    pass_findings_on(actor, now, site)
    _settle(actor, now, inspection)
    note(actor, now, inspection, "inspection_content_chosen", before=before, digest=inspection.digest)
    session.flush()


def _settle(actor: Actor, now: datetime, inspection: Inspection) -> None:
    """The conflict of the check's own page is judged with this one."""
    statement = select(InspectionConflict).where(
        InspectionConflict.inspection_id == inspection.id, InspectionConflict.settled_at.is_(None)
    )
    for conflict in session.scalars(statement):
        conflict.settled_at, conflict.settled_by = now, actor.member_id
