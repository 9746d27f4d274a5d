"""Every day and moment that comes in lies in these times: a slip of the finger is told, and no zone carries it over the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from flask.testing import FlaskClient
from marshmallow import fields

from app import APIS, PAGES
from safety.wire.schemas import Day, Instant, Strict
from tests.cast import id_of

Clients = Callable[[str], FlaskClient]


def schemas(of: type[Strict] = Strict) -> Iterator[type[Strict]]:
    for one in of.__subclasses__():
        yield one
        yield from schemas(one)


def test_no_schema_of_what_comes_in_takes_a_day_without_bounds() -> None:
    for module in (*PAGES, *APIS):
        import_module(module)
    unbounded = {
        f"{schema.__module__}.{schema.__name__}.{name}"
        for schema in schemas()
        if not schema.__name__.endswith("Out") and schema.__module__.startswith(("safety", "maps"))
        for name, field in schema._declared_fields.items()
        if isinstance(field, fields.Date | fields.DateTime) and not isinstance(field, Day | Instant)
    }
    assert not unbounded


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59:00-08:00", "1800-01-01T00:00"])
def test_a_moment_out_of_time_is_refused_with_its_field(api: Clients, at: str) -> None:
    answer = api("sunjie").post("/api/v1/accident-notices", json={"received_at": at})
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["received_at"] == ["日期时间不正确"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_time_is_refused_in_filters_and_in_terms(api: Clients, day: str) -> None:
    trail = api("marui").get(f"/api/v1/audit?first={day}&last={day}")
    assert (trail.status_code, set(trail.get_json()["errors"])) == (422, {"first", "last"})
    kept = {"number": "示例-9", "issuer": "重庆市总工会（示例）", "issued_on": day, "valid_to": day}
    refused = api("hemei").post(f"/api/v1/members/{id_of('qianfeng')}/certificates", json=kept)
    assert set(refused.get_json()["errors"]) == {"issued_on", "valid_to"}
