"""Who may see the files of site checks, and what the constraints of their tables mean."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.evidence.queries import register_visibility, visible_with
from safety.inspections.operations.notes import OWNER
from safety.text import N_
from safety.wire.problems import explain_constraint

register_visibility(OWNER, visible_with(Permission.INSPECTION_READ))
explain_constraint("ck_plans_dates_in_order", N_("完成日期不能早于开始日期"), field="due_on")
