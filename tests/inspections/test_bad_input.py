from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import complete_check, load_sites, site_id

pytestmark = pytest.mark.once

Api = Callable[[str], FlaskClient]


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


WRONG: list[tuple[str, Any]] = [
    ("started_at", "0001-01-01T00:00:00+14:00"),
    ("ended_at", "9999-12-31T23:59:59-12:00"),
    ("started_at", "2026-02-30T00:00:00+08:00"),
    ("started_at", "2026-11-23T09:00:00"),
    ("position", {"lon": "NaN", "lat": 29.5}),
    ("position", {"lon": 2.35, "lat": 48.85}),
    ("position", {"lon": 0, "lat": 0}),
    ("answers", {"yx\u000001": {"answer": "failing"}}),
    ("answers", {"x" * 41: {"answer": "failing"}}),
    ("answers", {"yx01": {"answer": "perhaps"}}),
    ("answers", ["yx01"]),
    ("note", "\u0000"),
    ("note", "长" * 4001),
    ("findings", [{"id": "not a uuid"}]),
    ("findings", [{"id": str(uuid.uuid4()), "likelihood": "Infinity"}]),
    ("findings", [{"id": str(uuid.uuid4()), "score": 900}]),
    ("photos", [str(uuid.uuid4())] * 31),
    ("signatures", {"refused": "perhaps"}),
    ("inspector_id", "d34c1d6e-7e39-40db-a857-75fc026ec52a"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    places: Cast, api: Api, field: str, value: object
) -> None:
    liqiang = api("liqiang")
    body = {"site_id": str(site_id("tower")), field: value}
    answer = liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert answer.status_code == 422, answer.text
    assert any(name.startswith(field) for name in answer.get_json()["errors"])


def test_a_score_outside_the_method_is_refused_when_submitted(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    body["findings"][0]["likelihood"] = "5"
    answer = liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["findings.0.likelihood"]


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=9999-12-31", "page=-3", "sort=drop", "site=x", "q=%25_'"]
)
def test_nonsense_in_the_address_of_a_register_is_left_out(places: Cast, signed_in: Api, query: str) -> None:
    chenjing = signed_in("chenjing")
    assert chenjing.get(f"/inspections/?{query}").status_code == 200
    assert chenjing.get(f"/inspections/findings?{query}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31", "cursor=x", "limit=0", "site=x"])
def test_nonsense_in_the_address_of_an_api_list_is_refused(places: Cast, api: Api, query: str) -> None:
    assert api("chenjing").get(f"/api/v1/findings?{query}").status_code == 422
