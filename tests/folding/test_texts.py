"""One rule folds every text: what is kept, what is compared, what is asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.folding.names import LONGEST_KEY, is_like, name_key
from safety.folding.texts import fold, shown, tidied, why_refused


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("污水处理厂Ⅱ期", "ii期"),
        ("Ａ区冲压车间", "a区"),
        ("Φ800管道工地", "φ８００"),
        ("涪陵样例\u00a0二十公司", "样例二十"),
        ("阿卜杜•热西提", "阿卜杜·热西提"),
        ("葛\U000e0100洲坝", "葛洲坝"),
    ],
)
def test_width_case_and_kinds_of_signs_make_no_difference(written: str, asked: str) -> None:
    assert fold(asked) in fold(written)


def test_what_nobody_sees_is_not_kept_and_can_be_told() -> None:
    assert tidied("\ufeff涪陵\u200b样例\u202e公司\u3000") == "涪陵样例公司"
    assert tidied("甲\u2028乙\r\n丙") == "甲\n乙\n丙"
    assert shown("公司\u200b\u00a0") == "公司‹U+200B›‹U+00A0›"


def test_a_name_is_one_line_and_words_may_be_many() -> None:
    assert why_refused("甲\n乙", one_line=True)
    assert why_refused("甲\t乙", one_line=True)
    assert why_refused("甲\n\t乙", one_line=False) is None
    assert why_refused("甲\x07", one_line=False)


@given(st.text())
def test_what_was_folded_once_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(tidied(text)) == fold(text)
    assert tidied(tidied(text)) == tidied(text)


def test_a_name_without_and_with_its_head_office_is_one_and_a_branch_is_another() -> None:
    assert name_key("涪陵样例公司（本部）") == name_key("涪陵样例公司")
    assert name_key("涪陵样例公司（长寿分厂）") != name_key("涪陵样例公司")
    assert is_like("重庆宏图建设（集团）有限公司", "重庆宏图建设集团")
    assert not is_like("涪陵样例一公司", "长寿化工厂")


def test_a_name_of_signs_that_stand_for_many_words_still_fits_its_column() -> None:
    assert len(name_key("\ufdfa" * 200)) <= LONGEST_KEY
