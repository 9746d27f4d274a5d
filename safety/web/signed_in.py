"""Turning a cookie or a bearer token into the actor of a request."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from time import monotonic

from flask import Flask, Request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.wrappers import Response

from safety.config import Settings
from safety.errors import NotAllowed, NotSignedIn, Refusal
from safety.folding.texts import fold
from safety.law.days import shanghai_date
from safety.people import operations, queries, rules
from safety.people.guard import check_declared
from safety.people.queries import bearers
from safety.reference.queries import bring_law_up_to_date
from safety.text import N_
from safety.transactions import one_transaction
from safety.web.bounds import check_form
from safety.web.limits import count_wrong_token
from safety.wire.problems import is_for_map_programs

COOKIE = "qunjian_session"
#: Which sign-in the state of a browser (messages, the secret of its forms) belongs to.
_STATE_OF = "state_of"
#: How stale "last seen" may get before it is written again.
TOUCH_AFTER = timedelta(seconds=60)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


class FormExpired(Refusal):
    """The page of the form belongs to an earlier sign-in; the answer carries a fresh token to send it again with."""

    status = 400
    default_code = "form_expired"
    default_sentence = N_("这一页是在另一次登录时打开的，内容没有提交。请返回上一页再提交一次")


class SessionIfSent(SecureCookieSessionInterface):
    """Flask's signed cookie; no signer is made for the requests of programs, which bring none."""

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds, or an empty session."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Read the clock once for each request, find its actor, and check the CSRF token of browsers."""
    app.session_interface = SessionIfSent()
    csrf.init_app(app)
    app.before_request(_read_clock)
    app.before_request(_know_the_law)
    app.before_request(_find_actor)
    app.before_request(_check_right)
    app.before_request(_check_csrf)


def _read_clock() -> None:
    clock = current_app.config.get("CLOCK")  # tests set a fixed one
    g.now = clock() if clock else datetime.now(UTC)


#: How long another process's import of a version of a law may go unseen, in seconds.
LAW_SECONDS = 5.0


def _know_the_law() -> None:
    """Hold the versions of laws that are in use; the pages of the law look every time."""
    if request.endpoint == "static" or request.path.startswith("/static/"):
        return
    looked = current_app.extensions.setdefault("law_looked_at", [-LAW_SECONDS])
    at = monotonic()
    if at - looked[0] >= LAW_SECONDS or current_app.testing or request.blueprint in {"laws", "laws_api"}:
        bring_law_up_to_date(shanghai_date(g.now))
        looked[0] = at


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _find_actor() -> None:
    g.actor = None
    if request.endpoint == "static" or request.path.startswith("/static/"):
        return
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        _by_token(bearer.removeprefix("Bearer ").strip())
    elif is_for_map_programs() and request.authorization and request.authorization.type == "basic":
        _by_name_and_token(request.authorization.username or "", request.authorization.password or "")
    elif token := request.cookies.get(_settings().cookie(COOKIE)):
        _by_cookie(token)


def _by_token(token: str) -> None:
    found = bearers.bearer(token, now=g.now, on=shanghai_date(g.now))
    if found is None:
        count_wrong_token()
        raise NotSignedIn
    _act_for(found)


def _by_name_and_token(sign_in_name: str, token: str) -> None:
    """Programs for maps keep a name and a password: the member's sign-in and a personal token.

    Wrong ones are counted by name, in a lane of their own: a program that goes on asking with a token that has ended
    keeps its owner from no sign-in, and a guesser keeps no program out, since nobody comes upon a right token.
    """
    found = bearers.bearer(token, now=g.now, on=shanghai_date(g.now))
    if found is not None and fold(found.sign_in_name or "") == fold(sign_in_name):
        _act_for(found)
        return
    count_wrong_token()
    lane = operations.tries.lane_of_token_name(sign_in_name)
    with one_transaction():
        operations.tries.check_unlocked(lane, g.now)
        operations.tries.note_wrong(lane, g.now, None)
    raise NotSignedIn(N_("用户名应为登录名，密码应为个人访问令牌"))


def _act_for(found: bearers.Bearer) -> None:
    g.actor = found.actor
    g.by_token = True
    g.read_only = found.read_only
    g.member_must_change_password = found.must_change_password
    g.member_has_second_factor = found.has_second_factor
    if _seen_long_ago(found.last_used_at):
        with one_transaction():
            operations.note_token_use(token_id=found.token_id, now=g.now)


def _by_cookie(token: str) -> None:
    found = queries.live_sign_in(token)
    if found is None:
        return
    settings = _settings()
    if rules.is_over(
        began_at=found.began_at,
        last_seen_at=found.last_seen_at,
        now=g.now,
        idle_minutes=settings.session_idle_minutes,
        hours=settings.session_hours,
    ):
        return
    member = queries.member_by_id(found.member_id)
    if member is None or member.disabled_at is not None:
        return
    g.member_must_change_password = member.must_change_password or (
        settings.strict_passwords
        and rules.is_expired_password(changed_at=member.password_changed_at, now=g.now)
    )
    g.member_has_second_factor = member.totp_secret is not None
    g.actor = queries.actor_of(member, on=shanghai_date(g.now), session_id=found.id)
    if _seen_long_ago(found.last_seen_at):
        with one_transaction():
            operations.note_sign_in_use(sign_in_id=found.id, now=g.now)


def _seen_long_ago(at: datetime | None) -> bool:
    """Whether a use has to be noted again: at most once a minute, in a transaction of its own."""
    return at is None or g.now - at >= TOUCH_AFTER


def _check_right() -> None:
    """Ask for the endpoint's declared right before its content is read: who may not, learns nothing of it."""
    if g.get("read_only", False) and request.method not in SAFE_METHODS:
        raise NotAllowed(N_("这个令牌只能读取"), code="token_reads_only")
    view = current_app.view_functions.get(request.endpoint or "")
    check_declared(getattr(view, "declared_permissions", None))


def _check_csrf() -> None:
    wanted = current_app.config.get("WTF_CSRF_ENABLED", True)
    if g.get("actor") is not None and g.actor.session_id is not None:
        _bind_state(str(g.actor.session_id))
    if wanted and request.method not in SAFE_METHODS and not g.get("by_token", False):
        check_form()  # the token is one of the fields
        try:
            csrf.protect()
        except CSRFError as error:
            raise FormExpired(extra={"csrf_token": generate_csrf()}) from error


def _bind_state(sign_in_id: str) -> None:
    """A form's token belongs to one sign-in: the state of another one, or one planted before it, proves nothing."""
    if session.get(_STATE_OF) != sign_in_id:
        session.pop("csrf_token", None)
        session[_STATE_OF] = sign_in_id


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its session cookie (it ends with the browser, or by idleness on the server)."""
    response.set_cookie(
        _settings().cookie(COOKIE),
        token,
        httponly=True,
        samesite="Lax",
        secure=_settings().secure_cookies,
        path="/",
    )
