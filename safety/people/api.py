"""People through the API: whatever the pages can do."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.access.roles import GRANTS, LABELS
from safety.people import queries, schemas
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.operations import access, appointments, members, unions
from safety.people.queries import registers
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate
from safety.wire.versions import asked_version, edits_version, fresh

api = Blueprint("people_api", __name__, description="Unions, members, appointments, certificates")


@api.get("/unions")
@api.response(200, schemas.UnionsOut)
@needs(P.UNION_MANAGE, P.MEMBER_READ)
def list_unions() -> dict[str, Any]:
    """The unions of the scope in the order of the tree, all at once."""
    actor = current_actor()
    scope = actor.scope(P.MEMBER_READ if actor.may(P.MEMBER_READ) else P.UNION_MANAGE)
    rows = [row.union for row in registers.union_tree(scope, ended=True)]
    return {"items": rows, "next": None, "total": len(rows)}


@api.post("/unions")
@api.arguments(schemas.UnionIn)
@api.response(201, schemas.UnionOut)
@needs(P.UNION_MANAGE)
def create_union(given: dict[str, Any]) -> Any:
    """Add a union."""
    return unions.create_union(actor=current_actor(), now=now(), **given)


@api.get("/unions/<uuid:union_id>")
@api.response(200, schemas.UnionOut)
@needs(P.UNION_MANAGE, P.MEMBER_READ)
def get_union(union_id: uuid.UUID) -> Any:
    """A union."""
    actor = current_actor()
    return queries.get_union(
        union_id, actor.scope(P.MEMBER_READ if actor.may(P.MEMBER_READ) else P.UNION_MANAGE)
    )


@api.put("/unions/<uuid:union_id>")
@api.arguments(schemas.UnionIn)
@api.response(200, schemas.UnionOut)
@needs(P.UNION_MANAGE)
@edits_version
def change_union(given: dict[str, Any], union_id: uuid.UUID) -> Any:
    """Change a union; ``If-Match`` carries the version it was read in."""
    return unions.change_union(
        actor=current_actor(), now=now(), union_id=union_id, version=asked_version(), **given
    )


@api.post("/unions/<uuid:union_id>/end")
@api.arguments(schemas.EndIn)
@api.response(200, schemas.UnionOut)
@needs(P.UNION_MANAGE)
@edits_version
def end_union(given: dict[str, Any], union_id: uuid.UUID) -> Any:
    """Close a union."""
    fresh(queries.get_union(union_id, current_scope(P.UNION_MANAGE)))
    return unions.end_union(actor=current_actor(), now=now(), union_id=union_id, **given)


@api.get("/members")
@api.arguments(schemas.MemberFilters, location="query")
@api.response(200, schemas.MembersOut)
@needs(P.MEMBER_READ)
def list_members(args: dict[str, Any]) -> dict[str, Any]:
    """Members, with the page's filters."""
    window = window_at(args)
    return listing(registers.list_members(current_scope(P.MEMBER_READ), window, on=today(), **args))


@api.post("/members")
@api.arguments(schemas.MemberNewIn)
@api.response(201, schemas.MemberMade)
@needs(P.MEMBER_MANAGE)
def create_member(given: dict[str, Any]) -> dict[str, Any]:
    """Add a member; a temporary password is told this once."""
    member, password = members.create_member(actor=current_actor(), now=now(), **given)
    return {**_fields(member), "temporary_password": password}


@api.get("/members/<uuid:member_id>")
@api.response(200, schemas.MemberOut)
@needs(P.MEMBER_READ)
def get_member(member_id: uuid.UUID) -> Any:
    """A member."""
    return queries.get_member(member_id, current_scope(P.MEMBER_READ))


@api.put("/members/<uuid:member_id>")
@api.arguments(schemas.MemberIn)
@api.response(200, schemas.MemberOut)
@needs(P.MEMBER_MANAGE)
@edits_version
def change_member(given: dict[str, Any], member_id: uuid.UUID) -> Any:
    """Change a member; ``If-Match`` carries the version it was read in."""
    return members.change_member(
        actor=current_actor(), now=now(), member_id=member_id, version=asked_version(), **given
    )


def _on_its_version(member_id: uuid.UUID) -> None:
    fresh(queries.get_member(member_id, current_scope(P.MEMBER_MANAGE)))


@api.post("/members/<uuid:member_id>/disable")
@api.arguments(schemas.ShutOutIn)
@api.response(200, schemas.MemberOut)
@needs(P.MEMBER_MANAGE)
@edits_version
def disable_member(given: dict[str, Any], member_id: uuid.UUID) -> Any:
    """Shut a member out."""
    _on_its_version(member_id)
    return members.disable_member(actor=current_actor(), now=now(), member_id=member_id, **given)


@api.post("/members/<uuid:member_id>/enable")
@api.response(200, schemas.MemberOut)
@needs(P.MEMBER_MANAGE)
@edits_version
def enable_member(member_id: uuid.UUID) -> Any:
    """Let a member in again."""
    _on_its_version(member_id)
    return members.enable_member(actor=current_actor(), now=now(), member_id=member_id)


@api.post("/members/<uuid:member_id>/reset")
@api.arguments(schemas.ResetIn)
@api.response(200, schemas.PasswordOut)
@needs(P.MEMBER_MANAGE)
@edits_version
def reset_password(given: dict[str, Any], member_id: uuid.UUID) -> dict[str, str]:
    """Give a member a temporary password, told this once."""
    _on_its_version(member_id)
    _member, password = members.reset_password(actor=current_actor(), now=now(), member_id=member_id, **given)
    return {"temporary_password": password}


@api.get("/members/<uuid:member_id>/tokens")
@api.response(200, schemas.TokensOut)
@needs(P.MEMBER_MANAGE)
def list_tokens(member_id: uuid.UUID) -> dict[str, Any]:
    """The API tokens of a member that open something, without the tokens themselves."""
    member = members.managed_member(current_actor(), member_id)
    found = registers.tokens_of(member.id)
    return {"items": found, "next": None, "total": len(found)}


@api.delete("/members/<uuid:member_id>/tokens/<uuid:token_id>")
@api.response(204)
@needs(P.MEMBER_MANAGE)
def revoke_token(member_id: uuid.UUID, token_id: uuid.UUID) -> None:
    """Make an API token of a member useless."""
    access.revoke_token(actor=current_actor(), now=now(), member_id=member_id, token_id=token_id)


@api.post("/members/<uuid:member_id>/appointments")
@api.arguments(schemas.AppointmentIn)
@api.response(201, schemas.AppointmentOut)
@needs(P.MEMBER_MANAGE)
def appoint(given: dict[str, Any], member_id: uuid.UUID) -> Any:
    """Appoint a member to a role."""
    return appointments.appoint(actor=current_actor(), now=now(), member_id=member_id, **given)


@api.post("/appointments/<uuid:appointment_id>/end")
@api.arguments(schemas.AppointmentEndIn)
@api.response(200, schemas.AppointmentOut)
@needs(P.MEMBER_MANAGE)
def end_appointment(given: dict[str, Any], appointment_id: uuid.UUID) -> Any:
    """End an appointment."""
    return appointments.end_appointment(
        actor=current_actor(), now=now(), appointment_id=appointment_id, **given
    )


@api.get("/certificates")
@api.arguments(schemas.CertificateFilters, location="query")
@api.response(200, schemas.CertificatesOut)
@needs(P.MEMBER_READ)
def list_certificates(args: dict[str, Any]) -> dict[str, Any]:
    """Certificates, with the page's filters."""
    window = window_at(args)
    return listing(registers.list_certificates(current_scope(P.MEMBER_READ), window, on=today(), **args))


@api.post("/members/<uuid:member_id>/certificates")
@api.arguments(schemas.CertificateIn)
@api.response(201, schemas.CertificateOut)
@needs(P.MEMBER_MANAGE)
def record_certificate(given: dict[str, Any], member_id: uuid.UUID) -> Any:
    """Enter an inspector's certificate."""
    return appointments.record_certificate(actor=current_actor(), now=now(), member_id=member_id, **given)


@api.put("/certificates/<uuid:certificate_id>")
@api.arguments(schemas.CertificateChange)
@api.response(200, schemas.CertificateOut)
@needs(P.MEMBER_MANAGE)
def change_certificate(given: dict[str, Any], certificate_id: uuid.UUID) -> Any:
    """Suspend, cancel, restore or prolong a certificate."""
    return appointments.change_certificate(
        actor=current_actor(), now=now(), certificate_id=certificate_id, **given
    )


@api.get("/roles")
@api.response(200, schemas.RolesOut)
@needs(P.SELF)
def list_roles() -> dict[str, Any]:
    """All roles and what each grants."""
    rows = [
        {"role": role, "label": translate(LABELS[role]), "permissions": sorted(granted)}
        for role, granted in GRANTS.items()
    ]
    return {"items": rows}


def _fields(member: Any) -> dict[str, Any]:
    return {name: getattr(member, name) for name in schemas.MemberOut().fields}
