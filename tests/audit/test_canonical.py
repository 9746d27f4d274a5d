"""What is hashed is spelled as RFC 8785 says, by whichever encoder."""

from __future__ import annotations

from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from safety.audit.rules import NO_PLACE, around_its_place, canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(JSON)
def test_the_fast_encoder_makes_the_same_bytes_as_the_standards_library(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_names_are_sorted_by_utf_16_units() -> None:
    # U+1F600 comes before U+FB33 in UTF-16, after it by code point: the example of the standard.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}).decode() == '{"\U0001f600":2,"\ufb33":1}'


@given(
    change=st.dictionaries(st.sampled_from(["previous", "seq", '"', "摘要"]) | TEXT, JSON),
    record_id=TEXT,
    union_id=st.none() | st.uuids().map(str),
    seq=st.integers(1, 2**40),
    previous=st.text("0123456789abcdef", min_size=64, max_size=64),
)
def test_what_stands_around_a_rows_place_makes_its_canonical_form(
    change: dict[str, Any], record_id: str, union_id: str | None, seq: int, previous: str
) -> None:
    row = {"action": "noted", "change": change, "record_id": record_id, "union_id": union_id}
    before, between, behind = around_its_place(canonical(row | {"seq": NO_PLACE[0], "previous": NO_PLACE[1]}))
    whole = f"{before}{previous}{between}{seq}{behind}"
    assert whole.encode() == canonical(row | {"seq": seq, "previous": previous})
