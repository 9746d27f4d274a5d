"""Who may see the files of accident cases, and what broken constraints mean."""

from __future__ import annotations

from safety.accidents.operations import APPROVAL, OWNER, REPORT, SIGNATURE
from safety.accidents.queries import file_is_visible
from safety.evidence.queries import register_visibility
from safety.text import N_
from safety.wire.problems import explain_constraint

for _kind in (OWNER, REPORT, SIGNATURE, APPROVAL):
    register_visibility(_kind, file_is_visible)
explain_constraint("uq_accident_approvals_accident_id", N_("这起事故已经登记过批复"))
explain_constraint("uq_accident_signings_version_id_member_id", N_("您已经签署过这一版报告，签署不能修改"))
