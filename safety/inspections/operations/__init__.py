"""Every write of inspections."""

from __future__ import annotations

from safety.inspections.operations.adopting import adopt_inspection, settle_conflict
from safety.inspections.operations.checklists import (
    discard_checklist_draft,
    edit_checklist,
    load_shipped_checklists,
    make_checklist,
    publish_checklist,
    require_edit,
    retire_checklist,
)
from safety.inspections.operations.checks import (
    Outcome,
    Saved,
    discard_draft,
    save_draft,
    submit_inspection,
)
from safety.inspections.operations.choosing import choose_content
from safety.inspections.operations.passing import end_assignment, take_assignment
from safety.inspections.operations.plans import close_plan, hand_over, make_plan, reassign
from safety.inspections.operations.record_papers import issue_record, record_paper_of

__all__ = [
    "Outcome",
    "Saved",
    "adopt_inspection",
    "choose_content",
    "close_plan",
    "discard_checklist_draft",
    "discard_draft",
    "edit_checklist",
    "end_assignment",
    "hand_over",
    "issue_record",
    "load_shipped_checklists",
    "make_checklist",
    "make_plan",
    "publish_checklist",
    "reassign",
    "record_paper_of",
    "require_edit",
    "retire_checklist",
    "save_draft",
    "settle_conflict",
    "submit_inspection",
    "take_assignment",
]
