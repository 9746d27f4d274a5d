"""What the register of demands can be narrowed to because a demand is the finding of a check."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_, select
from sqlalchemy.orm import aliased

from safety.corrections.models import Demand
from safety.inspections.models import ChecklistVersion, Finding, Inspection


def found_with_template(template_id: uuid.UUID) -> ColumnElement[bool]:
    """Found in a check made with a checklist, whichever version of it."""
    found = (
        select(Finding.id)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .join(ChecklistVersion, Inspection.version_id == ChecklistVersion.id)
        .where(ChecklistVersion.template_id == template_id)
    )
    return Demand.id.in_(found)


def with_factor(factor: str) -> ColumnElement[bool]:
    """Of a hazard factor (GB/T 13861)."""
    return Demand.id.in_(select(Finding.id).where(Finding.factor == factor))


def moment_of_check(check_id: SQLColumnExpression[uuid.UUID]) -> ColumnElement[Any]:
    """When the check of that id began, by the server's clock where the device's was off."""
    check = aliased(Inspection)
    return select(check.began_at).where(check.id == check_id).correlate_except(check).scalar_subquery()


def of_inspector(member_id: uuid.UUID) -> ColumnElement[bool]:
    """An inspector is responsible for it or found it."""
    found = (
        select(Finding.id)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .where(Inspection.inspector_id == member_id)
    )
    return or_(Demand.responsible_id == member_id, Demand.id.in_(found))
