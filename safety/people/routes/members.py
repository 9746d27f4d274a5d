"""Members: list, add, edit, disable, reset."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.access.roles import LABELS as ROLE_LABELS
from safety.people import queries
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Member
from safety.people.operations import access, two_persons
from safety.people.operations import members as operations
from safety.people.queries import registers
from safety.people.routes.blueprint import pages, union_choices
from safety.people.rules import CERTIFICATE_LABELS
from safety.people.schemas import MemberEdit, MemberFilters, MemberNewIn, ResetIn, ShutOutIn
from safety.wire.forms import Form, kept_here
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Strict

_FIELDS = ("name", "union_id", "sign_in_name", "phone", "position", "version")


def member_filters() -> dict[str, Any]:
    """The filters of the address; one that makes no sense is left out."""
    given = {
        name: request.args[name]
        for name in ("q", "union_id", "role", "state", "sort")
        if request.args.get(name)
    }
    try:
        loaded = MemberFilters().load(given)
    except ValidationError as error:
        wrong = set(error.messages_dict)
        loaded = MemberFilters().load({name: value for name, value in given.items() if name not in wrong})
    return {name: loaded[name] for name in ("q", "union_id", "role", "state", "sort")}


@pages.get("/members")
@needs(P.MEMBER_READ)
def members() -> ResponseReturnValue:
    """The list of members."""
    scope = current_scope(P.MEMBER_READ)
    page = registers.list_members(scope, page_window(), on=today(), **member_filters())
    return render_template(
        "people/members.html",
        page=page,
        unions=union_choices(scope),
        roles=[(role, translate(label)) for role, label in ROLE_LABELS.items()],
        today=today(),
    )


@pages.get("/members/new")
@needs(P.MEMBER_MANAGE)
def new_member() -> ResponseReturnValue:
    """The form for a member to be added."""
    return _form_page(Form(MemberNewIn(), {"union_id": request.args.get("union", "")}), None)


@pages.post("/members/new")
@needs(P.MEMBER_MANAGE)
def create_member() -> ResponseReturnValue:
    """Add a member and show the temporary password this once."""
    form = Form(MemberNewIn())
    made = form.submit(lambda given: operations.create_member(actor=current_actor(), now=now(), **given))
    if made is None:
        return _form_page(form, None)
    member, password = made
    if password is not None:
        kept_here()
        return render_template("people/password_made.html", member=member, password=password)
    flash(_("已新增人员：%(name)s", name=member.name), "success")
    return redirect(url_for("people.member", member_id=member.id))


@pages.get("/members/<uuid:member_id>")
@needs(P.MEMBER_READ)
def member(member_id: uuid.UUID) -> ResponseReturnValue:
    """Everything about a member on one page."""
    return _page(member_id, None)


def _page(member_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    row = queries.get_member(member_id, current_scope(P.MEMBER_READ))
    managed = current_actor().may(P.MEMBER_MANAGE)
    body = render_template(
        "people/member.html",
        form=form,
        member=row,
        tokens=registers.tokens_of(row.id) if managed else [],
        today=today(),
        certificate_labels=CERTIFICATE_LABELS,
        by_two=two_persons.administers(row, today()),
    )
    return body, form.status if form else 200


@pages.get("/members/<uuid:member_id>/edit")
@needs(P.MEMBER_MANAGE)
def edit_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an existing member."""
    row = queries.get_member(member_id, current_scope(P.MEMBER_MANAGE))
    return _form_page(Form(MemberEdit(), {name: getattr(row, name) for name in _FIELDS}), row)


@pages.post("/members/<uuid:member_id>/edit")
@needs(P.MEMBER_MANAGE)
def change_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """Change a member."""
    form = Form(MemberEdit())
    actor = current_actor()
    changed = form.submit(
        lambda given: operations.change_member(actor=actor, now=now(), member_id=member_id, **given)
    )
    if changed is None:
        return _form_page(form, queries.get_member(member_id, current_scope(P.MEMBER_MANAGE)))
    flash(_("已保存"), "success")
    return redirect(url_for("people.member", member_id=member_id))


@pages.post("/members/<uuid:member_id>/disable")
@needs(P.MEMBER_MANAGE)
def disable_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """Shut a member out."""
    form = Form(ShutOutIn())
    actor = current_actor()
    queries.get_member(member_id, current_scope(P.MEMBER_MANAGE))
    done = form.submit(
        lambda given: operations.disable_member(actor=actor, now=now(), member_id=member_id, **given)
    )
    return _back(form, member_id, _("账号已停用") if done else None)


@pages.post("/members/<uuid:member_id>/enable")
@needs(P.MEMBER_MANAGE)
def enable_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """Let a member in again."""
    form = Form(Strict())
    done = form.carry_out(
        lambda _given: operations.enable_member(actor=current_actor(), now=now(), member_id=member_id)
    )
    return _back(form, member_id, _("账号已恢复") if done else None)


@pages.post("/members/<uuid:member_id>/reset")
@needs(P.MEMBER_MANAGE)
def reset_password(member_id: uuid.UUID) -> ResponseReturnValue:
    """Give a member a temporary password and show it this once."""
    form = Form(ResetIn())
    actor = current_actor()
    made = form.submit(
        lambda given: operations.reset_password(actor=actor, now=now(), member_id=member_id, **given)
    )
    if made is None:
        return _back(form, member_id, None)
    kept_here()
    return render_template("people/password_made.html", member=made[0], password=made[1])


@pages.post("/members/<uuid:member_id>/tokens/<uuid:token_id>/revoke")
@needs(P.MEMBER_MANAGE)
def revoke_token(member_id: uuid.UUID, token_id: uuid.UUID) -> ResponseReturnValue:
    """Make an API token of a member useless."""
    access.revoke_token(actor=current_actor(), now=now(), member_id=member_id, token_id=token_id)
    flash(_("令牌已作废"), "success")
    return redirect(url_for("people.member", member_id=member_id))


def _back(form: Form, member_id: uuid.UUID, done: str | None) -> ResponseReturnValue:
    """Back to the member, with what was done; refused, the page with what was typed and why."""
    if done is None:
        return _page(member_id, form)
    flash(done, "success")
    return redirect(url_for("people.member", member_id=member_id))


def _form_page(form: Form, row: Member | None) -> ResponseReturnValue:
    unions = union_choices(current_scope(P.MEMBER_MANAGE))
    return render_template("people/member_form.html", form=form, member=row, unions=unions), form.status
