"""What an export without the right leaves of a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.people.masking import masked_name, masked_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("孙洁", "孙＊"), ("欧阳震华", "欧＊"), (" 李强 ", "李＊"), ("", ""), (None, ""), ("Smith", "S＊")],
)
def test_of_a_name_the_first_letter_stays(name: str | None, shown: str) -> None:
    assert masked_name(name) == shown


def test_names_and_numbers_leave_the_text_and_the_rest_stays() -> None:
    text = "询问张建国（证号 500103198001011234，电话 13912345678），张建国民称风机 380 伏，编号 20231019。"
    shown = masked_text(text, ["张建国", "张建国民", None, "张"])
    assert shown == "询问张＊（证号 ＊＊＊＊，电话 ＊＊＊＊），张＊称风机 380 伏，编号 20231019。"
    assert masked_text(None, ["张建国"]) is None
    assert masked_text("", ["张建国"]) == ""


@given(st.text(max_size=60), st.lists(st.text("张王李建国强明伟", min_size=2, max_size=4), max_size=4))
def test_no_name_survives_in_any_text(text: str, names: list[str]) -> None:
    shown = masked_text(text + "".join(names), names) or ""
    assert not any(name in shown for name in names)
