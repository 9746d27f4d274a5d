"""What the application does to every answer: its JSON, and how it is handed to the server."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from hypothesis import given
from hypothesis import strategies as st

from app import Json, WholeAnswer
from safety.people.rules import UnionLevel

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(VALUES)
def test_json_says_what_flasks_own_says(value: Any) -> None:
    app = Flask("any")
    assert json.loads(Json(app).dumps(value)) == json.loads(DefaultJSONProvider(app).dumps(value))


def test_values_of_our_records_are_written_as_flask_writes_them() -> None:
    app = Flask("any")
    value = {
        "b": Decimal("1.10"),
        "a": UUID(int=1),
        "day": date(2026, 11, 23),
        "moment": datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        "level": UnionLevel.CITY,
    }
    said = Json(app).dumps(value, separators=(",", ":"))
    assert json.loads(said) == json.loads(DefaultJSONProvider(app).dumps(value))
    assert list(json.loads(said)) == sorted(value)
    assert Json(app).dumps("渝中") == '"渝中"'


def pieces(response: Response, method: str = "GET") -> list[bytes]:
    return list(response({"REQUEST_METHOD": method}, lambda *_: None))  # type: ignore[arg-type]


def test_an_answer_that_is_whole_leaves_in_one_list_and_none_where_none_belongs() -> None:
    answer = WholeAnswer("渝中")
    assert answer.get_app_iter({"REQUEST_METHOD": "GET"}) == ["渝中".encode()]
    assert pieces(WholeAnswer("渝中"), "HEAD") == []
    assert pieces(WholeAnswer("", status=204)) == []


def test_what_is_to_be_done_after_an_answer_is_done() -> None:
    done: list[str] = []
    answer = WholeAnswer("whole")
    answer.call_on_close(lambda: done.append("closed"))
    sent = answer.get_app_iter({"REQUEST_METHOD": "GET"})
    assert list(sent) == [b"whole"]
    sent.close()  # type: ignore[attr-defined]
    assert done == ["closed"]
