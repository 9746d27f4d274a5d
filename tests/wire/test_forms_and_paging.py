"""Forms become nested data, cursors are opaque, and sentences stay inert."""

from __future__ import annotations

from datetime import UTC

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from safety.errors import Invalid
from safety.lists import Window
from safety.text import N_, Text
from safety.wire.addresses import page_before
from safety.wire.forms import nested
from safety.wire.paging import cursor_for, link_to, window_at
from safety.wire.problems import fields_of, translate

names = st.text("abcdefgh", min_size=1, max_size=5)
texts = st.text(min_size=1, max_size=10)


def test_dotted_names_become_lists_and_mappings() -> None:
    form = MultiDict(
        [("site", "a"), ("lines.0.words", "b"), ("lines.1.words", "c"), ("tags[]", "x"), ("empty", "")]
    )
    assert nested(form) == {"site": "a", "lines": [{"words": "b"}, {"words": "c"}], "tags": ["x"]}


def test_the_csrf_token_and_empty_fields_are_no_data() -> None:
    assert nested(MultiDict([("csrf_token", "t"), ("q", "")])) == {}


def test_numbered_lines_keep_their_order_past_ten() -> None:
    form = MultiDict([(f"lines.{n}", str(n)) for n in reversed(range(12))])
    assert nested(form) == {"lines": [str(n) for n in range(12)]}


@given(st.dictionaries(names, texts, max_size=6))
def test_a_flat_form_comes_through_as_it_is(values: dict[str, str]) -> None:
    assert nested(MultiDict(values.items())) == values


@given(st.lists(st.tuples(st.text("ab.0[]", min_size=1, max_size=8), texts), max_size=8))
def test_no_field_name_breaks_a_form(pairs: list[tuple[str, str]]) -> None:
    assert isinstance(nested(MultiDict(pairs)), dict)


keys = st.tuples(
    st.none() | st.text(max_size=20),
    st.dates()
    | st.integers(-(2**40), 2**40)
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(allow_nan=False),
    st.uuids(),
)


@given(keys)
def test_a_cursor_leads_back_to_the_keys_of_its_row(application: Flask, last: tuple[object, ...]) -> None:
    with application.test_request_context("/api/v1/sites?sort=name&limit=2"):
        given = {"cursor": cursor_for(last), "limit": 50, "sort": "name"}
        assert window_at(given) == Window(0, 50, by_key=True, after=last)


@pytest.mark.parametrize(
    "address", ["/api/v1/sites?sort=-name", "/api/v1/sites?q=江&sort=name", "/api/v1/employers?sort=name"]
)
def test_a_cursor_holds_for_its_list_filters_and_order_only(application: Flask, address: str) -> None:
    with application.test_request_context("/api/v1/sites?sort=name"):
        cursor = cursor_for(("a",))
    with application.test_request_context(address), pytest.raises(Invalid) as refusal:
        window_at({"cursor": cursor, "limit": 50})
    assert "cursor" in refusal.value.fields


@pytest.mark.parametrize("cursor", ["x", "eyJvIjogLTF9", "eyJvIjogImEifQ", "AAAA", "\u4e2d"])
def test_an_invented_cursor_is_refused_by_field(application: Flask, cursor: str) -> None:
    with application.test_request_context("/api/v1/sites"), pytest.raises(Invalid) as refusal:
        window_at({"cursor": cursor, "limit": 50})
    assert "cursor" in refusal.value.fields


def test_filters_stay_in_the_address_when_one_changes(app: Flask) -> None:
    with app.test_request_context("/sites?q=江&district=500103&page=3"):
        assert link_to(page=None, sort="-name") == "/sites?q=%E6%B1%9F&district=500103&sort=-name"


def test_errors_of_nested_fields_get_dotted_names() -> None:
    messages = {"findings": {0: {"summary": ["此项必填"]}}, "_schema": ["错"]}
    assert fields_of(messages) == {"findings.0.summary": ["此项必填"], "": ["错"]}


@pytest.mark.parametrize(
    ("told", "page"),
    [
        ("http://localhost/sites?q=塔", "/sites?q=塔"),
        ("http://localhost//elsewhere.example/sites", None),
        ("http://elsewhere.example/sites", None),
        (None, None),
    ],
)
def test_the_page_before_is_one_of_ours(app: Flask, told: str | None, page: str | None) -> None:
    with app.test_request_context("/", headers={"Referer": told} if told else {}):
        assert page_before() == page


def test_a_sentence_with_a_sentence_in_it_is_translated_whole(app: Flask) -> None:
    with app.test_request_context("/"):
        assert translate(Text(N_("长度最多 %(high)s"), high=Text("3"))) == "长度最多 3"
