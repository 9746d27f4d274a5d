"""Versions of the colour rule through the API."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from maps.effects import effect_of
from maps.risk import RULE_2026, RiskRule
from maps.rule_schemas import EffectOut, NewRuleIn, RuleIn, RuleOut, RulesOut
from maps.rulebook import content_of, rule_from, rule_of, rule_on
from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.reference import operations
from safety.reference.models import ColourRule
from safety.reference.queries import colour_rule, colour_rules

api = Blueprint("colour_rules_api", __name__, description="Maps: versions of the colour rule")


@api.get("/map/rules")
@needs(P.MAP_READ)
@api.response(200, RulesOut)
def versions() -> dict[str, Any]:
    """Every version of the colour rule: the one that ships, the adopted ones, the drafts."""
    return {"items": [_out(RULE_2026, None), *(_out(rule_of(row), row) for row in colour_rules())]}


@api.post("/map/rules")
@needs(P.RISK_RULE_EDIT)
@api.arguments(NewRuleIn)
@api.response(201, RuleOut)
def draft(given: dict[str, Any]) -> dict[str, Any]:
    """Keep a new draft."""
    version, note = given.pop("version"), given.pop("note")
    rule = rule_from(version, given)
    row = operations.draft_colour_rule(
        actor=current_actor(), now=now(), version=version, note=note, content=content_of(rule)
    )
    return _out(rule, row)


@api.put("/map/rules/<uuid:rule_id>")
@needs(P.RISK_RULE_EDIT)
@api.arguments(RuleIn)
@api.response(200, RuleOut)
def change(given: dict[str, Any], rule_id: uuid.UUID) -> dict[str, Any]:
    """Change a draft."""
    row = colour_rule(rule_id)
    note = given.pop("note")
    rule = rule_from(row.version, given)
    operations.change_colour_rule(
        actor=current_actor(), now=now(), row=row, note=note, content=content_of(rule)
    )
    return _out(rule, row)


@api.get("/map/rules/<uuid:rule_id>/effect")
@needs(P.RISK_RULE_EDIT)
@api.response(200, EffectOut)
def effect(rule_id: uuid.UUID) -> dict[str, Any]:
    """How many sites and which districts would change colour today under this version."""
    found = effect_of(current_scope(P.RISK_RULE_EDIT), rule_of(colour_rule(rule_id)), today())
    return {
        "sites": found.sites,
        "changed": found.changed,
        "moves": [
            {"before": before, "after": after, "sites": count}
            for (before, after), count in sorted(found.moves.items())
        ],
        "districts": [
            {"code": code, "before": before, "after": after} for code, before, after in found.districts
        ],
    }


@api.post("/map/rules/<uuid:rule_id>/adopt")
@needs(P.RISK_RULE_EDIT)
@api.response(200, RuleOut)
def adopt(rule_id: uuid.UUID) -> dict[str, Any]:
    """Put a draft in force from today on; maps of earlier days keep their version."""
    row = colour_rule(rule_id)
    operations.adopt_colour_rule(actor=current_actor(), now=now(), row=row)
    return _out(rule_of(row), row)


def _out(rule: RiskRule, row: ColourRule | None) -> dict[str, Any]:
    return content_of(rule) | {
        "id": row.id if row else None,
        "version": rule.version,
        "note": row.note if row else "",
        "adopted_at": row.adopted_at if row else None,
        "valid_from": row.valid_from if row else None,
        "in_force": rule_on(today()).version == rule.version,
    }
