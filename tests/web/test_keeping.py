"""What the server says of a form: whose key seals its copy, that it was kept, that its page is of an earlier sign-in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from safety.transactions import one_transaction
from safety.web.keeping import COOKIE as KEPT
from safety.web.signed_in import COOKIE
from tests.cast import PASSWORD, Cast
from tests.corrections.story import make_site
from tests.papers.checking import confirmed

MARK = str(uuid.UUID(int=7))
DANGER = {
    "danger": "支护变形",
    "suggestion": "立即撤离",
    "proposed_at": "2026-11-23T09:00",
    "told_name": "邓某",
}


@pytest.fixture
def site_id(cast: Cast) -> str:
    with one_transaction():
        return str(make_site(cast).id)


def told_to(asker: FlaskClient) -> dict[str, str | None]:
    """What a page of ``asker`` is told before it sends a form."""
    found: dict[str, str | None] = asker.get("/keeping").get_json()
    return found


def marks(answer: TestResponse) -> list[str]:
    return [one.split(";")[0] for one in answer.headers.getlist("Set-Cookie") if one.startswith(KEPT)]


def test_the_key_belongs_to_the_person_in_every_session(signed_in: Callable[[str], FlaskClient]) -> None:
    first, again = (told_to(signed_in("chenjing")) for _ in range(2))
    other = told_to(signed_in("liqiang"))
    assert first["key"] == again["key"] != other["key"]
    assert (first["owner"], first["name"]) != (other["owner"], other["name"])


def test_nobody_and_no_program_is_given_a_key(client: FlaskClient, api: Callable[[str], FlaskClient]) -> None:
    for asker in (client, api("chenjing")):
        told = told_to(asker)
        assert (told["owner"], told["key"]) == (None, None)


def test_only_the_answer_of_a_kept_record_lets_the_copy_go(
    signed_in: Callable[[str], FlaskClient], client: FlaskClient, site_id: str
) -> None:
    browser = signed_in("liqiang")
    given = {**DANGER, "site_id": site_id, "_sending": MARK}
    refused = browser.post("/evacuations/new", data={**given, "danger": ""})
    assert (refused.status_code, marks(refused)) == (422, [])
    out = client.post("/evacuations/new", data=given)
    assert (out.status_code, marks(out)) == (401, [])
    looked_at = browser.post("/evacuations/new", data=given)
    assert (looked_at.status_code, marks(looked_at)) == (
        200,
        [],
    )  # the paper is shown first, nothing is kept yet
    kept = confirmed(browser, looked_at)
    assert (kept.status_code, marks(kept)) == (302, [f"{KEPT}={MARK}"]), kept.text


def test_a_page_that_shows_a_password_this_once_says_that_the_form_was_kept(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    hemei = signed_in("hemei")
    made = {"name": "新人甲", "sign_in_name": "xinren", "_sending": MARK}
    union = next(iter(re.findall(r'<option value="([0-9a-f-]{36})"', hemei.get("/people/members/new").text)))
    kept = hemei.post("/people/members/new", data={**made, "union_id": union})
    assert (kept.status_code, marks(kept)) == (200, [f"{KEPT}={MARK}"]), kept.text
    token = hemei.post(
        "/profile/tokens", data={"name": "平板", "days": "30", "password": PASSWORD, "_sending": MARK}
    )
    assert marks(token) == [f"{KEPT}={MARK}"]


def test_a_mark_that_is_none_comes_back_in_no_cookie(
    signed_in: Callable[[str], FlaskClient], site_id: str
) -> None:
    sent = {**DANGER, "site_id": site_id, "_sending": "x=1; Path=/"}
    assert marks(signed_in("liqiang").post("/evacuations/new", data=sent)) == []


def test_a_page_of_an_earlier_sign_in_is_told_so_with_a_fresh_token(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    browser = signed_in("chenjing")
    app.config["WTF_CSRF_ENABLED"] = True
    page = browser.post("/profile/tokens", data={"name": "x", "csrf_token": "old"})
    assert page.status_code == 400
    assert "这一页是在另一次登录时打开的" in page.text
    told = browser.post("/profile/tokens", data={"csrf_token": "old"}, headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (400, "form_expired")
    again = {"name": "x", "csrf_token": told.get_json()["csrf_token"]}
    assert browser.post("/profile/tokens", data=again).status_code != 400


def test_a_refusal_for_want_of_a_sign_in_leads_back_to_the_form(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    came_from = {"Referer": "http://localhost/evacuations/new?site_id=7"}
    assert (
        'href="/sign-in?next=/evacuations/new?site_id%3D7"'
        in client.post("/evacuations/new", headers=came_from).text
    )
    elsewhere = {"Referer": "http://elsewhere.example/evacuations/new"}
    assert "next=" not in client.post("/evacuations/new", headers=elsewhere).text


def test_a_temporary_password_does_not_hide_who_is_here(client: FlaskClient, cast: Cast, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/sign-in", data={"sign_in_name": "chenjing", "password": PASSWORD})
    assert client.get_cookie(COOKIE) is not None
    assert told_to(client)["name"] == "陈静"
