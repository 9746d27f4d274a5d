"""Replies and re-checks: what comes back, and what the union finds when it looks again."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.api.blueprint import api
from safety.corrections.guard import status_of, who
from safety.corrections.models import Notice, Recheck, Reply
from safety.corrections.receipts import receipt_file
from safety.corrections.rules import sight_of
from safety.papers.schemas import EnclosedIn
from safety.people.guard import current_actor, current_scope, needs
from safety.people.queries.named import named_at

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)
RECHECK = (P.CORRECTION_RECHECK, P.PROJECT_RECORD, P.ACCIDENT_RECORD)


def _notice(notice_id: uuid.UUID | None) -> Notice | None:
    with named_at("notice_id"):
        return queries.get_notice(notice_id, current_scope(P.CORRECTION_READ)) if notice_id else None


def _check_sight(lines: list[Any]) -> None:
    with named_at("lines"):
        queries.get_demands([line.demand_id for line in lines], sight_of(current_actor()))


@api.route("/replies/<uuid:reply_id>", methods=["PUT"])
@api.arguments(schemas.ReplyIn)
@api.response(201, out.ReplyOut)
@api.alt_response(200, schema=out.ReplyOut, description="The same again")
@api.alt_response(409, description="Other content under this id, or a state that takes no reply")
@needs(*RECHECK)
def put_reply(args: dict[str, Any], reply_id: uuid.UUID) -> Any:
    """Enter a reply that the employer gave the union."""
    _check_sight(args["lines"])
    notice = _notice(args.pop("notice_id"))
    there = queries.is_kept(Reply, reply_id)
    reply = operations.record_reply(**who(), reply_id=reply_id, notice=notice, **args)
    return reply, status_of(made=not there)


@api.route("/replies/<uuid:reply_id>", methods=["GET"])
@api.response(200, out.ReplyOut)
@needs(P.CORRECTION_READ)
def get_reply(reply_id: uuid.UUID) -> Reply:
    """A reply."""
    return queries.get_reply(reply_id, current_scope(P.CORRECTION_READ))


@api.route("/replies/<uuid:reply_id>/receipt", methods=["GET"])
@api.response(200, out.ReceiptOut)
@needs(*READ)
def get_receipt(reply_id: uuid.UUID) -> dict[str, Any]:
    """The receipt of a reply: what came and when, its files by SHA-256, sealed by the server."""
    return receipt_file(queries.reply_in_sight(reply_id, sight_of(current_actor())))


@api.route("/rechecks/<uuid:recheck_id>", methods=["PUT"])
@api.arguments(schemas.RecheckIn)
@api.response(201, out.RecheckOut)
@api.alt_response(200, schema=out.RecheckOut, description="The same again")
@api.alt_response(409, description="Other content under this id, or a state that takes no re-check")
@needs(*RECHECK)
def put_recheck(args: dict[str, Any], recheck_id: uuid.UUID) -> Any:
    """Keep a re-check with a result for each demand."""
    _check_sight(args["lines"])
    notice = _notice(args.pop("notice_id"))
    there = queries.is_kept(Recheck, recheck_id)
    recheck = operations.record_recheck(**who(), recheck_id=recheck_id, notice=notice, **args)
    return recheck, status_of(made=not there)


@api.route("/rechecks/<uuid:recheck_id>", methods=["GET"])
@api.response(200, out.RecheckOut)
@needs(P.CORRECTION_READ)
def get_recheck(recheck_id: uuid.UUID) -> Recheck:
    """A re-check."""
    return queries.get_recheck(recheck_id, current_scope(P.CORRECTION_READ))


@api.route("/rechecks/<uuid:recheck_id>/opinion", methods=["POST"])
@api.arguments(EnclosedIn)
@api.response(200, out.RecheckOut)
@needs(P.NOTICE_ISSUE)
def issue_opinion(args: dict[str, Any], recheck_id: uuid.UUID) -> Recheck:
    """Issue the 复查意见书; ``paper_id`` leads to its files."""
    recheck = queries.get_recheck(recheck_id, current_scope(P.NOTICE_ISSUE))
    operations.issue_recheck_opinion(**who(), recheck=recheck, **args)
    return recheck
