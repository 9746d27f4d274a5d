"""Signing in: the password, then the code where a second factor is enrolled; and signing out."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from safety.access.permissions import Permission as P
from safety.errors import NotPossibleNow, TooMany
from safety.people import operations, queries
from safety.people.guard import current_actor, needs, now, open_to_all
from safety.people.models import Member
from safety.people.operations import second_factor
from safety.people.schemas import CodeIn, SignInIn
from safety.text import N_, Text
from safety.web import known_devices, signed_in
from safety.web.routes.blueprint import pages
from safety.wire.addresses import own_page
from safety.wire.forms import Form
from safety.wire.limits import limited

#: By address, beside the account's own lock-out: a district's office may share one.
SIGN_IN_RATE = "30 per minute"
_PENDING = "waiting_for_code"
_PENDING_FOR = timedelta(minutes=5)


def safe_target(target: str | None) -> str:
    """Where to go after signing in: only a page of this application that opens, never another host."""
    return own_page(target) or url_for("web.today")


@pages.get("/sign-in")
@open_to_all("nobody is signed in yet")
def sign_in() -> ResponseReturnValue:
    """The form for name and password."""
    if g.actor is not None:
        return redirect(safe_target(request.args.get("next")))
    return _page(Form(SignInIn()))[0]


@pages.post("/sign-in")
@open_to_all("nobody is signed in yet")
@limited(SIGN_IN_RATE)
def take_password() -> ResponseReturnValue:
    """Check name and password; go on to the code or to work."""
    form = Form(SignInIn())
    member = _checked(form)
    if member is None:
        form.values.pop("password", None)
        return _page(form)
    if member.totp_secret is None:
        return _let_in(member, second=False)
    session[_PENDING] = [str(member.id), member.version, now().isoformat()]
    return redirect(url_for("web.code", next=request.args.get("next")))


def _checked(form: Form) -> Member | None:
    """The member, or None with the problem noted; the count of wrong tries must be kept, so nothing raises."""
    given = form.submit(lambda fields: fields)
    if given is None:
        return None
    try:
        member = operations.check_sign_in(
            now=now(), lane=known_devices.lane_of(given["sign_in_name"]), **given
        )
    except (TooMany, NotPossibleNow) as refusal:
        form.problem, form.status = refusal.sentence, refusal.status
        return None
    if member is None:
        form.problem, form.status = Text(N_("登录名或密码不正确")), 422
    return member


@pages.get("/sign-in/code")
@open_to_all("the password was right, the code is still missing")
def code() -> ResponseReturnValue:
    """The form for the code of the second factor."""
    if _pending() is None:
        return redirect(url_for("web.sign_in"))
    return _code_page(Form(CodeIn()))[0]


@pages.post("/sign-in/code")
@open_to_all("the password was right, the code is still missing")
@limited(SIGN_IN_RATE)
def take_code() -> ResponseReturnValue:
    """Check the code and let the person in."""
    member = _pending()
    if member is None:
        return redirect(url_for("web.sign_in"))
    form = Form(CodeIn())
    given = form.submit(lambda fields: fields)
    if given is None:
        return _code_page(form)
    key = current_app.config["SETTINGS"].secret_key
    lane = known_devices.lane_of(member.sign_in_name or "")
    try:
        fits = second_factor.check_code(
            member=member, code=given["code"], now=now(), secret_key=key, lane=lane
        )
    except TooMany as refusal:
        form.problem, form.status = refusal.sentence, refusal.status
        return _code_page(form)
    if not fits:
        form.problem, form.status = Text(N_("验证码不正确，请核对设备时间后重试")), 422
        return _code_page(form)
    return _let_in(member, second=True)


@pages.post("/sign-out")
@needs(P.SELF)
def sign_out() -> Response:
    """End the session; the browser forgets what it kept of it."""
    operations.sign_out(actor=current_actor(), now=now())
    session.clear()
    response = redirect(url_for("web.sign_in"))
    settings = current_app.config["SETTINGS"]
    response.delete_cookie(settings.cookie(signed_in.COOKIE), path="/", secure=settings.secure_cookies)
    # Not "storage": unsent work of the tablet's queue lives there and must survive a sign-out.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _pending() -> Member | None:
    kept = session.get(_PENDING)
    if not kept:
        return None
    member_id, version, began = kept
    member = queries.member_by_id(uuid.UUID(member_id))
    if member is None or member.disabled_at is not None or member.totp_secret is None:
        return None
    fresh = now() - datetime.fromisoformat(began) < _PENDING_FOR
    return member if fresh and member.version == version else None


def _let_in(member: Member, *, second: bool) -> Response:
    client = (request.user_agent.string or "")[:200]
    lane = known_devices.lane_of(member.sign_in_name or "")
    _row, token = operations.sign_in(member=member, now=now(), client=client, second_factor=second, lane=lane)
    target = safe_target(request.args.get("next"))
    session.clear()  # a new session gets a new CSRF secret
    response = redirect(target)
    signed_in.set_cookie(response, token)
    known_devices.remember(response, member.id)
    if member.must_change_password:
        flash(_("这是临时密码，请先设置自己的密码"), "warning")
    return response


def _page(form: Form) -> tuple[str, int]:
    settings = current_app.config["SETTINGS"]
    return render_template("web/sign_in.html", form=form, settings=settings), form.status


def _code_page(form: Form) -> tuple[str, int]:
    return render_template("web/sign_in_code.html", form=form), form.status
