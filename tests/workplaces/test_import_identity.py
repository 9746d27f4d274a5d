"""Chen Jing's lists of different departments: nothing is renamed, merged or put in a district by a guess."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG
from tests.workplaces.importing import Open, csv_of, results, run, upload

LON, LAT = IN_YUZHONG
OTHER_CODE = "91500000MA5U4LXY00"
NUMBERED = "场所名称,单位名称,外部编号"
PLACED = "场所名称,单位名称,经度,纬度,区县"


def from_list(program: Any, source: str | None, *rows: str) -> dict[str, Any]:
    kept = upload(program, csv_of(*rows, head=NUMBERED))
    address = f"/api/v1/site-imports/{kept['id']}"
    program.post(f"{address}/start", json={"datum": "wgs84", "source": source})
    return dict(program.get(address).get_json())


def names() -> set[str]:
    db.session.expire_all()
    return set(db.session.scalars(select(Site.name)))


def test_a_second_list_numbered_from_one_renames_nothing(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    from_list(program, "住建委名单，2026", "解放碑工地,渝中建设,1", "朝天门工地,渝中建设,2")
    second = from_list(program, "应急局名单，2026", "储奇门码头,渝中建设,1", "朝天门工地,渝中建设,9")
    assert (second["created"], second["unchanged"]) == (1, 1)
    assert names() == {"解放碑工地", "朝天门工地", "储奇门码头"}
    again = from_list(program, "住建委名单，2026", "解放碑工地二期,渝中建设,1")
    assert (again["updated"], names()) == (1, {"解放碑工地二期", "朝天门工地", "储奇门码头"})
    site = db.session.scalars(select(Site).where(Site.name == "解放碑工地二期")).one()
    assert "1（住建委名单，2026）" in signed_in("chenjing").get(f"/sites/{site.id}").text


def test_a_number_of_no_named_list_renames_nothing(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    from_list(program, None, "解放碑工地,渝中建设,1")
    second = from_list(program, None, "储奇门码头,渝中建设,1")
    assert (results(program, second)[0]["field"], names()) == ("external_ref", {"解放碑工地"})


def test_one_name_of_one_employer_at_two_places_is_a_question(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    far = f"加油站,渝中石油,{LON - 0.02},{LAT},渝中区"
    both = csv_of(f"加油站,渝中石油,{LON},{LAT},渝中区", far, head=PLACED)
    kept = upload(program, both)
    told = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert [one["outcome"] for one in told["outcomes"]] == ["created", "asked"]
    done = run(program, both)
    assert (done["created"], results(program, done)[1]["field"]) == (1, "lon")
    again = run(program, csv_of(far, head=PLACED))
    assert "米以外" in results(program, again)[0]["reason"]


def test_a_name_that_two_credit_codes_bear_is_a_question(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    head = "场所名称,单位名称,统一社会信用代码"
    done = run(
        program,
        csv_of(f"一号,长江贸易,{CODE}", f"二号,长江贸易,{OTHER_CODE}", "三号,长江贸易,", head=head),
    )
    assert (done["created"], results(program, done)[2]["field"]) == (2, "credit_code")
    assert run(program, csv_of("三号,长江贸易,", head=head))["refused"] == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("涪陵加油站,石油公司,121.4737,31.2304,涪陵", "不在任何区县内"),
        (f"涪陵加油站,石油公司,{LON},{LAT},涪陵", "落在渝中区"),
        ("上海加油站,石油公司,121.4737,31.2304,", "不在任何区县内"),
    ],
)
def test_a_point_outside_its_district_says_how_far_and_what_was_found(
    cast: Cast, districts: dict[str, str], api: Open, row: str, words: str
) -> None:
    program = api("chenjing")
    told = results(program, run(program, csv_of(row, head=PLACED)))[0]
    assert (told["outcome"], told["field"]) == ("refused", "district")
    assert words in told["reason"]
    assert "公里" in told["reason"]


def test_a_short_name_of_a_district_is_understood_with_a_mark(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    kept = upload(program, csv_of(f"一号,渝中建设,{LON},{LAT},渝中", head=PLACED))
    told = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert told["folded"] == [{"row": 2, "field": "district", "given": "渝中", "taken": "渝中区"}]
    assert told["counts"] == {"created": 1}
