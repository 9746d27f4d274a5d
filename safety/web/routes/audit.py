"""The audit as a page: who did what to which record, and whether the chains hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.audit.models import AuditEntry
from safety.errors import NotFound
from safety.jobs.models import Job
from safety.people.guard import current_actor, current_scope, needs, now
from safety.people.queries import member_names, registers, union_names
from safety.people.queries.trail import TrailFilter, chain_state, kinds_and_actions, list_trail
from safety.proof.operations import begin_whole_verification
from safety.proof.queries.results import last_whole_verification, whole_verification_under_way
from safety.proof.rules import WHY_WORDS
from safety.proof.words import PLACES
from safety.web import audit_words, verification
from safety.web.routes.blueprint import pages
from safety.web.schemas import TrailFilters
from safety.wire.paging import page_window

#: So many false things are shown one by one; the command tells all.
MOST_SHOWN = 50
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
    """Check every chain and say what came of it: at once, or behind when the chains are long."""
    rows = chain_state()[1]
    if rows <= verification.DIRECT_ROWS:
        return _page(verification.verify_now())
    job = verification.begin_verification(actor=current_actor(), now=now(), rows=rows)
    return redirect(url_for("web.audit", verification=job.id))


@pages.post("/audit/verify-all")
@needs(P.AUDIT_READ)
def verify_all_records() -> ResponseReturnValue:
    """Have every record verified behind; one that is under way already is not doubled."""
    if whole_verification_under_way() is None:
        begin_whole_verification(actor=current_actor(), now=now())
    return redirect(url_for("web.audit") + "#whole")


def _asked_job() -> Job | None:
    """The check that the address names, if it is one's own."""
    asked = request.args.get("verification", type=uuid.UUID)
    if asked is None:
        return None
    try:
        return verification.own_verification(asked, current_actor().member_id)
    except NotFound:
        return None


def _people_in(rows: Iterable[AuditEntry]) -> set[uuid.UUID | None]:
    """Who acted, and every id that a change names: of two persons the second stands there."""
    found: set[uuid.UUID | None] = set()
    for row in rows:
        found |= {row.actor_id, *audit_words.ids_in(row.change)}
    return found


def _page(verified: verification.Verified | None) -> ResponseReturnValue:
    job = _asked_job()
    if job is not None and verified is None:
        verified = verification.result_of(job)
    scope = current_scope(P.AUDIT_READ)
    page = list_trail(scope, page_window(), trail_filter())
    kinds, actions = kinds_and_actions(scope)
    return render_template(
        "audit/list.html",
        page=page,
        members=member_names(_people_in(page.items)),
        unions=union_names(row.union_id for row in page.items if row.union_id),
        kinds=[(kind, audit_words.kind_label(kind)) for kind in kinds],
        actions=[(action, audit_words.action_label(action)) for action in actions],
        union_choices=[(row.union.id, row.union.name) for row in registers.union_tree(scope, ended=True)],
        words=audit_words,
        state=chain_state(),
        verified=verified,
        job=job if job is not None and verified is None else None,
        whole=last_whole_verification(),
        whole_job=whole_verification_under_way(),
        own_id=current_actor().member_id,
        places=PLACES,
        why_words=WHY_WORDS,
        most_shown=MOST_SHOWN,
    )
