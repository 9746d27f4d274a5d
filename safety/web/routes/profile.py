"""One's own settings: password, sessions, API tokens, language."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.errors import Invalid, NotSignedIn
from safety.people import operations
from safety.people.guard import current_actor, needs, now, today
from safety.people.models import AccessToken
from safety.people.operations import access
from safety.people.queries import member_by_id, registers
from safety.people.schemas import PasswordIn, TokenIn
from safety.text import N_
from safety.web.routes.blueprint import pages
from safety.wire.forms import Form, kept_here


def make_token(given: dict[str, Any]) -> tuple[AccessToken, str]:
    """An API token by the fields of ``TokenIn``, after its asker was confirmed."""
    access.confirm_oneself(
        actor=current_actor(),
        now=now(),
        password=given["password"],
        code=given["code"],
        secret_key=current_app.config["SETTINGS"].secret_key,
    )
    return operations.create_token(
        actor=current_actor(),
        now=now(),
        name=given["name"],
        expires_at=now() + timedelta(days=given["days"]),
        read_only=given["read_only"],
    )


def own_id() -> uuid.UUID:
    """The id of the member who is signed in."""
    member_id = current_actor().member_id
    if member_id is None:
        raise NotSignedIn
    return member_id


@pages.get("/profile")
@needs(P.SELF)
def profile() -> ResponseReturnValue:
    """Everything about oneself on one page."""
    return _page(Form(TokenIn()), None)


@pages.get("/profile/password")
@needs(P.SELF)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return render_template("web/password.html", form=Form(PasswordIn()))


@pages.post("/profile/password")
@needs(P.SELF)
def change_password() -> ResponseReturnValue:
    """Replace one's own password."""
    form = Form(PasswordIn())
    if not form.carry_out(_changed):
        form.values.clear()
        return render_template("web/password.html", form=form), form.status
    flash(_("密码已修改，其他设备上的登录、接口令牌和日历地址已失效"), "success")
    return redirect(url_for("web.profile"))


def _changed(given: dict[str, str]) -> None:
    if given["password"] != given["again"]:
        raise Invalid(fields={"again": [N_("两次输入的新密码不一致")]})
    operations.change_own_password(
        actor=current_actor(),
        now=now(),
        old=given["old"],
        new=given["password"],
        strict=current_app.config["SETTINGS"].strict_passwords,
    )


@pages.post("/profile/sessions/<uuid:sign_in_id>/end")
@needs(P.SELF)
def end_session(sign_in_id: uuid.UUID) -> ResponseReturnValue:
    """End one of one's own sessions on another device."""
    access.end_own_sign_in(actor=current_actor(), now=now(), sign_in_id=sign_in_id)
    flash(_("该设备上的登录已结束"), "success")
    return redirect(url_for("web.profile"))


@pages.post("/profile/sessions/end-others")
@needs(P.SELF)
def end_other_sessions() -> ResponseReturnValue:
    """End one's own sessions on all other devices."""
    access.end_other_sign_ins(actor=current_actor(), now=now())
    flash(_("其他设备上的登录都已结束"), "success")
    return redirect(url_for("web.profile"))


@pages.post("/profile/tokens")
@needs(P.SELF)
def create_token() -> ResponseReturnValue:
    """Make an API token and show it this once."""
    form = Form(TokenIn())
    token = form.submit(_token)
    for secret in ("password", "code"):
        form.values.pop(secret, None)
    if token is not None:
        kept_here()
    return _page(form, token)


def _token(given: dict[str, Any]) -> str:
    return make_token(given)[1]


@pages.post("/profile/tokens/<uuid:token_id>/revoke")
@needs(P.SELF)
def revoke_token(token_id: uuid.UUID) -> ResponseReturnValue:
    """Make one of one's own API tokens useless."""
    access.revoke_token(actor=current_actor(), now=now(), member_id=own_id(), token_id=token_id)
    flash(_("令牌已作废"), "success")
    return redirect(url_for("web.profile"))


def _page(form: Form, token: str | None) -> ResponseReturnValue:
    member_id = own_id()
    return render_template(
        "web/profile.html",
        member=member_by_id(member_id),
        sign_ins=registers.open_sign_ins(member_id),
        tokens=registers.tokens_of(member_id),
        certificates=registers.own_certificates(member_id),
        form=form,
        token=token,
        now=now(),
        today=today(),
    ), form.status
