"""Sheets in GB 18030 and in Big5: told apart where that is clear, marked where it is not, never guessed in silence."""

from __future__ import annotations

import pytest

from safety.errors import Invalid
from safety.wire.encodings import decoded
from tests.cast import Cast
from tests.workplaces.importing import Open, upload
from tests.workplaces.test_sheets_of_programs import look, refusal

pytestmark = pytest.mark.once

HEAD = "name,employer,district\n"


@pytest.mark.parametrize(
    "row",
    [
        "新建工地,重慶建設有限公司,渝中區",
        "陳大文,永安堂,渝中",
        "王小明",
        "解放碑工地,渝中建設,渝中區\n朝天門,長江,江北",
    ],
)
def test_big5_of_few_characters_under_english_headings_is_refused(
    cast: Cast, districts: dict[str, str], api: Open, row: str
) -> None:
    assert "Big5" in refusal(api("chenjing"), (HEAD + row).encode("big5"))


@pytest.mark.parametrize(
    "row", ["解放碑工地,渝中建设,渝中区", "王璟,重庆建设,渝中区", "码头,长江航运公司,江北区"]
)
def test_gb_18030_of_few_characters_is_read_without_a_mark(
    cast: Cast, districts: dict[str, str], api: Open, row: str
) -> None:
    program = api("chenjing")
    told = look(program, upload(program, (HEAD + row).encode("gb18030")))
    assert told["rows"][0]["name"] == row.split(",", maxsplit=1)[0]
    assert not [one for one in told["remarks"] if "Big5" in one]


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("安安", True),
        ("德国", True),
        ("王璟", True),
        ("王瑄,李祎", True),
        ("喆", False),
        ("重庆", False),
        ("陳大文", False),
    ],
)
def test_one_word_in_gb_18030_is_read_and_marked_where_it_could_be_big5(words: str, marked: bool) -> None:
    read = decoded((HEAD + words).encode("gb18030"))
    assert (read.text, read.remark is not None) == (HEAD + words, marked)


def test_what_is_too_little_to_tell_says_so_in_the_preview(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    told = look(program, upload(program, (HEAD + "安安,a,b").encode("gb18030")))
    assert told["rows"][0]["name"] == "安安"
    assert "也可能是 Big5" in told["remarks"][0]


@pytest.mark.parametrize("sentence", ["這裏是工地", "恒豐公司", "着火"])
def test_characters_that_windows_and_hong_kong_added_are_big5_too(sentence: str) -> None:
    with pytest.raises(Invalid, match="Big5"):
        decoded((HEAD + sentence * 3).encode("big5hkscs"))
