"""A credit code that fails says which character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.credit_code import ALPHABET, check, complete, folded, warnings

REAL = ["914403001922038216", "9144030071526726XG", "91330100799655058B"]
MADE = ["81500000A00000011U", "91500103MA00000159", "91500233123456788G", "12500101MB00000783"]


@pytest.mark.parametrize("code", REAL + MADE)
def test_valid_codes_pass_with_their_inner_check(code: str) -> None:
    assert check(code) == code
    assert warnings(code) == []


@given(st.sampled_from(REAL + MADE), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(code: str, place: int, character: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    if changed == code:
        return
    with pytest.raises(Invalid) as refusal:
        check(changed)
    assert "credit_code" in refusal.value.fields


def test_spaces_hyphens_and_lower_case_are_normalised_and_full_width_is_folded_by_who_asks() -> None:
    assert check(" 91440300-71526726xg ") == "9144030071526726XG"
    assert folded(" ９１４４０３００ 71526726ｘg ") == "9144030071526726XG"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91440300192203821", "应为 18 位，现为 17 位"),
        ("9１4403001922038216", "第 2 位“１”不是允许的字符"),
        ("91440300192203821Ｘ", "第 18 位“Ｘ”不是允许的字符"),
        ("9144030O1922038216", "第 8 位“O”不是允许的字符"),
        ("9A44030019220382I6", "第 17 位“I”不是允许的字符"),
        ("91A403001922038216", "第 3 位“A”应为数字"),
        ("914403001922038217", "第 18 位校验码“7”与前 17 位不符"),
    ],
)
def test_the_first_bad_character_is_named_by_its_place(code: str, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check(code)
    assert says in str(refusal.value.sentence)


@given(st.integers(0, 999_999))
def test_completed_codes_are_valid(serial: int) -> None:
    code = complete(f"91500102MA{serial:06d}")
    assert check(code) == code
    assert warnings(code) == []


def test_a_failing_inner_check_is_a_warning_only() -> None:
    from safety.law.credit_code import check_character

    odd = (
        "91500102MA0000001"
        if not complete("91500102MA000000").startswith("91500102MA0000001")
        else "91500102MA0000002"
    )
    code = odd + check_character(odd)
    assert check(code) == code
    assert len(warnings(code)) == 1


@given(st.text(max_size=24))
def test_any_text_is_a_normalised_code_or_refused_with_its_field(text: str) -> None:
    fields: list[str] = ["credit_code"]
    found = ""
    try:
        found = check(text)
    except Invalid as refusal:
        fields = list(refusal.fields)
    assert fields == ["credit_code"]
    assert not found or check(found) == found


@given(st.sampled_from(REAL + MADE), st.integers(0, 16))
def test_two_neighbours_swapped_are_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    with pytest.raises(Invalid):
        check(swapped)


@pytest.mark.parametrize(
    ("code", "length"), [("", 0), ("91500103MA0000015", 17), ("91500103MA000001590", 19)]
)
def test_a_wrong_length_says_how_long_it_is(code: str, length: int) -> None:
    with pytest.raises(Invalid) as refusal:
        check(code)
    assert f"现为 {length} 位" in str(refusal.value.sentence)


def test_only_sixteen_characters_can_be_completed() -> None:
    with pytest.raises(ValueError, match="sixteen"):
        complete("91500103MA")
