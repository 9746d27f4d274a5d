"""Whatever opens the register ends with the password, and is given out to nobody but its owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.config import Settings
from safety.people.models import Member
from safety.people.operations import change_own_password, members, second_factor
from safety.transactions import one_transaction
from safety.web.signed_in import COOKIE
from tests.cast import NOW, PASSWORD, Cast, id_of
from tests.conftest import SECRET

Client = Callable[[str], FlaskClient]
LATER = NOW + timedelta(minutes=1)


def new_password(cast: Cast) -> None:
    change_own_password(actor=cast.actor("sunjie"), now=LATER, old=PASSWORD, new="Another-Word-2026")


def reset(cast: Cast) -> None:
    members.reset_password(actor=cast.actor("hemei"), now=LATER, member_id=id_of("sunjie"))


def disabled_and_enabled(cast: Cast) -> None:
    members.disable_member(actor=cast.actor("hemei"), now=LATER, member_id=id_of("sunjie"), reason="调离")
    members.enable_member(actor=cast.actor("hemei"), now=LATER, member_id=id_of("sunjie"))


@pytest.mark.parametrize("end", [new_password, reset, disabled_and_enabled])
def test_sunjies_token_and_calendar_end_and_stay_ended(
    app: Flask, client: FlaskClient, cast: Cast, api: Client, end: Callable[[Cast], None]
) -> None:
    program = api("sunjie")
    calendar = program.post("/api/v1/calendar").get_json()["address"]
    path = "/" + calendar.partition("//")[2].partition("/")[2]
    assert client.get(path).status_code == 200
    assert program.get("/api/v1/me").status_code == 200
    with one_transaction():
        end(cast)
    app.config["CLOCK"] = lambda: LATER + timedelta(minutes=1)
    assert program.get("/api/v1/me").status_code == 401
    assert client.get(path).status_code == 404


def test_a_token_is_made_with_the_password_in_a_session_and_by_no_other_token(
    signed_in: Client, api: Client
) -> None:
    asked: dict[str, Any] = {"name": "x", "days": 30}
    browser = signed_in("liqiang")
    assert browser.post("/api/v1/me/tokens", json=asked).status_code == 422
    wrong = browser.post("/api/v1/me/tokens", json=asked | {"password": "not his"})
    assert list(wrong.get_json()["errors"]) == ["password"]
    assert browser.post("/api/v1/me/tokens", json=asked | {"password": PASSWORD}).status_code == 201
    by_token = api("liqiang").post("/api/v1/me/tokens", json=asked | {"password": PASSWORD})
    assert (by_token.status_code, by_token.get_json()["code"]) == (403, "token_by_token")


def test_where_there_is_a_second_factor_a_token_takes_its_code(
    app: Flask, cast: Cast, signed_in: Client
) -> None:
    secret = second_factor.new_secret()
    with one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("liqiang"),
            now=NOW,
            secret=secret,
            code=pyotp.TOTP(secret).at(NOW),
            password=PASSWORD,
            secret_key=SECRET,
        )
    browser = signed_in("liqiang")
    app.config["CLOCK"] = lambda: LATER
    asked = {"name": "x", "days": 30, "password": PASSWORD}
    assert list(browser.post("/api/v1/me/tokens", json=asked).get_json()["errors"]) == ["code"]
    right = {"code": pyotp.TOTP(secret).at(LATER)}
    assert browser.post("/api/v1/me/tokens", json=asked | right).status_code == 201


def test_a_token_that_only_reads_changes_nothing(app: Flask, signed_in: Client) -> None:
    asked = {"name": "统计", "days": 30, "password": PASSWORD, "read_only": True}
    token = signed_in("liqiang").post("/api/v1/me/tokens", json=asked).get_json()["token"]
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert program.get("/api/v1/sites").status_code == 200
    refused = program.delete("/api/v1/me/sessions")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "token_reads_only")


def test_what_a_session_must_do_first_a_token_must_too(
    app: Flask, cast: Cast, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = api("hemei")
    assert program.get("/api/v1/members").status_code == 200
    demanding = Settings(**{**vars(app.config["SETTINGS"]), "require_second_factor": True})
    monkeypatch.setitem(app.config, "SETTINGS", demanding)
    assert program.get("/api/v1/members").get_json()["code"] == "second_factor_first"


def test_hemei_sees_the_tokens_of_her_people_and_revokes_one(api: Client, signed_in: Client) -> None:
    program, hemei = api("liqiang"), signed_in("hemei")
    page = hemei.get(f"/people/members/{id_of('liqiang')}").text
    address = re.search(r"/people/members/[0-9a-f-]+/tokens/[0-9a-f-]+/revoke", page)
    assert address
    assert "/tokens/" not in signed_in("chenjing").get(f"/people/members/{id_of('liqiang')}").text
    assert program.get("/api/v1/me").status_code == 200
    under_another = address.group().replace(str(id_of("liqiang")), str(id_of("chenjing")))
    assert hemei.post(under_another).status_code == 404
    assert program.get("/api/v1/me").status_code == 200
    assert signed_in("chenjing").post(address.group()).status_code == 403
    hemei.post(address.group())
    assert program.get("/api/v1/me").status_code == 401


def test_guessing_at_the_old_password_is_counted_like_guessing_at_the_door(signed_in: Client) -> None:
    browser = signed_in("liqiang")
    given = {"old": "guess", "password": "Another-Word-2026", "again": "Another-Word-2026"}
    statuses = [browser.post("/profile/password", data=given).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    token = {"name": "x", "days": 30, "password": PASSWORD}
    assert (
        browser.post("/api/v1/me/tokens", json=token).status_code == 429
    )  # one count for every place that asks


@pytest.fixture
def plain(app: Flask, cast: Cast) -> Cast:
    app.config["WTF_CSRF_ENABLED"] = False
    return cast


def give(client: FlaskClient, name: str, password: str) -> int:
    return client.post("/sign-in", data={"sign_in_name": name, "password": password}).status_code


def test_an_unknown_name_is_locked_like_a_known_one(client: FlaskClient, plain: Cast) -> None:
    for name in ("zhaolan", "nobody-of-this-name"):
        assert [give(client, name, "guess") for _ in range(7)] == [422] * 5 + [429] * 2, name


def test_guessing_from_elsewhere_does_not_keep_zhaolan_out_at_her_own_computer(
    app: Flask, plain: Cast
) -> None:
    hers, elsewhere = app.test_client(), app.test_client()
    assert give(hers, "zhaolan", PASSWORD) == 302
    hers.post("/sign-out")
    assert give(elsewhere, "zhaolan", "guess") == 422
    for _ in range(6):
        give(elsewhere, "zhaolan", "guess")
    assert give(elsewhere, "zhaolan", PASSWORD) == 429
    assert give(hers, "zhaolan", PASSWORD) == 302
    # A device is known for those who signed in on it, and for nobody else.
    assert [give(hers, "liuyang", "guess") for _ in range(6)] == [422] * 5 + [429]


def test_a_session_ends_after_its_longest_life_however_busy(
    app: Flask, client: FlaskClient, plain: Cast
) -> None:
    give(client, "chenjing", PASSWORD)
    for minutes in range(0, 12 * 60, 20):
        app.config["CLOCK"] = lambda minutes=minutes: NOW + timedelta(minutes=minutes)
        assert client.get("/profile").status_code == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=12, minutes=1)
    assert client.get("/profile").status_code == 302


def test_liqiang_ends_all_his_other_sessions_at_once(signed_in: Client) -> None:
    lost, forgotten, here = (signed_in("liqiang") for _ in range(3))
    here.post("/profile/sessions/end-others")
    assert [one.get("/").status_code for one in (lost, forgotten, here)] == [302, 302, 200]


def test_a_form_token_of_one_sign_in_is_worth_nothing_in_another(app: Flask, signed_in: Client) -> None:
    thief, victim = signed_in("liqiang"), signed_in("chenjing")
    app.config["WTF_CSRF_ENABLED"] = True
    planted = thief.get("/api/v1/me/csrf").get_json()["csrf_token"]
    state = thief.get_cookie("qunjian_state")
    assert state is not None
    victim.set_cookie("qunjian_state", state.value)
    forged = victim.post("/profile/sessions/end-others", data={"csrf_token": planted})
    assert forged.status_code == 400


def test_under_tls_no_other_host_of_the_domain_can_set_the_cookies(
    app: Flask, plain: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = Settings(**{**vars(app.config["SETTINGS"]), "secure_cookies": True})
    monkeypatch.setitem(app.config, "SETTINGS", secure)
    client = app.test_client()
    answer = client.post(
        "/sign-in", data={"sign_in_name": "chenjing", "password": PASSWORD}, base_url="https://localhost"
    )
    given = [one for one in answer.headers.getlist("Set-Cookie") if "HttpOnly" in one]
    named = [one for one in given if one.startswith((f"__Host-{COOKIE}=", "__Host-qunjian_device="))]
    assert len(named) == 2
    assert all("Secure" in one and "Path=/" in one and "Domain" not in one for one in named)
    assert secure.for_flask()["SESSION_COOKIE_NAME"] == "__Host-qunjian_state"


def test_a_password_of_a_union_under_dengbao_is_renewed_after_ninety_days(
    app: Flask, cast: Cast, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with one_transaction():
        member: Member = cast.member("chenjing")
        member.password_changed_at = NOW - timedelta(days=91)
    browser = signed_in("chenjing")
    assert browser.get("/").status_code == 200
    monkeypatch.setitem(
        app.config, "SETTINGS", Settings(**{**vars(app.config["SETTINGS"]), "strict_passwords": True})
    )
    assert browser.get("/").location == "/profile/password"
