"""Whose term an application to a department has: told wherever applications are listed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections.open_items import open_referrals
from safety.corrections.rules import FindingGrade
from safety.ids import new_id
from safety.transactions import one_transaction
from safety.worklist import Asked
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings

Clients = Callable[[str], FlaskClient]
ASK: dict[str, Any] = {
    "department": "渝中区应急管理局",
    "about": "临边防护逾期未整改",
    "reason": "复查仍不合格",
    "request": "请依法处理",
}


def test_lists_files_and_the_first_page_tell_whose_term_each_application_has(
    app: Flask, cast: Cast, api: Clients, signed_in: Clients
) -> None:
    """One whose term is the union's own, one at once, one that a check was hindered for: that term alone is of the law."""
    with one_transaction():
        site = make_site(cast, name="吊装区")
        grades = (FindingGrade.ORDINARY, FindingGrade.MAJOR, FindingGrade.ORDINARY)
        failed, major, hindered = raise_findings(cast, site, *grades)
        issued_notice(cast, site, [failed, hindered])
    chief, terms = api("chenjing"), {}
    for demand, kind in ((failed, "overdue"), (major, "overdue"), (hindered, "obstructed")):
        address = f"/api/v1/referrals/{new_id()}"
        made = chief.put(address, json=ASK | {"demand_ids": [str(demand.id)], "kind": kind})
        assert made.status_code == 201, made.text
        match = {"If-Match": made.headers["ETag"]}
        day = {"received_on": TODAY.isoformat()}
        assert chief.post(f"{address}/receipt", json=day, headers=match).status_code == 200
        terms[address.rsplit("/", 1)[1]] = chief.get(address).get_json()["term"]
    assert list(terms.values()) == ["own", "at_once", "by_law"]
    listed = chief.get("/api/v1/referrals").get_json()["items"]
    assert {one["id"]: one["term"] for one in listed} == terms
    page = signed_in("chenjing").get("/referrals").get_data(as_text=True)
    labels = ("工会提出的期限", "立即处理", "法定期限")
    assert [page.count(f'<div class="muted">{one}</div>') for one in labels] == [1, 1, 1]
    file = signed_in("chenjing").post("/exports/", data={"register": "referrals", "format": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data))["处理申请台账"].iter_rows(values_only=True))
    column = rows[0].index("期限性质")
    assert {row[column] for row in rows[1:]} == set(labels)
    soon = NOW + timedelta(days=25)
    with app.test_request_context(), one_transaction(write=False):
        found = open_referrals(Asked(cast.actor("chenjing"), TODAY + timedelta(days=25), soon))
        states = {str(one.state) for one in found.items}
    assert states == {
        "工会提出的答复期限将满",
        "重大事故隐患的处理申请，部门应立即处理",
        "部门作出处理的法定期限将满",
    }
