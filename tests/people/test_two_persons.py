"""What 何梅 does not do alone as security administrator, and what 马瑞, the auditor, reads of it in the morning."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.access.roles import Role
from safety.database import db
from safety.people.models import Appointment, Member
from safety.people.operations import hash_password, members
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, TODAY, Cast, id_of
from tests.exports.tables import table_in
from tests.exports.test_every_register import taken
from tests.people.test_member_import import HEAD, UNION
from tests.workplaces.importing import csv_of, results, run

Open = Callable[[str], FlaskClient]
AGREES = {"second_name": "dingnan", "second_password": PASSWORD}
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def dingnan(cast: Cast) -> None:
    """丁楠: the city's other security administrator."""
    add_administrator(cast, "dingnan", "丁楠", "city")


def add_administrator(cast: Cast, sign_in_name: str, name: str, union: str) -> None:
    with one_transaction():
        member = Member(
            id=id_of(sign_in_name),
            name=name,
            sign_in_name=sign_in_name,
            union_id=id_of(union),
            password_hash=hash_password(PASSWORD),
            created_at=NOW,
        )
        db.session.add(member)
        db.session.flush()
        term = {"role": Role.SECURITY_ADMINISTRATOR, "valid_from": date(2024, 1, 1)}
        db.session.add(Appointment(member_id=member.id, union_id=id_of(union), **term))


def appoint(program: FlaskClient, who: str, **more: str) -> Any:
    body = {"role": "leader", "union_id": str(id_of("yuzhong")), "valid_from": TODAY.isoformat()}
    return program.post(f"/api/v1/members/{id_of(who)}/appointments", json=body | more)


def reset(program: FlaskClient, who: str, **more: str) -> Any:
    return program.post(f"/api/v1/members/{id_of(who)}/reset", json=more)


def morning_list(api: Open) -> list[tuple[str, str]]:
    """What 马瑞's Today counts, and the acts behind it."""
    rows = api("marui").get("/api/v1/audit?kind=access_act").get_json()["items"]
    lines = api("marui").get("/api/v1/today").get_json()["items"]
    assert next((one["count"] for one in lines if one["key"] == "access_acts"), 0) == len(rows)
    return [(one["action"], one["record_id"]) for one in rows]


def test_an_appointment_is_back_dated_by_two(api: Open) -> None:
    hemei = api("hemei")
    alone = appoint(hemei, "liqiang", valid_from=YESTERDAY)
    assert (alone.status_code, alone.get_json()["code"]) == (422, "second_needed")
    assert "second_name" in alone.get_json()["errors"]
    assert appoint(hemei, "liqiang", valid_from=YESTERDAY, **AGREES).status_code == 201
    assert appoint(hemei, "zhoumin").status_code == 201
    assert morning_list(api) == [("appointment_backdated", str(id_of("liqiang")))]
    row = api("marui").get("/api/v1/audit?kind=access_act").get_json()["items"][0]
    assert row["change"]["agreed_by"] == str(id_of("dingnan"))
    assert row["actor_id"] == str(id_of("hemei"))


def test_the_auditor_reads_the_second_person_by_name(api: Open, signed_in: Open) -> None:
    assert appoint(api("hemei"), "liqiang", valid_from=YESTERDAY, **AGREES).status_code == 201
    marui = signed_in("marui")
    page = marui.get("/audit?kind=access_act").get_data(as_text=True)
    assert "第二人：丁楠" in page
    assert f"丁楠（{id_of('dingnan')}）" in page
    assert f"丁楠（{id_of('dingnan')}）" in table_in(taken(marui, "audit", "csv"))


@pytest.mark.parametrize(
    "second",
    [
        {"second_name": "hemei", "second_password": PASSWORD},  # oneself
        {"second_name": "chenjing", "second_password": PASSWORD},  # no administrator
        {"second_name": "nandun", "second_password": PASSWORD},  # an administrator of elsewhere
        {"second_name": "dingnan", "second_password": "not-hers-2026"},
        {"second_name": "nobody", "second_password": PASSWORD},
    ],
)
def test_only_another_administrator_of_the_place_agrees_and_none_is_told_from_the_other(
    api: Open, cast: Cast, second: dict[str, str]
) -> None:
    add_administrator(cast, "nandun", "南敦", "nanan")
    answer = appoint(api("hemei"), "liqiang", valid_from=YESTERDAY, **second)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "second_refused")
    assert morning_list(api) == []


def test_the_other_s_password_is_guessed_five_times_and_no_more(api: Open) -> None:
    hemei = api("hemei")
    guess = AGREES | {"second_password": "Guessed-It-2026"}
    codes = [appoint(hemei, "liqiang", valid_from=YESTERDAY, **guess).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    assert appoint(hemei, "liqiang", valid_from=YESTERDAY, **AGREES).status_code == 429


def test_administrators_and_auditors_are_appointed_and_reset_by_two(api: Open, cast: Cast) -> None:
    hemei = api("hemei")
    assert appoint(hemei, "luolin", role="auditor").get_json()["code"] == "second_needed"
    for who in ("marui", "huangtao"):
        before = cast.member(who).password_hash
        assert reset(hemei, who).get_json()["code"] == "second_needed"
        db.session.expire_all()
        assert cast.member(who).password_hash == before
    assert reset(hemei, "liqiang").status_code == 200
    assert reset(hemei, "huangtao", **AGREES).status_code == 200
    assert morning_list(api) == [("administrator_reset", str(id_of("huangtao")))]


def test_the_auditor_is_shut_out_and_her_office_ended_by_two(api: Open, cast: Cast) -> None:
    hemei, marui = api("hemei"), cast.member("marui")
    office = f"/api/v1/appointments/{marui.appointments[0].id}/end"
    shut = f"/api/v1/members/{marui.id}/disable"
    end = {"on": TODAY.isoformat(), "reason": "调离"}
    assert hemei.post(office, json=end).get_json()["code"] == "second_needed"
    assert hemei.post(shut, json={"reason": "调离"}).get_json()["code"] == "second_needed"
    assert morning_list(api) == []  # she still reads it
    assert hemei.post(office, json=end | AGREES).status_code == 200
    assert morning_list(api) == [("administrator_ended", str(marui.id))]
    assert hemei.post(shut, json={"reason": "调离"} | AGREES).status_code == 200


def test_an_office_is_ended_with_an_earlier_day_by_two(api: Open, cast: Cast) -> None:
    hemei, office = api("hemei"), cast.member("liqiang").appointments[0].id
    end = {"on": YESTERDAY, "reason": "调离"}
    alone = hemei.post(f"/api/v1/appointments/{office}/end", json=end)
    assert (alone.status_code, alone.get_json()["code"]) == (422, "second_needed")
    assert hemei.post(f"/api/v1/appointments/{office}/end", json=end | AGREES).status_code == 200
    assert morning_list(api) == [("appointment_ended_before", str(id_of("liqiang")))]


def test_nobody_makes_a_second_account_for_himself_unseen(api: Open) -> None:
    hemei = api("hemei")
    own = {"name": "何 梅", "union_id": str(id_of("yuzhong")), "sign_in_name": "hemei2"}
    assert hemei.post("/api/v1/members", json=own).get_json()["code"] == "second_needed"
    made = hemei.post("/api/v1/members", json=own | AGREES)
    assert made.status_code == 201, made.text
    other = {"name": "吴晓彤", "union_id": str(id_of("yuzhong")), "sign_in_name": "wuxiaotong"}
    assert hemei.post("/api/v1/members", json=other).status_code == 201
    plain = {"name": "何梅", "union_id": str(id_of("nanan"))}
    known = hemei.post("/api/v1/members", json=plain).get_json()  # who does not sign in has no account
    given = plain | {"sign_in_name": "hemei3"}
    address = f"/api/v1/members/{known['id']}"
    assert hemei.put(address, json=given).get_json()["code"] == "second_needed"
    assert sorted(action for action, _ in morning_list(api)) == ["account_made", "own_account_made"]


def test_on_the_page_the_other_agrees_in_the_same_form(signed_in: Open, api: Open) -> None:
    hemei = signed_in("hemei")
    address = f"/people/members/{id_of('liqiang')}/appointments/new"
    form = {"role": "leader", "union_id": str(id_of("yuzhong")), "valid_from": YESTERDAY}
    refused = hemei.post(address, data=form)
    assert refused.status_code == 422
    assert re.search(r"<details[^>]* open>\s*<summary>另一名安全管理员同意", refused.text)
    assert hemei.post(address, data=form | AGREES).status_code == 302
    assert "重置管理员" not in hemei.get(f"/people/members/{id_of('liqiang')}").text
    assert "由两名安全管理员重置" in hemei.get(f"/people/members/{id_of('marui')}").text
    today = signed_in("marui").get("/").text
    assert "昨日以来的账号、任职和重置要事" in today
    assert "kind=access_act" in today


def test_a_list_back_dates_nobody_unless_the_other_agrees_when_it_is_started(api: Open) -> None:
    hemei = api("hemei")
    rows = [f"李强,{UNION},liqiang,,,档案员,2026-01-01", f"周敏,{UNION},zhoumin,,,审计员,2026-12-01"]
    content = csv_of(*rows, head=HEAD)
    alone = run(hemei, content, "members.csv", of="member")
    told = results(hemei, alone, of="member")
    assert [(one["outcome"], one["field"]) for one in told] == [("refused", "role")] * 2
    both = run(hemei, content, "members.csv", of="member", **AGREES)
    assert (both["updated"], both["refused"]) == (2, 0)
    assert sorted(morning_list(api)) == [
        ("administrator_appointed", str(id_of("zhoumin"))),
        ("appointment_backdated", str(id_of("liqiang"))),
    ]


def test_the_command_line_asks_for_nobody(app: Flask, cast: Cast) -> None:
    from safety.access.scope import system_actor

    with one_transaction():
        _, password = members.reset_password(actor=system_actor(), now=NOW, member_id=id_of("marui"))
    assert password
