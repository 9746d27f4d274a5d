"""Who may see the files of site checks, where checks are read, how they narrow the register of demands, and what the constraints of their tables mean, and which law the checklists cite."""

from __future__ import annotations

import uuid

from flask import url_for

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.queries import register_moment, register_narrowing
from safety.corrections.subjects import (
    register_colleagues,
    register_pictures,
    register_questions,
    register_subject,
)
from safety.evidence.models import EvidenceFile
from safety.evidence.queries import register_visibility
from safety.inspections.operations.notes import OWNER
from safety.inspections.operations.passing import pass_assignments
from safety.inspections.operations.rejudging import rejudge_checks
from safety.inspections.queries import narrowing
from safety.inspections.queries.checks import came_with_site, colleagues_of_checks
from safety.inspections.queries.findings import first_photos, questions_of_findings
from safety.inspections.queries.passed import count_waiting
from safety.inspections.shipped import uses_by_checklists
from safety.law.uses import register_uses
from safety.people.operations.appointments import CERTIFICATE_FOLLOWERS
from safety.people.queries import place_of
from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.operations.handing_over import WITH_SITE
from safety.workplaces.queries.transfers import WAITING_AT, Waiting


def _check(inspection_id: uuid.UUID) -> str:
    return url_for("inspections.inspection", inspection_id=inspection_id)


def _may_see(actor: Actor, file: EvidenceFile) -> bool:
    """Who may read the check, also one whose finding came with its site."""
    scope = actor.scope(Permission.INSPECTION_READ)
    return scope.covers(place_of(file)) or (
        file.owner_id is not None and came_with_site(file.owner_id, scope)
    )


register_pictures(OWNER, first_photos)
register_questions(OWNER, questions_of_findings)
register_subject(OWNER, Permission.INSPECTION_READ, _check)
register_colleagues(OWNER, colleagues_of_checks)
register_moment(OWNER, narrowing.moment_of_check)
register_visibility(OWNER, _may_see)
register_narrowing("template", narrowing.found_with_template)
register_narrowing("factor", narrowing.with_factor)
register_narrowing("inspector", narrowing.of_inspector)
CERTIFICATE_FOLLOWERS.append(rejudge_checks)
WITH_SITE.append(pass_assignments)
WAITING_AT["assignments"] = Waiting(N_("未完成的检查任务 %(count)s 项"), count_waiting)
register_uses(uses_by_checklists)
explain_constraint("ck_plans_dates_in_order", N_("完成日期不能早于开始日期"), field="due_on")
