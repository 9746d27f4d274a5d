"""The law for programs."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.law.provisions import Law, Provision
from safety.law.versions import compare, version_of
from safety.people.guard import current_actor, needs, now
from safety.reference import operations
from safety.reference.models import LawText
from safety.reference.operations import law_texts
from safety.reference.queries import Check, law_text
from safety.reference.queries import law_texts as every_text
from safety.web.law_pages import in_order
from safety.web.law_schemas import (
    LawCheckIn,
    LawOut,
    LawsOut,
    LawTextIn,
    LawTextOut,
    LawTextRowOut,
    LawTextsOut,
    TakeBackIn,
)
from safety.wire.problems import translate

api = Blueprint("laws_api", __name__, description="Texts of law, their provisions and checks")


def _out(law: Law, provisions: list[Provision], check: Check | None) -> dict[str, Any]:
    return {
        "id": law.id,
        "title": law.title,
        "version": law.version,
        "in_force_from": law.in_force_from,
        "in_force_to": law.in_force_to,
        "checked_to": check.to if check else None,
        "checked_by": check.by if check else "",
        "source": check.source if check else "",
        "provisions": provisions,
    }


@api.route("/laws", methods=["GET"])
@api.response(200, LawsOut)
@needs(P.SELF)
def list_laws() -> dict[str, Any]:
    """Every version of every law, with its provisions and its newest check."""
    items = [_out(*one) for one in in_order()]
    return {"items": items, "next": None, "total": len(items)}


@api.route("/laws/<law>/checks", methods=["POST"])
@api.arguments(LawCheckIn)
@api.response(201, LawOut)
@needs(P.LAW_CHECK)
def add_check(given: dict[str, Any], law: str) -> dict[str, Any]:
    """Keep that a text was looked up and is the one in force up to a day."""
    operations.record_law_check(actor=current_actor(), now=now(), law=law, **given)
    return next(_out(*one) for one in in_order() if one[0].id == law)


def _text_out(row: LawText) -> dict[str, Any]:
    names = [one for one in LawTextRowOut().fields if one != "in_use"]
    lines = [
        {
            "key": one.key,
            "change": one.change,
            "before": one.before,
            "after": one.after,
            "uses": [translate(use) for use in one.uses],
        }
        for one in compare(version_of(row.text, row.law))
    ]
    rests = [translate(one) for one in law_texts.what_rests_on(row)] if row.is_used else []
    return {
        **{name: getattr(row, name) for name in (*names, "is_used", "text")},
        "lines": lines,
        "rests": rests,
    }


@api.route("/laws/texts", methods=["GET"])
@api.response(200, LawTextsOut)
@needs(P.LAW_CHECK)
def list_law_texts() -> dict[str, Any]:
    """Every version that was imported, the newest first."""
    items = every_text()
    return {"items": items, "next": None, "total": len(items)}


@api.route("/laws/texts", methods=["POST"])
@api.arguments(LawTextIn)
@api.response(201, LawTextOut)
@needs(P.LAW_CHECK)
def add_law_text(given: dict[str, Any]) -> dict[str, Any]:
    """Keep a version to be looked at: its articles beside the text before it.  Nothing cites it yet."""
    return _text_out(law_texts.upload_law_text(actor=current_actor(), now=now(), **given))


@api.route("/laws/texts/<uuid:law_text_id>", methods=["GET"])
@api.response(200, LawTextOut)
@needs(P.LAW_CHECK)
def get_law_text(law_text_id: uuid.UUID) -> dict[str, Any]:
    """A version beside the text before it."""
    return _text_out(law_text(law_text_id))


@api.route("/laws/texts/<uuid:law_text_id>/adopt", methods=["POST"])
@api.response(200, LawTextOut)
@needs(P.LAW_CHECK)
def adopt_law_text(law_text_id: uuid.UUID) -> dict[str, Any]:
    """Put a version in use: facts from its first day on are cited by it."""
    row = law_text(law_text_id)
    law_texts.adopt_law_text(actor=current_actor(), now=now(), row=row)
    return _text_out(row)


@api.route("/laws/texts/<uuid:law_text_id>/take-back", methods=["POST"])
@api.arguments(TakeBackIn)
@api.response(200, LawTextOut)
@needs(P.LAW_CHECK)
def take_back_law_text(given: dict[str, Any], law_text_id: uuid.UUID) -> dict[str, Any]:
    """Take a version out of use while nothing rests on it, or give up one that was only looked at."""
    row = law_text(law_text_id)
    law_texts.take_back_law_text(actor=current_actor(), now=now(), row=row, **given)
    return _text_out(row)
