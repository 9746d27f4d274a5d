"""Before a register is imported, its preview says what each row would do, and writes nothing."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.conftest import IN_NANAN, IN_YUZHONG
from tests.workplaces.importing import GOOD, Open, csv_of, run, upload


def test_the_preview_names_rows_that_are_probably_registered_already(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    near = f"{IN_YUZHONG[0] + 0.0005},{IN_YUZHONG[1]}"
    far = f"{IN_YUZHONG[0] - 0.01},{IN_YUZHONG[1]}"
    rows = [
        GOOD,
        f"解放碑1号工地,别的公司,,,,{near},,",
        f"解放碑工地,别的公司,,,,{far},,",
        f"食堂,渝中建设,,,,{near},,",
    ]
    kept = upload(program, csv_of(*rows))
    preview = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert [(one["row"], one["site_name"]) for one in preview["duplicates"]] == [
        (3, "解放碑工地"),
        (5, "解放碑工地"),
    ]
    assert "2 行可能是已经登记的场所" in signed_in("chenjing").get(f"/sites/import/{kept['id']}").text


def test_the_preview_tells_what_each_row_would_do_and_writes_nothing(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    new = "新工地,新单位,,,,,,渝中区,N-1"
    outside = f"外区,某公司,,,,{IN_NANAN[0]},{IN_NANAN[1]},,"
    kept = upload(program, csv_of(GOOD, GOOD.replace(",120,", ",150,"), new, new, "缺单位,,,,,,,,", outside))
    preview = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert [one["outcome"] for one in preview["outcomes"]] == [
        "unchanged",
        "updated",
        "created",
        "updated",
        "refused",
        "refused",
    ]
    assert preview["counts"] == {"unchanged": 1, "updated": 2, "created": 1, "refused": 2}
    assert [(one["row"], one["field"]) for one in preview["refused"]] == [(6, "employer"), (7, "district")]
    page = signed_in("chenjing").get(f"/sites/import/{kept['id']}").text
    assert "将被拒绝的行" in page
    assert list(db.session.scalars(select(Site.name))) == ["解放碑工地"]
    assert db.session.scalars(select(Site.headcount)).one() == 120


@pytest.mark.parametrize(("language", "sentence"), [("en", "signature"), ("zh", "落款")])
def test_a_program_is_told_in_its_language_why_a_row_is_not_read(
    cast: Cast, districts: dict[str, str], api: Open, language: str, sentence: str
) -> None:
    program = api("chenjing")
    kept = upload(program, csv_of(GOOD, "填表人：陈静"))
    preview = program.get(
        f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84", headers={"Accept-Language": language}
    ).get_json()
    assert sentence in preview["rows"][1]["unread"]["name"]
    assert "%(" not in preview["rows"][1]["unread"]["name"]


def test_a_program_is_told_in_its_language_why_a_feature_lies_nowhere(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    line = {"type": "LineString", "coordinates": [[106.5, 29.5], [106.6, 29.6]]}
    feature = {"type": "Feature", "properties": {"name": "滨江路", "employer": "渝中建设"}, "geometry": line}
    document = {"type": "FeatureCollection", "features": [feature]}
    program = api("chenjing")
    kept = upload(program, json.dumps(document).encode(), "sites.geojson")
    address = f"/api/v1/site-imports/{kept['id']}/preview"
    preview = program.get(address, headers={"Accept-Language": "en"}).get_json()
    assert preview["rows"][0]["refused"].isascii()
