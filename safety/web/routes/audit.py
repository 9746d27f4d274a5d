"""The audit as a page: who did what to which record, and whether the chains hold."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.audit import queries as chains
from safety.people.guard import current_scope, needs
from safety.people.queries import member_names, registers, union_names
from safety.people.queries.trail import TrailFilter, chain_state, kinds_and_actions, list_trail
from safety.web import audit_words
from safety.web.routes.blueprint import pages
from safety.web.schemas import TrailFilters
from safety.wire.paging import page_window

_NAMES = ("q", "action", "kind", "record_id", "member_id", "union_id", "first", "last")


def trail_filter() -> TrailFilter:
    """The filters of the address; one that makes no sense is left out."""
    given = {name: value for name in _NAMES if (value := request.args.get(name, "").strip())}
    try:
        loaded = TrailFilters().load(given)
    except ValidationError as error:
        wrong = set(error.messages_dict)
        loaded = TrailFilters().load({name: value for name, value in given.items() if name not in wrong})
    return TrailFilter(**{name: loaded[name] for name in _NAMES})


@pages.get("/audit")
@needs(P.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """The rows of the audit, newest first."""
    return _page(None)


@pages.post("/audit/verify")
@needs(P.AUDIT_READ)
def verify_audit() -> ResponseReturnValue:
    """Check every chain now and say what came of it."""
    return _page(chains.verify())


def _page(verified: object) -> ResponseReturnValue:
    scope = current_scope(P.AUDIT_READ)
    page = list_trail(scope, page_window(), trail_filter())
    kinds, actions = kinds_and_actions(scope)
    return render_template(
        "audit/list.html",
        page=page,
        members=member_names(row.actor_id for row in page.items),
        unions=union_names(row.union_id for row in page.items if row.union_id),
        kinds=[(kind, audit_words.kind_label(kind)) for kind in kinds],
        actions=[(action, audit_words.action_label(action)) for action in actions],
        union_choices=[(row.union.id, row.union.name) for row in registers.union_tree(scope, ended=True)],
        words=audit_words,
        state=chain_state(),
        verified=verified,
    )
