"""Who may see the files of projects, where reviews are read, and what broken constraints mean."""

from __future__ import annotations

import uuid

from flask import url_for

from safety.access.permissions import Permission
from safety.corrections.subjects import register_facts, register_subject
from safety.evidence.queries import register_visibility, visible_with
from safety.people.operations.tidying import TIDIED
from safety.projects.facts import told_of_review
from safety.projects.models import Project
from safety.projects.operations.opinions import OPINION
from safety.projects.operations.project_rows import PROJECTS
from safety.projects.operations.reviews import MATERIAL, SIGNATURE
from safety.projects.queries import SOURCE
from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.operations.editions import CARRIED
from safety.workplaces.operations.handing_over import FOLLOWERS, pass_on
from safety.workplaces.operations.imports import take_in


def _review(review_id: uuid.UUID) -> str:
    return url_for("projects.review", review_id=review_id)


take_in(PROJECTS)
CARRIED.append(Project)
TIDIED[Project] = ("name",)
FOLLOWERS.append(pass_on(Project))
register_facts(SOURCE, told_of_review)
register_subject(SOURCE, Permission.PROJECT_READ, _review)
for _kind in (MATERIAL, OPINION, SIGNATURE):
    register_visibility(_kind, visible_with(Permission.PROJECT_READ))
explain_constraint("uq_project_sign_offs_review_id", N_("已有结论在等待签署，或结论已经签署"))
explain_constraint("uq_project_reviews_project_id_kind", N_("这个项目已经登记过这次审查"))
explain_constraint("uq_project_participants_review_id_member_id", N_("已经列为参加人员"), field="member_id")
