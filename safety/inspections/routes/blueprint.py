"""The blueprint of the pages of duty 1, and what several of them show."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, current_app, request
from marshmallow import ValidationError

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.access.scope import Scope
from safety.corrections.grounds import FACT_LABELS
from safety.inspections import queries
from safety.inspections.law_of_day import printed
from safety.inspections.models import Inspection
from safety.inspections.queries import RegisterFilters
from safety.inspections.rules import hazards
from safety.inspections.rules.checklists import Checklist, checklist_from
from safety.law.days import shanghai_date
from safety.law.finding_words import rules_for_scripts
from safety.people.guard import current_scope, today
from safety.people.queries import members_with_role
from safety.reference.queries import district_names
from safety.wire.addresses import id_in
from safety.wire.schemas import Day

pages = Blueprint("inspections", __name__, url_prefix="/inspections")


@pages.app_context_processor
def _names() -> dict[str, Any]:
    return {
        "factor_name": hazards.factor_name,
        "accident_name": hazards.accident_name,
        "fact_labels": FACT_LABELS,
        "word_rules": rules_for_scripts(),
        "checklist_choices": checklist_choices,
        "endpoints": current_app.view_functions,
    }


def checklist_choices() -> list[tuple[str, str]]:
    """The checklists that a register can be narrowed to."""
    return [(str(found), title) for found, title in queries.template_choices()]


def checklist_of(inspection: Inspection) -> Checklist | None:
    """The checklist that a check was made with, its law as of the day of the check."""
    version = inspection.version_used
    began = inspection.began_at or inspection.saved_at
    return checklist_from(printed(version.content, shanghai_date(began))) if version else None


def day_in(name: str) -> date | None:
    """The date in a query argument; nonsense counts as none."""
    try:
        day: date = Day().deserialize(request.args.get(name, ""))
    except ValidationError:
        return None
    return day


def text_in(name: str) -> str | None:
    """The text in a query argument, None when it is empty."""
    return request.args.get(name, "").strip()[:100] or None


def filters_of_address() -> RegisterFilters:
    """The filters both registers read from the address."""
    return RegisterFilters(
        q=text_in("q"),
        district=text_in("district"),
        site=id_in("site"),
        state=text_in("state"),
        inspector=id_in("inspector"),
        template=id_in("template"),
        since=day_in("since"),
        until=day_in("until"),
        grade=text_in("grade"),
        colour=text_in("colour"),
        factor=text_in("factor"),
        overdue=request.args.get("overdue") == "true" or None,
    )


def inspectors_in(scope: Scope) -> list[tuple[str, str]]:
    """Today's inspectors of a scope for a list to choose from."""
    return [(str(one.id), one.name) for one in members_with_role(Role.INSPECTOR, scope, today())]


def register_choices(permission: Permission) -> dict[str, Any]:
    """What the filter bars of both registers offer."""
    return {
        "districts": sorted(district_names(today()).items()),
        "inspectors": inspectors_in(current_scope(permission)),
        "templates": checklist_choices(),
    }
