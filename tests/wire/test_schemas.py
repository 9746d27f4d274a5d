"""Reading straight what is right tells nothing else than marshmallow's own way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields

from safety.wire.schemas import Line, Strict


class _Person(Strict):
    name = Line(maximum=8, required=True)
    age = fields.Integer(load_default=None, allow_none=True)
    tags = fields.List(Line(maximum=4), load_default=list)


class _Visit(Strict):
    id = fields.UUID(required=True)
    by = fields.Nested(_Person, load_default=None, allow_none=True)
    met = fields.List(fields.Nested(_Person), load_default=list)
    weight = fields.Float()
    submit = fields.Boolean(load_default=False)


class _Elsewhere(Strict):
    site_id = fields.Integer(required=True, attribute="record_id")
    day = fields.Integer(load_default=1, data_key="the_day")


_VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.just("7"), st.text(max_size=9))
_NAMES = st.text("王李周强敏", min_size=1, max_size=4)
_GOOD_PEOPLE = st.fixed_dictionaries(
    {"name": _NAMES}, optional={"age": st.none() | st.integers(18, 60), "tags": st.lists(_NAMES, max_size=2)}
)
_ANY_PEOPLE = st.dictionaries(
    st.sampled_from(["name", "age", "tags", "boss"]), _VALUES | st.lists(_VALUES, max_size=2)
)
_PEOPLE = _GOOD_PEOPLE | _ANY_PEOPLE
_GOOD_VISITS = st.fixed_dictionaries(
    {"id": st.uuids().map(str)},
    optional={
        "by": st.none() | _GOOD_PEOPLE,
        "met": st.lists(_GOOD_PEOPLE, max_size=3),
        "weight": st.floats(0, 100),
        "submit": st.booleans(),
    },
)
_ANY_VISITS = st.dictionaries(
    st.sampled_from(["id", "by", "met", "weight", "submit", "hat"]),
    _VALUES | _PEOPLE | st.lists(_PEOPLE | _VALUES, max_size=3) | st.uuids().map(str),
)


def read(schema: Schema, data: Any, **options: Any) -> Any:
    """What was read, or what was complained of."""
    try:
        return schema.load(data, **options)
    except ValidationError as refusal:
        return refusal.messages


def read_by_marshmallow(schema: Schema, data: Any, **options: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(Strict, "_deserialize")
        return read(schema, data, **options)


@given(_GOOD_VISITS)
def test_zhou_min_s_visit_is_read_straight_and_as_marshmallow_reads_it(data: dict[str, Any]) -> None:
    read_straight = _Visit()._read_straight(data)
    assert read_straight == read(_Visit(), data) == read_by_marshmallow(_Visit(), data)


@given(_ANY_VISITS)
def test_a_visit_full_of_slips_is_told_what_marshmallow_tells(data: dict[str, Any]) -> None:
    assert read(_Visit(), data) == read_by_marshmallow(_Visit(), data)


@given(st.lists(_PEOPLE, max_size=3))
def test_several_read_as_marshmallow_reads_them(data: list[dict[str, Any]]) -> None:
    assert read(_Person(many=True), data) == read_by_marshmallow(_Person(many=True), data)


@given(_PEOPLE)
def test_a_part_of_a_person_reads_as_marshmallow_reads_it(data: dict[str, Any]) -> None:
    assert read(_Person(partial=True), data) == read_by_marshmallow(_Person(partial=True), data)


def test_a_field_that_has_another_name_inside_or_outside_keeps_it() -> None:
    assert read(_Elsewhere(), {"site_id": "4", "the_day": 2}) == {"record_id": 4, "day": 2}


def test_all_that_is_wrong_with_a_visit_is_told_at_once() -> None:
    told = read(_Visit(), {"id": "x", "met": [{"name": "王强", "boss": 1}, {"age": "old"}], "hat": 1})
    assert set(told) == {"id", "met", "hat"}
    assert set(told["met"]) == {0, 1}
    assert set(told["met"][1]) == {"name", "age"}
