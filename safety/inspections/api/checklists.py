"""Checklists for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission
from safety.errors import NotFound
from safety.inspections import operations, queries
from safety.inspections.api.blueprint import api, own_union
from safety.inspections.law_of_day import worded
from safety.inspections.models import ChecklistTemplate, ChecklistVersion
from safety.inspections.schemas_planning import ChecklistIn, ChecklistOut, ChecklistRowOut, VersionOut
from safety.people.guard import current_actor, needs, now, today
from safety.people.queries.named import named_union
from safety.wire.versions import asked_version, edits_version, fresh


@api.route("/checklists", methods=["GET"])
@needs(Permission.CHECKLIST_READ)
@api.doc(summary="Checklists in use")
@api.response(200, ChecklistRowOut(many=True))
def list_checklists() -> Sequence[ChecklistTemplate]:
    """All checklists in use with their current version."""
    return queries.list_templates()


@api.route("/checklists/<uuid:checklist_id>", methods=["GET"])
@needs(Permission.CHECKLIST_READ)
@api.doc(summary="A checklist with the draft of its next version")
@api.response(200, ChecklistOut)
def get_checklist(checklist_id: uuid.UUID) -> ChecklistTemplate:
    """A checklist."""
    return queries.get_template(checklist_id)


@api.route("/checklist-versions/<uuid:version_id>", methods=["GET"])
@needs(Permission.CHECKLIST_READ)
@api.doc(summary="A published version; its questions never change")
@api.response(200, VersionOut)
def get_version(version_id: uuid.UUID) -> dict[str, Any]:
    """A published version with all its items; the law of a shipped one is quoted as it stands today."""
    found = queries.find_version(version_id)
    if found is None:
        raise NotFound
    names = ("id", "template_id", "number", "item_count", "published_at")
    columns = {name: getattr(found, name) for name in names}
    return columns | {"content": worded(found.content, today())}


@api.route("/checklists/<uuid:checklist_id>", methods=["PUT"])
@needs(Permission.CHECKLIST_EDIT)
@api.doc(
    summary="Make a checklist, or save the draft of its next version",
)
@api.arguments(ChecklistIn)
@api.response(200, ChecklistOut)
@api.alt_response(201, schema=ChecklistOut, description="Made")
@api.alt_response(412, description="Somebody else saved it since")
@api.alt_response(428, description="It is there already, and ``If-Match`` is missing")
def put_checklist(args: dict[str, Any], checklist_id: uuid.UUID) -> Any:
    """Keep the draft; ``copied_from`` and ``union_id`` count only when the checklist is made."""
    actor = current_actor()
    content = {name: args[name] for name in ("title", "title_en", "for_whom", "sections")}
    template = queries.find_template(checklist_id)
    made = template is None
    if template is None:
        union = named_union(args["union_id"] or own_union(), actor.scope(Permission.CHECKLIST_EDIT))
        template = operations.make_checklist(
            actor=actor, now=now(), id=checklist_id, title=args["title"], union=union
        )
    operations.edit_checklist(
        actor=actor,
        now=now(),
        template=template,
        content=content,
        expected_version=None if made else asked_version(),
    )
    return template, (201 if made else 200)


@api.route("/checklists/<uuid:checklist_id>/draft", methods=["DELETE"])
@needs(Permission.CHECKLIST_EDIT)
@api.doc(summary="Throw the draft away")
@api.response(204)
@edits_version
def discard_draft(checklist_id: uuid.UUID) -> None:
    """Throw away what is not published."""
    template = fresh(queries.get_template(checklist_id))
    operations.discard_checklist_draft(actor=current_actor(), now=now(), template=template)


@api.route("/checklists/<uuid:checklist_id>/versions", methods=["POST"])
@needs(Permission.CHECKLIST_EDIT)
@api.doc(summary="Publish the draft as the next version")
@api.response(201, VersionOut)
@edits_version
def publish(checklist_id: uuid.UUID) -> ChecklistVersion:
    """From now on new checks use it; records keep the version they were made with."""
    template = fresh(queries.get_template(checklist_id))
    return operations.publish_checklist(actor=current_actor(), now=now(), template=template)


@api.route("/checklists/<uuid:checklist_id>/retirement", methods=["POST"])
@needs(Permission.CHECKLIST_EDIT)
@api.doc(summary="Take a checklist out of use")
@api.response(200, ChecklistOut)
@edits_version
def retire(checklist_id: uuid.UUID) -> ChecklistTemplate:
    """Records keep it; new checks cannot choose it."""
    template = fresh(queries.get_template(checklist_id))
    operations.retire_checklist(actor=current_actor(), now=now(), template=template)
    return template
