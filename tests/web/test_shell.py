from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from safety.access.roles import Role
from safety.web import limits
from safety.web.languages import day, moment, number, weekday
from safety.web.navigation import lines
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for address in ("/sign-in", "/nowhere", "/api/v1/me", "/static/css/app.css", "/health/live"):
        with client.get(address) as answer:
            headers = answer.headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert headers["X-Request-Id"]


def test_only_an_encrypted_connection_is_told_to_stay_encrypted(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    assert "Strict-Transport-Security" in client.get("/sign-in", base_url="https://localhost").headers


def test_pages_are_not_kept_by_caches_and_static_files_are(client: FlaskClient) -> None:
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    (address,) = re.findall(r'"(/static/[^"]+/css/app.css)"', client.get("/sign-in").text)
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "address", ["/static/../app.py", "/static/%2e%2e/%2e%2e/%2e%2e/app.py", "/static/css"]
)
def test_nothing_outside_the_static_folder_is_served(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in {302, 404}


def test_a_missing_page_is_told_in_the_readers_language(client: FlaskClient) -> None:
    assert "没有这个页面" in client.get("/nowhere").text
    assert "There is no such page" in client.get("/nowhere?lang=en").text
    assert "There is no such page" in client.get("/nowhere").text  # the choice is remembered


def test_the_api_answers_problems_as_problem_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nowhere", headers={"Accept-Language": "en"})
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404
    assert answer.json["detail"] == "There is no such page"


def test_a_failure_tells_an_id_and_nothing_of_the_inside(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = dict(app.view_functions)

    def broken() -> str:
        raise RuntimeError("secret inside")

    app.view_functions["health_live"] = broken
    try:
        answer = client.get("/health/live")
        assert answer.status_code == 500
        assert answer.json is not None
        assert answer.json["request_id"] == answer.headers["X-Request-Id"]
        assert "secret inside" not in answer.text
    finally:
        app.view_functions.update(before)
        app.config["PROPAGATE_EXCEPTIONS"] = None


def test_the_log_line_holds_the_rule_and_no_address_name_or_query(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/people/members?q=%0A%0Dforged%20name")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    answered = [line for line in lines if line["event"] == "answered"]
    assert answered[-1]["rule"] == "/people/members"
    assert answered[-1]["status"] == 302
    assert "forged" not in json.dumps(lines)
    assert "127.0.0.1" not in json.dumps(lines)


def test_health_says_live_and_ready(client: FlaskClient) -> None:
    assert client.get("/health/live").json == {"status": "live"}
    assert client.get("/health/ready").json == {"status": "ready"}


def test_days_moments_and_numbers_are_written_as_the_language_does(app: Flask) -> None:
    instant = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # already the 24th in Chongqing
    with app.test_request_context("/?lang=zh"):
        assert day(instant) == "2026-11-24"
        assert moment(instant) == "2026-11-24 00:30"
        assert (number(12345), weekday(date(2026, 11, 23))) == ("12,345", "星期一")
        assert (day(None), moment(None), number(None)) == ("—", "—", "—")
    with app.test_request_context("/?lang=en"):
        assert day(instant) == "24 Nov 2026"
        assert weekday(date(2026, 11, 23)) == "Monday"


def test_an_unknown_language_is_chinese(client: FlaskClient) -> None:
    assert 'lang="zh-Hans"' in client.get("/sign-in?lang=xx").text


def test_each_line_of_the_menu_leads_to_a_page_that_exists(app: Flask) -> None:
    missing = [
        item.endpoint
        for items in lines().values()
        for item in items
        if item.endpoint not in app.view_functions
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("hemei", "/people/members", "/audit"),
        ("marui", "/audit", "/people/members"),
        ("liqiang", "/people/roles", "/audit"),
    ],
)
def test_the_menu_shows_what_the_person_may_open(
    signed_in: Callable[[str], FlaskClient], who: str, shown: str, hidden: str
) -> None:
    page = signed_in(who).get("/").text
    assert f'class="menu-link" href="{shown}"' in page
    assert f'href="{hidden}"' not in page


def test_many_tries_at_signing_in_from_one_address_are_slowed_down(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(limits.limiter, "enabled", True)
    limits.limiter.reset()
    statuses = [client.post("/sign-in", data={"sign_in_name": f"n{n}"}).status_code for n in range(31)]
    limits.limiter.reset()
    assert statuses[:30] == [422] * 30
    assert statuses[30] == 429


def test_only_callers_without_a_sign_in_meet_the_general_rate(
    client: FlaskClient, signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FOR_STRANGERS", parse("3 per minute"))
    officer = signed_in("liqiang")
    monkeypatch.setattr(limits.limiter, "enabled", True)
    limits.limiter.reset()
    strangers = [client.get("/sign-in") for _ in range(4)]
    officers = [officer.get("/").status_code for _ in range(4)]
    limits.limiter.reset()
    assert [answer.status_code for answer in strangers] == [200, 200, 200, 429]
    assert strangers[-1].headers["Retry-After"] == "60"
    assert officers == [200] * 4


@pytest.mark.parametrize("role", list(Role))
def test_the_page_of_roles_explains_every_role(signed_in: Callable[[str], FlaskClient], role: Role) -> None:
    from safety.access.roles import LABELS

    assert LABELS[role] in signed_in("liqiang").get("/people/roles").text


def test_who_must_have_a_second_factor_is_led_to_it_when_the_settings_ask(
    app: Flask, signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], require_second_factor=True))
    assert signed_in("marui").get("/audit").location == "/profile/second-factor"
    assert signed_in("liqiang").get("/").status_code == 200


def test_a_name_that_tries_to_be_markup_stays_text(
    signed_in: Callable[[str], FlaskClient], cast: Cast
) -> None:
    browser = signed_in("hemei")
    hostile = "<script>alert(1)</script>{{7*7}}\"'><img src=x>"
    made = browser.post(
        "/people/members/new", data={"name": hostile, "union_id": str(cast.union("yuzhong").id)}
    )
    assert made.status_code == 302
    page = browser.get(made.location).text + browser.get("/people/members").text
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
