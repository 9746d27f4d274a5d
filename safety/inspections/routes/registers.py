"""The registers of site checks and findings, and a page for each record."""

from __future__ import annotations

import uuid
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.queries import facts_of
from safety.corrections.readings import reading_of
from safety.corrections.rules import STATE_LABELS as DEMAND_LABELS
from safety.corrections.vocabulary import GRADE_LABELS
from safety.evidence.queries import files_of
from safety.inspections import operations, queries
from safety.inspections.models import Inspection
from safety.inspections.operations.notes import OWNER
from safety.inspections.routes.blueprint import checklist_of, filters_of_address, pages, register_choices
from safety.inspections.rules import ANSWER_LABELS, STATE_LABELS, InspectionState
from safety.inspections.rules.checklists import checklist_from
from safety.inspections.schemas import AdoptIn, SettleIn
from safety.law.citations import lines
from safety.law.days import shanghai_date
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import member_names
from safety.people.queries.office import last_days_in_office
from safety.wire.forms import nested
from safety.wire.paging import page_window
from safety.wire.problems import translate


@pages.get("/")
@needs(P.INSPECTION_READ)
def register() -> ResponseReturnValue:
    """The register of site checks."""
    sort = request.args.get("sort", "-started")
    page = queries.list_inspections(
        current_scope(P.INSPECTION_READ), filters_of_address(), page_window(), sort=sort
    )
    states = [(one, translate(STATE_LABELS[one])) for one in InspectionState if one != InspectionState.DRAFT]
    return render_template(
        "inspections/register.html",
        page=page,
        states=states,
        labels=STATE_LABELS,
        **register_choices(P.INSPECTION_READ),
    )


#: Filters of the register of findings as it was → those of the register of demands that took its place.
_RENAMED = {"site": "site_id"}
_SORTS_KEPT = frozenset({"raised", "-raised", "term", "-term"})


@pages.get("/findings")
@needs(P.CORRECTION_READ)
def findings() -> ResponseReturnValue:
    """Where the register of findings was: leads to that of demands, its filters kept."""
    given = {_RENAMED.get(name, name): value for name, value in request.args.items()}
    if given.get("state") == "open":
        given |= {"state": "", "is_open": "true"}
    if given.pop("overdue", None) == "true":
        given["due"] = "overdue"
    if given.get("sort") not in _SORTS_KEPT:
        given.pop("sort", None)
    kept = {name: value for name, value in given.items() if value}
    return redirect(url_for("corrections.demands", **({"kind": "finding"} | kept)))  # type: ignore[arg-type]


@pages.get("/findings/<uuid:finding_id>")
@needs(P.CORRECTION_READ)
def finding(finding_id: uuid.UUID) -> ResponseReturnValue:
    """A finding with its photos and what became of it."""
    found = queries.get_finding(finding_id, current_scope(P.CORRECTION_READ))
    version = found.inspection.version_used
    item = checklist_from(version.content).item(found.item_id) if version and found.item_id else None
    return render_template(
        "inspections/finding.html",
        finding=found,
        demand=found.demand,
        item=item,
        files=[one for one in files_of(OWNER, found.inspection_id) if str(one.id) in found.photos],
        facts=facts_of(found.id),
        law=lines(reading_of(found.demand).cited),
        names=member_names([found.demand.responsible_id, found.demand.raised_by]),
        grade_labels=GRADE_LABELS,
        state_labels=DEMAND_LABELS,
        today=today(),
    )


@pages.get("/<uuid:inspection_id>")
@needs(P.INSPECTION_READ)
def inspection(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """A site check as it was recorded, ready to be printed."""
    found = queries.get_inspection(inspection_id, current_scope(P.INSPECTION_READ))
    if found.state == InspectionState.DRAFT and found.inspector_id == current_actor().member_id:
        return redirect(url_for("inspections.check", inspection_id=found.id))
    files = {str(one.id): one for one in files_of(OWNER, found.id)}
    return render_template(
        "inspections/inspection.html",
        inspection=found,
        content=found.content,
        checklist=checklist_of(found),
        findings=queries.findings_of(found.id),
        files=files,
        chosen=lambda ids: [files[str(one)] for one in ids if str(one) in files],
        conflicts=queries.conflicts_of(found.id),
        record=operations.record_paper_of(found),
        names=member_names([found.adopted_by]),
        adopter_left=_adopter_left(found),
        labels=STATE_LABELS,
        answers=ANSWER_LABELS,
        grade_labels=GRADE_LABELS,
        today=today(),
    )


def _adopter_left(row: Inspection) -> date | None:
    """The last day in office of who adopted the check, where that was later."""
    if row.adopted_at is None:
        return None
    act = (row.adopted_by, shanghai_date(row.adopted_at))
    return last_days_in_office([act], P.INSPECTION_ADOPT).get(act)


@pages.post("/<uuid:inspection_id>/paper")
@needs(P.INSPECTION_RECORD)
def issue_record(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the record of the check as a paper, and show it."""
    found = queries.get_inspection(inspection_id, current_scope(P.INSPECTION_RECORD))
    paper = operations.issue_record(actor=current_actor(), now=now(), inspection=found)
    return redirect(url_for("papers.paper", paper_id=paper.id))


@pages.post("/<uuid:inspection_id>/adopt")
@needs(P.INSPECTION_ADOPT)
def adopt(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Adopt a check made without a certificate."""
    found = queries.get_inspection(inspection_id, current_scope(P.INSPECTION_ADOPT))
    given = AdoptIn().load(nested(request.form))
    operations.adopt_inspection(actor=current_actor(), now=now(), inspection=found, words=given["words"])
    flash(_("已认可这份检查记录，其中的隐患可以发出意见书"), "success")
    return redirect(url_for("inspections.inspection", inspection_id=found.id))


@pages.post("/<uuid:inspection_id>/conflicts/<uuid:conflict_id>/settle")
@needs(P.INSPECTION_ADOPT)
def settle_conflict(inspection_id: uuid.UUID, conflict_id: uuid.UUID) -> ResponseReturnValue:
    """Note how two contents under one id were judged."""
    found = queries.get_inspection(inspection_id, current_scope(P.INSPECTION_ADOPT))
    conflict = queries.get_conflict(conflict_id, found.id)
    given = SettleIn().load(nested(request.form))
    operations.settle_conflict(actor=current_actor(), now=now(), conflict=conflict, words=given["words"])
    flash(_("已记录对冲突的处理"), "success")
    return redirect(url_for("inspections.inspection", inspection_id=found.id))
