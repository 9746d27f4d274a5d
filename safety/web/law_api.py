"""The law for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.law.provisions import Law, Provision
from safety.people.guard import current_actor, needs, now
from safety.reference import operations
from safety.reference.queries import Check
from safety.web.law_pages import in_order
from safety.web.law_schemas import LawCheckIn, LawOut, LawsOut

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
