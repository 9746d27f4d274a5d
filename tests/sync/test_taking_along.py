"""What a device takes along: everything of its area once, then what changed, and what is gone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections.models import Demand
from safety.corrections.operations import withdraw_demand
from safety.database import db
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.inspections.workplaces import complete_check, load_sites, site_id

Api = Callable[[str], FlaskClient]


@pytest.fixture
def liqiang(cast: Cast, api: Api) -> FlaskClient:
    with one_transaction():
        load_sites()
    return api("liqiang")


def everything(client: FlaskClient, since: str | None = None, **asked: Any) -> tuple[dict[str, Any], str]:
    """All pages: items by kind and id, and the cursor."""
    found: dict[str, Any] = {}
    while True:
        args = {"limit": 3, **asked} | ({"since": since} if since else {})
        answer = client.get("/api/v1/sync/changes", query_string=args)
        assert answer.status_code == 200, answer.text
        page = answer.get_json()
        found |= {f"{one['kind']}:{one['id']}": one for one in page["items"]}
        since = page["next"]
        if not page["more"]:
            return found, str(since)


def test_a_device_takes_its_own_district_and_nothing_of_the_next(liqiang: FlaskClient) -> None:
    found, _ = everything(liqiang)
    assert f"site:{site_id('tower')}" in found
    assert f"site:{site_id('plant')}" not in found
    assert {"checklist", "codes", "person", "site"} <= {one.partition(":")[0] for one in found}


def test_the_companions_that_a_tablet_offers_are_those_of_the_page(
    liqiang: FlaskClient, signed_in: Api
) -> None:
    found, _ = everything(liqiang)
    people = [one["data"] for name, one in found.items() if name.startswith("person:")]
    inspectors = {one["name"] for one in people if one["inspector"]} - {"李强"}
    assert any(not one["inspector"] for one in people), "others come along for activities and attendances"
    browser, check = signed_in("liqiang"), f"/inspections/{uuid.uuid4()}"
    body = complete_check(browser) | {"submit": False}
    assert browser.put(f"/api/v1{check}", json=body).status_code == 201
    assert inspectors == set(re.findall(r'data-companion="(.+?)"', browser.get(f"{check}/check").text))


def test_the_sizes_are_told_before(liqiang: FlaskClient) -> None:
    told = liqiang.get("/api/v1/sync/area", query_string={"site": str(site_id("tower"))}).get_json()
    assert (told["sites"], told["findings"]) == (1, 0)
    assert told["bytes"] == sum(one["bytes"] for one in told["parts"]) > 1000


def test_nothing_new_is_told_twice_but_for_the_overlap(liqiang: FlaskClient, app: Flask) -> None:
    _, cursor = everything(liqiang)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=1)
    _, cursor = everything(liqiang, cursor)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=2)
    assert everything(liqiang, cursor)[0] == {}


def test_a_new_finding_is_told_and_a_withdrawn_one_is_gone(
    liqiang: FlaskClient, app: Flask, cast: Cast
) -> None:
    _, cursor = everything(liqiang)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=1)
    body = complete_check(liqiang)
    finding = body["findings"][0]["id"]
    assert liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code == 201
    found, cursor = everything(liqiang, cursor)
    assert found[f"finding:{finding}"]["data"]["state"] == "raised"
    assert f"site:{site_id('tower')}" in found
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=2)
    with one_transaction():
        withdraw_demand(
            actor=cast.actor("chenjing"),
            now=NOW + timedelta(hours=2),
            demand=db.session.get_one(Demand, uuid.UUID(finding)),
            reason="重复登记",
        )
    found, _ = everything(liqiang, cursor)
    assert found[f"finding:{finding}"]["gone"] is True


def test_a_cursor_of_another_area_begins_anew(liqiang: FlaskClient) -> None:
    _, cursor = everything(liqiang)
    asked = {"since": cursor, "district": "500103"}
    answer = liqiang.get("/api/v1/sync/changes", query_string=asked)
    assert (answer.status_code, answer.get_json()["code"]) == (410, "cursor_too_old")
    assert liqiang.get("/api/v1/sync/changes", query_string={"since": "x"}).status_code == 422
