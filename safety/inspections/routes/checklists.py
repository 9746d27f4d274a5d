"""Checklists: list, view, make, copy, edit, publish."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.vocabulary import GRADE_LABELS
from safety.errors import NotAllowed, NotFound
from safety.inspections import operations, queries
from safety.inspections.law_of_day import printed
from safety.inspections.models import ChecklistTemplate
from safety.inspections.routes.blueprint import pages
from safety.inspections.rules import hazards
from safety.inspections.rules.checklists import checklist_from
from safety.inspections.schemas_planning import CHECKED, EditChecklistIn, NewChecklistIn
from safety.law import accident_categories
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import get_union, union_names
from safety.wire.addresses import id_in
from safety.wire.forms import Form, nested
from safety.wire.problems import translate


@pages.get("/checklists")
@needs(P.CHECKLIST_READ)
def checklists() -> ResponseReturnValue:
    """Checklists in use."""
    retired = request.args.get("retired") == "true"
    return render_template("inspections/checklists.html", templates=queries.list_templates(retired=retired))


@pages.get("/checklists/<uuid:checklist_id>")
@needs(P.CHECKLIST_READ)
def checklist(checklist_id: uuid.UUID) -> ResponseReturnValue:
    """A checklist in one of its versions."""
    template = queries.get_template(checklist_id)
    wanted = id_in("version") or template.current_id
    version = queries.find_version(wanted) if wanted else None
    if version is not None and version.template_id != template.id:
        raise NotFound
    content = version.content if version else template.draft
    return render_template(
        "inspections/checklist.html",
        template=template,
        version=version,
        checklist=checklist_from(printed(content, today())) if content else None,
        editable=may_edit(template),
        union=union_names([template.union_id]).get(template.union_id) if template.union_id else None,
        grades=GRADE_LABELS,
    )


def may_edit(template: ChecklistTemplate) -> bool:
    """Whether to show the buttons; operations ask again."""
    try:
        operations.require_edit(current_actor(), template)
    except (NotAllowed, NotFound):
        return False
    return True


@pages.get("/checklists/new")
@needs(P.CHECKLIST_EDIT)
def new_checklist() -> ResponseReturnValue:
    """The form for a new checklist, empty or as a copy."""
    return _new_page(Form(NewChecklistIn(), {"copied_from": request.args.get("copied_from", "")}))


@pages.post("/checklists/new")
@needs(P.CHECKLIST_EDIT)
def create_checklist() -> ResponseReturnValue:
    """Make a checklist of one's own union."""
    form = Form(NewChecklistIn())
    made = form.submit(_make)
    if made is None:
        return _new_page(form), form.status
    return redirect(url_for("inspections.edit_checklist", checklist_id=made.id))


def _make(given: dict[str, Any]) -> ChecklistTemplate:
    actor = current_actor()
    if actor.union_id is None:
        raise NotAllowed
    source = queries.find_version(given["copied_from"]) if given["copied_from"] else None
    union = get_union(actor.union_id, current_scope(P.CHECKLIST_EDIT))
    return operations.make_checklist(
        actor=actor, now=now(), title=given["title"], union=union, copied_from=source
    )


def _new_page(form: Form) -> str:
    versions = [(one.id, one.template.title) for one in queries.usable_versions()]
    return render_template("inspections/checklist_new.html", form=form, versions=versions)


@pages.get("/checklists/<uuid:checklist_id>/edit")
@needs(P.CHECKLIST_EDIT)
def edit_checklist(checklist_id: uuid.UUID) -> ResponseReturnValue:
    """The editor: the draft of the next version, begun from the current one."""
    template = queries.get_template(checklist_id)
    operations.require_edit(current_actor(), template)
    current = queries.find_version(template.current_id) if template.current_id else None
    content = (
        template.draft or (current.content if current else None) or {"title": template.title, "sections": []}
    )
    return _editor(template, content, Form(EditChecklistIn(), {"version": template.version}))


@pages.post("/checklists/<uuid:checklist_id>/edit")
@needs(P.CHECKLIST_EDIT)
def save_checklist(checklist_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the draft, and publish it when that was the button."""
    form = Form(EditChecklistIn())
    template = form.submit(lambda given: _save(checklist_id, given))
    if template is None:
        found = queries.get_template(checklist_id)
        return _editor(found, nested(request.form), form), form.status
    flash(_("新版本已发布，今后的检查使用这一版") if template.draft is None else _("草稿已保存"), "success")
    endpoint = "inspections.checklist" if template.draft is None else "inspections.edit_checklist"
    return redirect(url_for(endpoint, checklist_id=template.id))


def _save(checklist_id: uuid.UUID, given: dict[str, Any]) -> ChecklistTemplate:
    template = queries.get_template(checklist_id)
    version = given.pop("version")
    operations.edit_checklist(
        actor=current_actor(), now=now(), template=template, content=given, expected_version=version
    )
    if request.form.get("_action") == "publish":
        operations.publish_checklist(actor=current_actor(), now=now(), template=template)
    return template


def _editor(template: ChecklistTemplate, content: dict[str, Any], form: Form) -> str:
    return render_template(
        "inspections/checklist_edit.html",
        template=template,
        content=content,
        form=form,
        grades=[(one, translate(label)) for one, label in GRADE_LABELS.items()],
        factor_groups=hazards.factor_groups(),
        accidents=accident_categories.LABELS,
        checked=CHECKED,
    )


@pages.post("/checklists/<uuid:checklist_id>/discard")
@needs(P.CHECKLIST_EDIT)
def discard_checklist(checklist_id: uuid.UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    template = queries.get_template(checklist_id)
    operations.discard_checklist_draft(actor=current_actor(), now=now(), template=template)
    flash(_("草稿已放弃"), "success")
    return redirect(url_for("inspections.checklists"))


@pages.post("/checklists/<uuid:checklist_id>/retire")
@needs(P.CHECKLIST_EDIT)
def retire_checklist(checklist_id: uuid.UUID) -> ResponseReturnValue:
    """Take a checklist out of use."""
    template = queries.get_template(checklist_id)
    operations.retire_checklist(actor=current_actor(), now=now(), template=template)
    flash(_("检查表已停用，已有记录不受影响"), "success")
    return redirect(url_for("inspections.checklists"))
