"""Who may see the files of accident cases, where cases are read, and what broken constraints mean."""

from __future__ import annotations

import uuid

from flask import url_for

from safety.access.permissions import Permission
from safety.accidents.operations import APPROVAL, OWNER, REPORT, SIGNATURE
from safety.accidents.operations.notice_rows import NOTICES
from safety.accidents.operations.opinions import check_opinion_unanswered, check_opinion_waits
from safety.accidents.queries import (
    OPINION_SOURCE,
    SOURCE,
    case_of_opinion,
    file_is_visible,
    told_of_case,
    told_of_opinion,
)
from safety.corrections.referral_rules import MEASURES
from safety.corrections.subjects import register_facts, register_subject
from safety.evidence.queries import register_visibility
from safety.law.uses import register_uses
from safety.papers.operations import REVOCATIONS, Revocation
from safety.papers.rules import PaperKind
from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.operations.imports import take_in


def _case(accident_id: uuid.UUID) -> str:
    return url_for("accidents.accident", accident_id=accident_id)


def _opinion(opinion_id: uuid.UUID) -> str | None:
    accident_id = case_of_opinion(opinion_id)
    return url_for("accidents.opinions", accident_id=accident_id) if accident_id else None


take_in(NOTICES)
REVOCATIONS[PaperKind.INVESTIGATION_OPINION] = Revocation(
    check_opinion_unanswered, stands=check_opinion_waits
)
register_facts(SOURCE, told_of_case)
register_facts(MEASURES, told_of_case)
register_facts(OPINION_SOURCE, told_of_opinion)
register_subject(SOURCE, Permission.ACCIDENT_READ, _case)
register_subject(MEASURES, Permission.ACCIDENT_READ, _case)
register_subject(OPINION_SOURCE, Permission.ACCIDENT_READ, _opinion)
for _kind in (OWNER, REPORT, SIGNATURE, APPROVAL):
    register_visibility(_kind, file_is_visible)
register_uses(lambda: [("order-493-21", N_("跨区县的事故：谁负责调查，谁派人参加"))])
explain_constraint("uq_accident_approvals_accident_id", N_("这起事故已经登记过批复"))
explain_constraint("uq_accident_signings_version_id_member_id", N_("您已经签署过这一版报告，签署不能修改"))
