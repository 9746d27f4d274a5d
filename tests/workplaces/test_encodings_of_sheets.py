"""Sheets in GB 18030 and in Big5: told apart where that is clear, marked where it is not, never guessed in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from safety.errors import Invalid
from safety.wire.encodings import decoded
from tests.cast import Cast
from tests.workplaces.importing import Open, upload
from tests.workplaces.test_sheets_of_programs import look, refusal

pytestmark = pytest.mark.once

HEAD = "name,employer,district\n"


RARE = "玥彤,琬琰,璟瑄"


@pytest.mark.parametrize(
    ("row", "encoding"),
    [
        ("新建工地,重慶建設有限公司,渝中區", "big5"),
        ("陳大文,永安堂,渝中", "big5"),
        ("王小明", "big5"),
        (RARE, "gb18030"),
        ("安安,德国,", "gb18030"),
    ],
)
def test_what_is_too_little_to_tell_is_asked_with_both_readings(
    cast: Cast, districts: dict[str, str], api: Open, row: str, encoding: str
) -> None:
    program, name = api("chenjing"), row.split(",", maxsplit=1)[0]
    kept = upload(program, (HEAD + row).encode(encoding))
    told = look(program, kept)
    readings = {one["encoding"]: one["words"] for one in told["readings"]}
    assert readings.keys() == {"gb18030", "big5"}
    assert name in readings[encoding]
    assert "选择对的一种" in told["remarks"][0]
    address = f"/api/v1/site-imports/{kept['id']}"
    refused = program.post(f"{address}/start", json={"datum": "wgs84"})
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"encoding"})
    for chosen in ("big5" if encoding == "gb18030" else "gb18030", encoding):
        assert program.put(f"{address}/encoding", json={"encoding": chosen}).get_json()["encoding"] == chosen
    told = look(program, kept)
    assert told["rows"][0]["name"] == name
    assert not [one for one in told["remarks"] if "选择对的一种" in one]
    assert program.post(f"{address}/start", json={"datum": "wgs84"}).status_code == 202


def test_chen_jing_chooses_the_reading_on_the_page(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    kept = upload(api("chenjing"), (HEAD + RARE).encode("gb18030"))
    pages, address = signed_in("chenjing"), f"/sites/import/{kept['id']}"
    shown = pages.get(address).text
    assert f"GB 18030：{RARE.replace(',', '、')}" in shown
    assert f'action="{address}/start"' not in shown
    assert pages.post(f"{address}/encoding", data={"encoding": "gb18030"}).status_code == 302
    shown = pages.get(address).text
    assert f'action="{address}/start"' in shown
    assert "玥彤" in shown


def test_the_command_takes_the_encoding_too(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes((HEAD + RARE).encode("gb18030"))
    run = ["import", "sites", str(path), "--union", cast.union("yuzhong").name, "--datum", "wgs84"]
    asked = app.test_cli_runner().invoke(args=run)
    assert asked.exit_code == 1
    assert "编码" in asked.output
    told = app.test_cli_runner().invoke(args=[*run, "--encoding", "gb18030", "--preview"])
    assert "玥彤" in told.output, told.output


def test_a_file_whose_bytes_tell_has_no_choice(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    for content in ((HEAD + "安安,a,b").encode(), (HEAD + "解放碑工地,渝中建设,渝中区").encode("gb18030")):
        kept = upload(program, content)
        assert look(program, kept)["readings"] == []
        answer = program.put(f"/api/v1/site-imports/{kept['id']}/encoding", json={"encoding": "big5"})
        assert (answer.status_code, set(answer.get_json()["errors"])) == (422, {"encoding"})


def test_big5_of_some_length_is_refused(cast: Cast, districts: dict[str, str], api: Open) -> None:
    rows = "解放碑工地,渝中建設,渝中區\n朝天門碼頭,長江航運公司,江北區\n彈子石廠,重慶機械廠,南岸區"
    assert "Big5" in refusal(api("chenjing"), (HEAD + rows).encode("big5"))


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


@pytest.mark.parametrize("sentence", ["這裏是工地", "恒豐公司", "着火"])
def test_characters_that_windows_and_hong_kong_added_are_big5_too(sentence: str) -> None:
    with pytest.raises(Invalid, match="Big5"):
        decoded((HEAD + sentence * 12).encode("big5hkscs"))
