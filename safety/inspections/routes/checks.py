"""Starting a site check and filling it in on the tablet."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.vocabulary import GRADE_LABELS
from safety.errors import NotFound
from safety.inspections import operations, queries
from safety.inspections.inputs import CheckFacts, content_of
from safety.inspections.routes.blueprint import checklist_of, inspectors_in, pages, text_in
from safety.inspections.rules import ANSWER_LABELS, InspectionState, hazards
from safety.inspections.schemas import StartIn
from safety.law import accident_categories, lec
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.wire.addresses import id_in
from safety.wire.forms import nested

RECORD = P.INSPECTION_RECORD


@pages.get("/start")
@needs(RECORD)
def start() -> ResponseReturnValue:
    """Choose a site (nearest first when the device tells where it is) and a checklist."""
    scope = current_scope(RECORD)
    site_id = id_in("site")
    site = queries.site_to_check(site_id, scope) if site_id else None
    member_id = current_actor().member_id
    return render_template(
        "inspections/start.html",
        site=site,
        sites=[] if site else queries.sites_to_check(scope, q=text_in("q")),
        versions=queries.usable_versions(),
        assignments=queries.own_assignments(member_id, limit=20) if member_id else [],
        drafts=queries.open_drafts(member_id) if member_id else [],
        today=today(),
    )


@pages.post("/start")
@needs(RECORD)
def begin() -> ResponseReturnValue:
    """Begin a check: a draft is kept at once, so that nothing typed afterwards can be lost."""
    given = StartIn().load(nested(request.form))
    record_id = given.pop("id") or uuid.uuid4()
    facts = CheckFacts(**given, started_at=now())
    content = content_of(facts)
    operations.save_draft(actor=current_actor(), now=now(), id=record_id, facts=facts, content=content)
    return redirect(url_for("inspections.check", inspection_id=record_id))


@pages.get("/<uuid:inspection_id>/check")
@needs(RECORD)
def check(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a check: every answer is saved as it is given."""
    found = queries.get_inspection(inspection_id, current_scope(RECORD))
    if found.state != InspectionState.DRAFT:
        return redirect(url_for("inspections.inspection", inspection_id=found.id))
    if found.inspector_id != current_actor().member_id:
        raise NotFound
    return render_template(
        "inspections/check.html",
        inspection=found,
        checklist=checklist_of(found),
        answers=ANSWER_LABELS,
        grades=GRADE_LABELS,
        factor_groups=hazards.factor_groups(),
        accident_groups=[
            (accident_categories.standard_on(today()), accident_categories.categories_on(today())),
            (accident_categories.OLD_STANDARD, accident_categories.GB_6441_86),
        ],
        scales=hazards.SCALES,
        bands=lec.BANDS,
        inspectors=[one for one in inspectors_in(current_scope(RECORD)) if one[0] != str(found.inspector_id)],
    )


@pages.post("/<uuid:inspection_id>/discard")
@needs(RECORD)
def discard(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Throw away one's own draft."""
    found = queries.get_inspection(inspection_id, current_scope(RECORD))
    operations.discard_draft(actor=current_actor(), now=now(), inspection=found)
    flash(_("草稿已删除"), "success")
    return redirect(url_for("inspections.start"))
