"""The versions of the colour rule: read by everybody who reads maps; drafted, tried and adopted by an administrator."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps.effects import effect_of
from maps.risk import RULE_2026, WORST_FIRST, TermKind
from maps.rule_schemas import NewRuleIn, RuleIn
from maps.rulebook import BANDS, content_of, rule_from, rule_of, rule_on
from maps.wording import LEVELS, NOT_STATUTORY, POINT_NAMES, rule_in_words
from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.reference import operations
from safety.reference.models import ColourRule
from safety.reference.queries import colour_rule, colour_rules, district_names
from safety.wire.forms import Form
from safety.wire.problems import translate

pages = Blueprint("colour_rules", __name__, url_prefix="/map/rules")


@pages.get("")
@needs(P.MAP_READ)
def versions() -> ResponseReturnValue:
    """Every version of the rule, the one in force in words."""
    force = rule_on(today())
    return render_template(
        "maps/rules.html",
        rows=colour_rules(),
        shipped=RULE_2026.version,
        in_force=force.version,
        words=[translate(NOT_STATUTORY), *(translate(text) for text in rule_in_words(force))],
        may_edit=current_actor().may(P.RISK_RULE_EDIT),
    )


@pages.get("/new")
@needs(P.RISK_RULE_EDIT)
def new() -> ResponseReturnValue:
    """A new draft, beginning with the numbers of the version in force."""
    form = Form(NewRuleIn(), _present(content_of(rule_on(today()))) | {"version": _next_name(today())})
    return _form_page(form, None)


@pages.post("/new")
@needs(P.RISK_RULE_EDIT)
def draft() -> ResponseReturnValue:
    """Keep a new draft."""
    form = Form(NewRuleIn())
    actor = current_actor()

    def act(given: dict[str, Any]) -> ColourRule:
        version, note = given.pop("version"), given.pop("note")
        content = content_of(rule_from(version, given))
        return operations.draft_colour_rule(
            actor=actor, now=now(), version=version, note=note, content=content
        )

    kept = form.submit(act)
    if kept is None:
        return _form_page(form, None)
    flash(_("草案已保存，请查看它会改变多少场所的颜色"), "success")
    return redirect(url_for("colour_rules.version", rule_id=kept.id))


@pages.get("/<uuid:rule_id>")
@needs(P.MAP_READ)
def version(rule_id: uuid.UUID) -> ResponseReturnValue:
    """One version; a draft as a form with its effect on today's map."""
    row = colour_rule(rule_id)
    return _form_page(Form(RuleIn(), _present(row.content) | {"note": row.note}), row)


@pages.post("/<uuid:rule_id>")
@needs(P.RISK_RULE_EDIT)
def change(rule_id: uuid.UUID) -> ResponseReturnValue:
    """Change a draft."""
    row = colour_rule(rule_id)
    form = Form(RuleIn())
    actor = current_actor()

    def act(given: dict[str, Any]) -> bool:
        note = given.pop("note")
        content = content_of(rule_from(row.version, given))
        operations.change_colour_rule(actor=actor, now=now(), row=row, note=note, content=content)
        return True

    if form.submit(act) is None:
        return _form_page(form, colour_rule(rule_id))
    flash(_("草案已保存"), "success")
    return redirect(url_for("colour_rules.version", rule_id=rule_id))


@pages.post("/<uuid:rule_id>/adopt")
@needs(P.RISK_RULE_EDIT)
def adopt(rule_id: uuid.UUID) -> ResponseReturnValue:
    """Put a draft in force from today on."""
    row = colour_rule(rule_id)
    operations.adopt_colour_rule(actor=current_actor(), now=now(), row=row)
    flash(_("规则版本 %(version)s 已启用，今天起的地图按它着色", version=row.version), "success")
    return redirect(url_for("colour_rules.versions"))


def _form_page(form: Form, row: ColourRule | None) -> ResponseReturnValue:
    may_edit = current_actor().may(P.RISK_RULE_EDIT)
    is_draft = row is not None and row.adopted_at is None
    effect = None
    if row is not None and is_draft and may_edit:
        effect = effect_of(current_scope(P.RISK_RULE_EDIT), rule_of(row), today())
    body = render_template(
        "maps/rule.html",
        form=form,
        row=row,
        effect=effect,
        can_change=may_edit and (row is None or is_draft),
        points=[(f"points.{kind.value}", translate(POINT_NAMES[kind])) for kind in TermKind],
        bands=[(level.value, translate(LEVELS[level])) for level in BANDS],
        levels=WORST_FIRST,
        labels={level.value: translate(label) for level, label in LEVELS.items()},
        names=district_names(today()),
    )
    return body, form.status


def _present(content: dict[str, Any]) -> dict[str, Any]:
    """Kept values under the names of the form's fields."""
    flat: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif isinstance(value, list):
            flat[f"{name}[]"] = [str(one) for one in value]
        else:
            flat[name] = value
    return flat


def _next_name(day: date) -> str:
    """The next free name of a version in the year: 2026-2 after 2026-1."""
    taken = {RULE_2026.version, *(row.version for row in colour_rules())}
    return next(name for number in range(1, 10_000) if (name := f"{day.year}-{number}") not in taken)
