"""The shell's part of the API: oneself, today's numbers, long work, the audit."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint
from flask_wtf.csrf import generate_csrf

from safety import faces
from safety.access.permissions import Permission as P
from safety.access.roles import permissions_of
from safety.audit import queries as chains
from safety.jobs import queries as jobs
from safety.lists import Window
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.operations import access
from safety.people.queries import registers
from safety.people.queries.trail import TrailFilter, chain_state, list_trail
from safety.people.schemas import TokenIn, TokensOut
from safety.proof.operations import begin_whole_verification
from safety.proof.queries.chains import verify_chains
from safety.proof.queries.results import last_whole_verification
from safety.web import schemas, verification
from safety.web.routes.profile import make_token, own_id
from safety.web.today import day_of
from safety.wire.paging import SortedArgs, listing, window_at
from safety.wire.problems import translate
from safety.worklist import Asked, OpenItem, worklist

api = Blueprint("web_api", __name__, description="Oneself, today's numbers, long work, the audit")


@api.get("/me")
@api.response(200, schemas.MeOut)
@needs(P.SELF)
def me() -> dict[str, Any]:
    """Who is asking, and what the person may do."""
    actor = current_actor()
    held = {str(one) for appointment in actor.held for one in permissions_of(appointment.role)}
    return {
        "member_id": actor.member_id,
        "name": actor.name,
        "union_id": actor.union_id,
        "held": actor.held,
        "permissions": sorted(held),
    }


@api.get("/me/csrf")
@api.response(200, schemas.CsrfOut)
@needs(P.SELF)
def csrf_token() -> dict[str, Any]:
    """The token for a page that was kept by the browser and has none of its own."""
    return {"csrf_token": generate_csrf()}


@api.get("/me/sessions")
@api.response(200, schemas.SessionsOut)
@needs(P.SELF)
def sessions() -> dict[str, Any]:
    """One's own browser sessions."""
    found = registers.open_sign_ins(own_id())
    return {"items": found, "next": None, "total": len(found)}


@api.delete("/me/sessions/<uuid:sign_in_id>")
@api.response(204)
@needs(P.SELF)
def end_session(sign_in_id: uuid.UUID) -> None:
    """End one of one's own browser sessions."""
    access.end_own_sign_in(actor=current_actor(), now=now(), sign_in_id=sign_in_id)


@api.delete("/me/sessions")
@api.response(204)
@needs(P.SELF)
def end_other_sessions() -> None:
    """End one's own browser sessions but the present one."""
    access.end_other_sign_ins(actor=current_actor(), now=now())


@api.get("/me/tokens")
@api.response(200, TokensOut)
@needs(P.SELF)
def tokens() -> dict[str, Any]:
    """One's own API tokens."""
    found = registers.tokens_of(own_id())
    return {"items": found, "next": None, "total": len(found)}


@api.post("/me/tokens")
@api.arguments(TokenIn)
@api.response(201, schemas.TokenMade)
@needs(P.SELF)
def create_token(given: dict[str, Any]) -> dict[str, Any]:
    """Make an API token, in a session, after password and code; the token itself is told this once."""
    row, token = make_token(given)
    return {
        "id": row.id,
        "name": row.name,
        "read_only": row.read_only,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": None,
        "token": token,
    }


@api.delete("/me/tokens/<uuid:token_id>")
@api.response(204)
@needs(P.SELF)
def revoke_token(token_id: uuid.UUID) -> None:
    """Make one of one's own API tokens useless."""
    access.revoke_token(actor=current_actor(), now=now(), member_id=own_id(), token_id=token_id)


@api.get("/today")
@api.arguments(schemas.TodayArgs, location="query")
@api.response(200, schemas.TodayOut)
@needs(P.SELF)
def todays_work(args: dict[str, Any]) -> dict[str, Any]:
    """Today's numbers and what has to be done, as on the first page."""
    actor = current_actor()
    numbers = [
        {"key": one.key, "label": translate(one.label), "count": one.count, "url": one.url, "tone": one.tone}
        for one in day_of(actor, today(), now=now()).lines
    ]
    asked = Asked(actor, today(), now(), args["whose"])
    page = worklist(faces.duties(), asked, Window(0, args["limit"]), args["duty"]).page
    return {
        "day": today(),
        "items": numbers,
        "open_items": [_open_item(one) for one in page.items],
        "open_items_total": page.total,
    }


def _open_item(one: OpenItem) -> dict[str, Any]:
    return {
        "what": one.what if isinstance(one.what, str) else translate(one.what),
        "where": one.where,
        "kind_label": translate(one.kind),
        "state_label": translate(one.state),
        "who": one.who,
        "due": one.due,
        "urgency": one.urgency.name.lower(),
        "grave": one.grave,
        "url": one.url,
        "step": {"label": translate(one.step.label), "url": one.step.url},
    }


@api.get("/jobs")
@api.arguments(SortedArgs, location="query")
@api.response(200, schemas.JobsOut)
@needs(P.JOB_RUN)
def list_jobs(args: dict[str, Any]) -> dict[str, Any]:
    """One's own long work, newest first."""
    return listing(jobs.jobs_of(own_id(), window_at(args)))


@api.get("/jobs/<uuid:job_id>")
@api.response(200, schemas.JobOut)
@needs(P.JOB_RUN)
def get_job(job_id: uuid.UUID) -> Any:
    """How far one's own long work is."""
    return jobs.get_job(job_id, own_id())


@api.get("/audit")
@api.arguments(schemas.TrailFilters, location="query")
@api.response(200, schemas.TrailOut)
@needs(P.AUDIT_READ)
def audit(args: dict[str, Any]) -> dict[str, Any]:
    """The audit of the unions in scope, newest first."""
    since = args.pop("changed_since")
    window = window_at(args)
    args.pop("sort")
    return listing(list_trail(current_scope(P.AUDIT_READ), window, TrailFilter(**args, since=since)))


@api.get("/audit/verification")
@api.response(200, schemas.VerifiedOut)
@needs(P.AUDIT_READ)
def verify_audit() -> dict[str, Any]:
    """Check every chain now; where the chains are long, ask with POST and follow the job."""
    held, broken = verify_chains()
    found = {"chain": broken.chain, "seq": broken.seq, "why": broken.why} if broken else {}
    return {"holds": broken is None, "chains": held, "head_hash": chains.head_hash()} | found


@api.post("/audit/verification")
@api.response(202, schemas.JobOut)
@needs(P.AUDIT_READ)
def begin_audit_verification() -> Any:
    """Check every chain behind; its job's ``result`` has the chains that hold and the first bad row."""
    return verification.begin_verification(actor=current_actor(), now=now(), rows=chain_state()[1])


@api.get("/audit/whole-verification")
@api.response(200, schemas.WholeVerifiedOut)
@needs(P.AUDIT_READ)
def whole_verification() -> dict[str, Any]:
    """What the last verification of every record found; ``verified_at`` is null before the first."""
    last = last_whole_verification()
    return {"verified_at": last.ended_at, **(last.result or {})} if last else {"verified_at": None}


@api.post("/audit/whole-verification")
@api.response(202, schemas.JobOut)
@needs(P.AUDIT_READ)
def begin_verification_of_everything() -> Any:
    """Have every record that matters verified behind: the audit, records, seals, evidence, heads outside."""
    return begin_whole_verification(actor=current_actor(), now=now())
