from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.people.operations import members, second_factor
from safety.transactions import one_transaction
from safety.web.routes.sign_in import safe_target
from safety.web.signed_in import COOKIE
from tests.cast import NOW, PASSWORD, Cast, id_of
from tests.conftest import SECRET


@pytest.fixture(autouse=True)
def plain_forms(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def give(client: FlaskClient, password: str = PASSWORD, name: str = "chenjing", target: str = "") -> int:
    return client.post(f"/sign-in{target}", data={"sign_in_name": name, "password": password}).status_code


def test_the_right_password_leads_where_the_person_wanted_to_go(client: FlaskClient, cast: Cast) -> None:
    asked = client.get("/people/members?q=%E6%9D%8E")
    assert asked.status_code == 302
    answer = client.post(asked.location, data={"sign_in_name": "chenjing", "password": PASSWORD})
    assert answer.location == "/people/members?q=%E6%9D%8E"
    assert client.get(answer.location).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/sign-in", data={"sign_in_name": "chenjing", "password": PASSWORD})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "people",
        "",
    ],
)
def test_signing_in_never_leads_to_another_host(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert safe_target(target) == "/"


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(client: FlaskClient, cast: Cast) -> None:
    unknown = client.post("/sign-in", data={"sign_in_name": "nobody", "password": "x"})
    wrong = client.post("/sign-in", data={"sign_in_name": "chenjing", "password": "x"})
    assert unknown.status_code == wrong.status_code == 422
    words = re.compile(r'alert-title">([^<]+)<')
    assert words.findall(unknown.text) == words.findall(wrong.text) == ["登录名或密码不正确"]


def test_the_password_never_comes_back_in_the_page(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/sign-in", data={"sign_in_name": "chenjing", "password": "My-Secret-Guess"})
    assert "My-Secret-Guess" not in answer.text


def test_five_wrong_tries_lock_the_account_until_the_delay_is_over(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    assert [give(client, "wrong") for _ in range(5)] == [422] * 5
    assert give(client) == 429
    app.config["CLOCK"] = lambda: NOW + timedelta(seconds=31)
    assert give(client) == 302


def test_a_temporary_password_leads_to_a_new_one_and_nowhere_else(client: FlaskClient, cast: Cast) -> None:
    with one_transaction():
        _, password = members.reset_password(actor=cast.actor("hemei"), now=NOW, member_id=id_of("chenjing"))
    assert give(client, password) == 302
    assert client.get("/").location == "/profile/password"
    assert client.get("/api/v1/me").status_code == 403
    new = {"old": password, "password": "A-New-Word-2026", "again": "A-New-Word-2026"}
    assert client.post("/profile/password", data=new | {"again": "other"}).status_code == 422
    kept = client.post("/profile/password", data={"old": password, "password": password, "again": password})
    assert (kept.status_code, "新密码不能与原密码相同" in kept.text) == (422, True)
    assert client.get("/").location == "/profile/password"
    assert client.post("/profile/password", data=new).location == "/profile"
    assert client.get("/").status_code == 200


def test_a_temporary_password_that_nobody_used_in_thirty_days_has_ended(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    """It lies on a slip of paper in somebody's drawer."""
    with one_transaction():
        _, password = members.reset_password(actor=cast.actor("hemei"), now=NOW, member_id=id_of("chenjing"))
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    answer = client.post("/sign-in", data={"sign_in_name": "chenjing", "password": password})
    assert (answer.status_code, "临时密码超过 30 天没有使用" in answer.text) == (409, True)
    with one_transaction():
        later = NOW + timedelta(days=31)
        _, another = members.reset_password(actor=cast.actor("hemei"), now=later, member_id=id_of("chenjing"))
    assert give(client, another) == 302


def test_signing_out_ends_the_session_for_everybody_who_has_the_cookie(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    give(client)
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    thief = app.test_client()
    thief.set_cookie(COOKIE, kept.value)
    assert thief.get("/").status_code == 302


def test_an_idle_session_ends(app: Flask, client: FlaskClient, cast: Cast) -> None:
    give(client)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=29)
    assert client.get("/").status_code == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=29 + 31)
    assert client.get("/").status_code == 302


def test_with_a_second_factor_the_password_alone_is_not_enough(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    secret = second_factor.new_secret()
    with one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=secret,
            code=pyotp.TOTP(secret).at(NOW),
            password=PASSWORD,
            secret_key=SECRET,
        )
    later = NOW + timedelta(seconds=30)
    app.config["CLOCK"] = lambda: later
    answer = client.post("/sign-in", data={"sign_in_name": "chenjing", "password": PASSWORD})
    assert answer.location == "/sign-in/code"
    assert client.get("/").status_code == 302
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": pyotp.TOTP(secret).at(later)}).location == "/"
    assert client.get("/").status_code == 200


def test_the_step_between_password_and_code_is_over_after_five_minutes(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    secret = second_factor.new_secret()
    with one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=secret,
            code=pyotp.TOTP(secret).at(NOW),
            password=PASSWORD,
            secret_key=SECRET,
        )
    give(client)
    late = NOW + timedelta(minutes=6)
    app.config["CLOCK"] = lambda: late
    assert client.post("/sign-in/code", data={"code": pyotp.TOTP(secret).at(late)}).location == "/sign-in"


def test_a_form_without_its_token_is_refused_and_an_api_call_with_a_bearer_token_needs_none(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert give(client) == 400
    assert client.post("/api/v1/me/tokens", json={"name": "x"}).status_code in {400, 401}


def test_signing_in_never_leads_to_an_address_that_only_takes_what_is_sent(
    client: FlaskClient, cast: Cast
) -> None:
    notice = uuid.uuid4()
    for asked, reached in ((f"/notices/{notice}/issue", "/"), (f"/notices/{notice}", f"/notices/{notice}")):
        answer = client.post(
            f"/sign-in?next={asked}", data={"sign_in_name": "chenjing", "password": PASSWORD}
        )
        assert (answer.status_code, answer.location) == (302, reached)
        client.post("/sign-out")
