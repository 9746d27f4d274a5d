"""Notices: drafted, issued, delivered, reminded of, revoked, linked to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.api.blueprint import api
from safety.corrections.guard import status_of, who
from safety.corrections.models import Notice
from safety.corrections.page_terms import terms_of_notices
from safety.corrections.queries import NoticeFilters
from safety.people.guard import current_scope, needs, today
from safety.people.queries.named import named_at
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh


def found(notice_id: uuid.UUID, permission: P = P.CORRECTION_READ) -> Notice:
    """The notice, if the caller may see it; on the version that ``If-Match`` names."""
    notice: Notice = fresh(queries.get_notice(notice_id, current_scope(permission)))
    return notice


def base_url() -> str:
    """Where the application is reached from outside."""
    url: str = current_app.config["SETTINGS"].base_url
    return url.rstrip("/")


@api.route("/notices", methods=["GET"])
@api.arguments(schemas.NoticeArgs, location="query")
@api.response(200, out.NoticesOut)
@needs(P.CORRECTION_READ)
def list_notices(args: dict[str, Any]) -> dict[str, Any]:
    """Notices, the newest first."""
    window = window_at(args)
    args.pop("sort")
    page = queries.list_notices(current_scope(P.CORRECTION_READ), NoticeFilters(**args), window, today())
    return {**listing(page), "items": _as_read(page.items)}


def _as_read(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Notices as they are told, each of their findings with whether it allows no day."""
    terms = terms_of_notices(notices)
    names, of_item = out.NoticeOut().fields, out.NoticeItemOut().fields
    return [
        {name: getattr(one, name) for name in names}
        | {
            "items": [
                {name: getattr(item, name) for name in of_item}
                | {"at_once": terms[one.id][item.demand_id].at_once}
                for item in one.items
            ]
        }
        for one in notices
    ]


@api.route("/notices/<uuid:notice_id>", methods=["GET"])
@api.response(200, out.NoticeReadOut)
@needs(P.CORRECTION_READ)
def get_notice(notice_id: uuid.UUID) -> Any:
    """A notice with its findings."""
    return _as_read([found(notice_id)])[0]


@api.route("/notices/<uuid:notice_id>", methods=["PUT"])
@api.arguments(schemas.NoticeIn)
@api.response(201, out.NoticeOut)
@api.alt_response(200, schema=out.NoticeOut, description="The same again")
@api.alt_response(409, description="Other content under this id")
@needs(P.INSPECTION_RECORD)
def put_notice(args: dict[str, Any], notice_id: uuid.UUID) -> Any:
    """Draft a notice over findings of one site."""
    with named_at("site_id"):
        site = queries.site_of(args.pop("site_id"), current_scope(P.INSPECTION_RECORD))
    there = queries.is_kept(Notice, notice_id)
    notice = operations.draft_notice(**who(), site=site, notice_id=notice_id, **args)
    return notice, status_of(made=not there)


@api.route("/notices/<uuid:notice_id>", methods=["PATCH"])
@api.arguments(schemas.NoticeChangeIn)
@api.response(200, out.NoticeOut)
@needs(P.INSPECTION_RECORD)
@edits_version
def change_notice(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """Change a draft (``If-Match`` with the version that was read)."""
    return operations.update_notice(**who(), notice=found(notice_id, P.INSPECTION_RECORD), **args)


@api.route("/notices/<uuid:notice_id>/discard", methods=["POST"])
@api.response(200, out.NoticeOut)
@needs(P.INSPECTION_RECORD)
@edits_version
def discard_notice(notice_id: uuid.UUID) -> Notice:
    """Put a draft aside."""
    notice = found(notice_id, P.INSPECTION_RECORD)
    operations.discard_notice(**who(), notice=notice)
    return notice


@api.route("/notices/<uuid:notice_id>/issue", methods=["POST"])
@api.arguments(schemas.IssueIn)
@api.response(200, out.NoticeOut)
@needs(P.NOTICE_ISSUE)
@edits_version
def issue_notice(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """Issue a draft: it gets its number, and the terms begin; ``grounds``: what is said now of its findings."""
    notice = found(notice_id, P.NOTICE_ISSUE)
    return operations.issue_notice(**who(), notice=notice, base_url=base_url(), **args)


@api.route("/notices/<uuid:notice_id>/delivery", methods=["POST"])
@api.arguments(schemas.DeliveryIn)
@api.response(200, out.NoticeOut)
@needs(P.INSPECTION_RECORD)
@edits_version
def deliver_notice(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """Say when, how and to whom it was delivered."""
    return operations.record_delivery(**who(), notice=found(notice_id, P.INSPECTION_RECORD), **args)


@api.route("/notices/<uuid:notice_id>/reminders", methods=["POST"])
@api.arguments(schemas.RemindIn)
@api.response(200, out.NoticeOut)
@needs(P.INSPECTION_RECORD, P.NOTICE_ISSUE)
@edits_version
def remind(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """Press the employer about what is still open."""
    return operations.remind(**who(), notice=found(notice_id), **args)


@api.route("/notices/<uuid:notice_id>/revoke", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.NoticeOut)
@needs(P.NOTICE_ISSUE)
@edits_version
def revoke_notice(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """Revoke an issued notice that nobody has answered."""
    return operations.revoke_notice(**who(), notice=found(notice_id, P.NOTICE_ISSUE), **args)


@api.route("/notices/<uuid:notice_id>/links", methods=["POST"])
@api.response(201, out.LinkOut)
@needs(P.NOTICE_ISSUE)
@edits_version
def make_link(notice_id: uuid.UUID) -> Any:
    """A new link for the employer's reply; its address is shown this once."""
    link, token = operations.make_link(**who(), notice=found(notice_id, P.NOTICE_ISSUE))
    return {"url": f"{base_url()}/reply/{token}", "expires_at": link.expires_at}


@api.route("/notices/<uuid:notice_id>/links/revoke", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.NoticeOut)
@needs(P.NOTICE_ISSUE)
@edits_version
def revoke_links(args: dict[str, Any], notice_id: uuid.UUID) -> Notice:
    """End every link of the notice."""
    notice = found(notice_id, P.NOTICE_ISSUE)
    operations.revoke_links(**who(), notice=notice, **args)
    return notice
