from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from safety.people.operations import members
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, Cast, id_of
from tests.programs import Program
from tests.proof.planting import by_force


def test_a_token_is_shown_once_works_and_is_useless_after_revoking(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    browser = signed_in("liqiang")
    made = browser.post("/profile/tokens", data={"name": "平板", "days": "7", "password": PASSWORD})
    found = re.search(r"qj_[A-Za-z0-9_-]{40,}", made.text)
    assert found
    assert found.group() not in browser.get("/profile").text
    headers = {"Authorization": f"Bearer {found.group()}"}
    assert app.test_client().get("/api/v1/me", headers=headers).json["name"] == "李强"  # type: ignore[index]
    revoke = re.search(r"/profile/tokens/[0-9a-f-]+/revoke", browser.get("/profile").text)
    assert revoke
    browser.post(revoke.group())
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401


def test_a_token_ends_with_its_term(app: Flask, signed_in: Callable[[str], FlaskClient]) -> None:
    asked = {"name": "短", "days": 1, "password": PASSWORD}
    made = signed_in("liqiang").post("/api/v1/me/tokens", json=asked).json
    assert made is not None
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1, seconds=1)
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401


def test_nobody_ends_the_session_or_revokes_the_token_of_another(api: Callable[[str], FlaskClient]) -> None:
    token = api("liqiang").get("/api/v1/me/tokens").json["items"][0]["id"]  # type: ignore[index]
    assert api("chenjing").delete(f"/api/v1/me/tokens/{token}").status_code == 404
    assert api("liqiang").delete(f"/api/v1/me/tokens/{token}").status_code == 204


def test_a_session_on_another_device_can_be_ended(signed_in: Callable[[str], FlaskClient]) -> None:
    lost, here = signed_in("liqiang"), signed_in("liqiang")
    found = re.search(r"/profile/sessions/[0-9a-f-]+/end", here.get("/profile").text)
    assert found
    here.post(found.group())
    assert here.get("/").status_code == 200
    assert lost.get("/").status_code == 302


def test_the_auditor_reads_what_was_done_in_words_and_filters_it(
    cast: Cast, signed_in: Callable[[str], FlaskClient]
) -> None:
    with one_transaction():
        members.disable_member(actor=cast.actor("hemei"), now=NOW, member_id=id_of("liqiang"), reason="调离")
    browser = signed_in("marui")
    rows = browser.get("/audit?action=member_disabled").text
    assert "停用账号" in rows.split("<tbody>")[1]
    assert "何梅" in rows
    assert "没有符合条件的记录" in browser.get("/audit?first=2027-01-01").text
    assert browser.get("/audit?first=nonsense&member_id=x&page=-3").status_code == 200


def test_verification_says_that_the_chains_hold_and_names_the_row_that_does_not(
    cast: Cast, signed_in: Callable[[str], FlaskClient]
) -> None:
    browser = signed_in("marui")
    assert "校验通过" in browser.post("/audit/verify").text
    with by_force() as connection:
        connection.execute(text("UPDATE audit_entries SET action = 'forged' WHERE seq = 1"))
    assert "内容与散列值不符" in browser.post("/audit/verify").text


def test_the_api_gives_the_same_audit_in_parts(cast: Cast, api: Callable[[str], FlaskClient]) -> None:
    program, *_others = (api("marui") for _ in range(3))  # each with a token of its own
    first = program.get("/api/v1/audit?limit=2&action=token_created").json
    assert first is not None
    assert len(first["items"]) == 2
    rest = program.get(f"/api/v1/audit?limit=2&action=token_created&cursor={first['next']}").json
    assert rest is not None
    assert {row["id"] for row in first["items"]}.isdisjoint(row["id"] for row in rest["items"])
    assert program.get("/api/v1/audit/verification").json["holds"] is True  # type: ignore[index]
    assert api("liqiang").get("/api/v1/audit").status_code == 403


def test_todays_numbers_lead_to_lists_that_open(
    signed_in: Callable[[str], FlaskClient], api: Callable[[str], FlaskClient]
) -> None:
    for who in ("chenjing", "liqiang", "hemei", "liuyang", "zhaolan"):
        numbers = api(who).get("/api/v1/today").json
        assert numbers is not None
        browser = signed_in(who)
        assert browser.get("/").status_code == 200
        for line in numbers["items"]:
            assert browser.get(line["url"]).status_code == 200, line


def test_an_edit_through_the_api_needs_the_version_it_was_made_on(api: Callable[[str], FlaskClient]) -> None:
    program, address = api("hemei"), f"/api/v1/members/{id_of('liqiang')}"
    assert isinstance(program, Program)
    program.reads_first = False
    body = {"name": "李强", "union_id": str(id_of("yuzhong")), "sign_in_name": "liqiang"}
    assert program.put(address, json=body).status_code == 428
    assert program.put(address, json=body, headers={"If-Match": '"1"'}).json["version"] == 2  # type: ignore[index]
    stale = program.put(address, json=body, headers={"If-Match": "1"})
    assert stale.status_code == 412
    assert stale.json["version"] == 2  # type: ignore[index]
