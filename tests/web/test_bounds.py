"""A few kilobytes that are deeper or wider than any form stop nobody and are told so."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.errors import Invalid
from safety.web.bounds import DEPTH, NAMES, NAMES_IN_ALL, check_json

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


def nested(levels: int, begin: str = "[", end: str = "]") -> str:
    return begin * levels + end * levels


@pytest.mark.parametrize(
    "body",
    [
        nested(1_000),
        nested(200_000),
        nested(1_000, '{"name":', "}"),
        json.dumps({f"n{number}": 1 for number in range(400_000)}),
        json.dumps([{"a": 1} for _ in range(NAMES_IN_ALL + 1)]),
    ],
    ids=["deep", "very deep", "deep objects", "wide", "many"],
)
@pytest.mark.parametrize("path", ["/api/v1/sites/{id}", "/api/v1/inspections/{id}"])
def test_what_is_deeper_or_wider_than_any_record_is_refused_before_it_is_read(
    api: Client, path: str, body: str
) -> None:
    answer = api("liqiang").put(path.format(id=uuid.uuid4()), data=body, content_type="application/json")
    assert answer.status_code in {400, 422}, answer.text
    assert len(answer.data) < 1_000


def test_a_form_of_a_hundred_thousand_fields_is_refused(signed_in: Client) -> None:
    fields = "&".join(f"n{number}=1" for number in range(100_000))
    answer = signed_in("chenjing").post(
        "/sites/new", data=fields, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert "字段过多" in answer.text


def test_it_is_refused_before_its_token_is_looked_for_among_the_fields(app: Flask) -> None:
    """Nobody has to have signed in for the server to read four hundred thousand fields in a second or two."""
    fields = "&".join(f"n{number}=1" for number in range(100_000))
    was, app.config["WTF_CSRF_ENABLED"] = app.config.get("WTF_CSRF_ENABLED", True), True
    try:
        answer = app.test_client().post(
            "/sign-in", data=fields, content_type="application/x-www-form-urlencoded"
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = was
    assert answer.status_code == 422
    assert "字段过多" in answer.text


def test_what_lies_within_the_bounds_passes() -> None:
    check_json(nested(DEPTH).encode())
    check_json(json.dumps({f"n{number}": [1] * 9 for number in range(NAMES)}).encode())
    check_json(json.dumps([[number, number] for number in range(60_000)]).encode())  # corners of an outline
    check_json(b"no JSON at all")
    with pytest.raises(Invalid):
        check_json(nested(DEPTH + 1).encode())
