"""Registers come in whole: row by row, once, and harmless."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from maps.coordinates import wgs84_to_gcj02
from safety.database import db
from safety.projects.headings import PROJECT_HEADINGS
from safety.workplaces.columns import Headings
from safety.workplaces.headings import SITE_HEADINGS
from safety.workplaces.models import Employer, Site
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_NANAN, IN_YUZHONG
from tests.workplaces.importing import GOOD, Open, csv_of, results, run, upload, xlsx_of


def test_each_row_ends_as_created_or_refused_with_field_and_reason(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    done = run(
        program,
        csv_of(
            GOOD,
            "缺单位,,,,,,,,",
            f"坏代码,某公司,914403001922038217,,,{IN_YUZHONG[0]},{IN_YUZHONG[1]},,",
            "填反,某公司,,,,29.55,106.56,,",
            f"外区,某公司,,,,{IN_NANAN[0]},{IN_NANAN[1]},,",
            "坏类型,某公司,,城堡,,,,,",
        ),
    )
    assert (done["created"], done["refused"], done["state"]) == (1, 5, "done")
    found = {row["row"]: (row["outcome"], row["field"]) for row in results(program, done)}
    assert found == {
        2: ("created", None),
        3: ("refused", "employer"),
        4: ("refused", "credit_code"),
        5: ("refused", "lon"),
        6: ("refused", "district"),
        7: ("refused", "kind"),
    }


def test_the_same_file_again_changes_nothing_and_an_edited_one_updates(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    again = run(program, csv_of(GOOD))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    edited = run(program, csv_of(GOOD.replace(",120,", ",150,")))
    assert (edited["created"], edited["updated"]) == (0, 1)
    assert db.session.scalar(select(func.count(Site.id))) == 1
    assert db.session.scalars(select(Site.headcount)).one() == 150


def test_ten_sites_from_a_gcj_02_sheet_land_where_they_are(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    places = [(IN_YUZHONG[0] - 0.002 * n, IN_YUZHONG[1]) for n in range(10)]
    shifted = [wgs84_to_gcj02(*place) for place in places]
    rows: list[list[Any]] = [["场所名称", "单位名称", "经度", "纬度"]]
    rows += [[f"工地{n}", "渝中建设", lon, lat] for n, (lon, lat) in enumerate(shifted)]
    done = run(api("chenjing"), xlsx_of(rows), "sites.xlsx", datum="gcj02")
    assert done["created"] == 10
    found = db.session.execute(select(Site.name, Site.lon, Site.lat, Site.given_lon, Site.datum)).all()
    for name, lon, lat, given_lon, datum in found:
        assert lon is not None
        assert lat is not None
        number = int(name.removeprefix("工地"))
        assert abs(lon - places[number][0]) < 1e-6
        assert abs(lat - places[number][1]) < 1e-6
        assert given_lon == pytest.approx(shifted[number][0])
        assert datum == "gcj02"


def test_the_datum_is_guessed_from_the_districts_that_rows_name(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    from maps import boundaries
    from tests.cast import TODAY

    outline = boundaries.edition_on(TODAY).outlines["500103"].area
    edge = list(outline.convex_hull.boundary.coords)
    centre = outline.representative_point()
    inner = [(x + (centre.x - x) * 0.03, y + (centre.y - y) * 0.03) for x, y in edge]
    inside = [p for p in inner if boundaries.district_at(*p, on=TODAY) == "500103"]
    rows = [
        f"工地{n},渝中建设,,,,{lon},{lat},渝中区,"
        for n, (lon, lat) in enumerate(wgs84_to_gcj02(*place) for place in inside)
    ]
    kept = upload(api("chenjing"), csv_of(*rows))
    assert kept["guessed_datum"] == "gcj02"


def test_geojson_points_and_polygons_come_in_and_a_line_is_refused(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    lon, lat = IN_YUZHONG
    ring = [[lon, lat], [lon + 0.001, lat], [lon + 0.001, lat + 0.001], [lon, lat + 0.001], [lon, lat]]
    shapes = [
        {"type": "Point", "coordinates": [lon - 0.004, lat]},
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "LineString", "coordinates": ring},
    ]
    features = [
        {"type": "Feature", "properties": {"场所名称": f"地块{n}", "单位名称": "渝中建设"}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    program = api("chenjing")
    done = run(program, content, "sites.geojson")
    assert (done["created"], done["refused"]) == (2, 1)
    assert "点或面" in results(program, done)[2]["reason"]


def test_two_unions_number_their_own_registers(cast: Cast, districts: dict[str, str], api: Open) -> None:
    run(api("chenjing"), csv_of(GOOD))
    nanan = run(api("wanglei"), csv_of(f"南岸工地,南岸建设,,新建,80,{IN_NANAN[0]},{IN_NANAN[1]},南岸区,A-1"))
    assert (nanan["created"], nanan["refused"]) == (1, 0)
    assert set(db.session.scalars(select(Site.name))) == {"解放碑工地", "南岸工地"}


def test_a_number_used_for_another_employer_renames_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    other = run(program, csv_of("洪崖洞工地,别家建设,,新建,80,,,渝中区,A-1"))
    assert (other["refused"], results(program, other)[0]["field"]) == (1, "external_ref")
    assert list(db.session.scalars(select(Employer.name))) == ["渝中建设"]


def test_an_import_gives_no_code_to_an_employer_of_another_district(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    run(api("wanglei"), csv_of("南岸工地,渝中建设,,,,,,,"))
    run(api("chenjing"), csv_of(GOOD))
    codes = db.session.execute(select(Employer.district_code, Employer.credit_code)).all()
    assert {tuple(row) for row in codes} == {("500108", None), ("500103", CODE)}


def test_the_page_previews_imports_and_shows_the_results(
    cast: Cast, districts: dict[str, str], signed_in: Open
) -> None:
    browser = signed_in("chenjing")
    sent = browser.post(
        "/sites/import", data={"file": (io.BytesIO(csv_of(GOOD, "坏,某公司,1,,,,,,")), "sites.csv")}
    )
    address = sent.headers["Location"]
    preview = browser.get(address).text
    assert "解放碑工地" in preview
    assert "开始导入" in preview
    browser.post(f"{address}/start", data={"datum": "wgs84"})
    shown = browser.get(address).text
    assert "应为 18 位" in shown
    table = browser.get(f"{address}/results.csv").text
    assert "refused" in table
    assert browser.get("/sites/import/sheet.xlsx").status_code == 200


def test_in_english_a_field_has_an_english_name_beside_the_files_own(
    cast: Cast, districts: dict[str, str], signed_in: Open
) -> None:
    browser = signed_in("chenjing")
    browser.set_cookie("lang", "en")
    sent = browser.post("/sites/import", data={"file": (io.BytesIO(csv_of(GOOD)), "sites.csv")})
    page = browser.get(sent.headers["Location"]).text
    for label, heading in (
        ("Name of the site", "场所名称"),
        ("Unified social credit code", "统一社会信用代码"),
        ("Longitude", "经度"),
    ):
        assert f'{label}<div class="muted">{heading}</div>' in page


@pytest.mark.parametrize("headings", [SITE_HEADINGS, PROJECT_HEADINGS])
def test_every_field_has_a_name_in_both_languages(headings: Headings) -> None:
    chinese, english = headings.labels(in_chinese=True), headings.labels(in_chinese=False)
    assert chinese.keys() == english.keys() == headings.names.keys()
    assert all(one.isascii() and "_" not in one for one in english.values())
    assert not any(one.isascii() for one in chinese.values())
    assert len(set(english.values())) == len(english)


UNKNOWN_HEADS = "厂子,老板单位,老板单位2,东经,北纬"
UNKNOWN = f"{UNKNOWN_HEADS}\n解放碑工地,渝中建设,别家,{IN_YUZHONG[0]},{IN_YUZHONG[1]}".encode()


def test_columns_that_are_not_recognised_are_matched_by_hand_and_kept(
    cast: Cast, districts: dict[str, str], signed_in: Open
) -> None:
    browser = signed_in("chenjing")
    sent = browser.post("/sites/import", data={"file": (io.BytesIO(UNKNOWN), "sites.csv")})
    address = sent.headers["Location"]
    assert "还有必填项没有对应的列" in browser.get(address).text
    assert browser.post(f"{address}/start", data={"datum": "wgs84"}).status_code == 422
    twice = {"columns.name": "厂子", "columns.employer": "厂子"}
    refused = browser.post(f"{address}/columns", data=twice)
    assert refused.status_code == 422
    assert "这一列已对应另一项" in refused.text
    chosen = {
        "columns.name": "厂子",
        "columns.employer": "老板单位",
        "columns.lon": "东经",
        "columns.lat": "北纬",
    }
    assert browser.post(f"{address}/columns", data=chosen).status_code == 302
    assert "解放碑工地" in browser.get(address).text
    browser.post(f"{address}/start", data={"datum": "wgs84"})
    site = db.session.scalars(select(Site)).one()
    assert (site.name, site.employer.name, site.lon) == ("解放碑工地", "渝中建设", IN_YUZHONG[0])


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"name": "厂子"}, "columns.employer"),
        ({"name": "厂子", "employer": "没有的列"}, "columns.employer"),
        ({"name": "厂子", "employer": "老板单位", "owner": "老板单位2"}, "columns.owner"),
    ],
)
def test_a_matching_that_does_not_fit_the_file_is_refused_by_field(
    cast: Cast, districts: dict[str, str], api: Open, columns: dict[str, str], field: str
) -> None:
    program = api("chenjing")
    kept = upload(program, UNKNOWN)
    answer = program.put(f"/api/v1/site-imports/{kept['id']}/columns", json={"columns": columns})
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]


def test_an_import_that_was_interrupted_goes_on_from_the_kept_file(
    cast: Cast,
    districts: dict[str, str],
    api: Open,
    signed_in: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = api("chenjing")
    rows = [f"工地{n},渝中建设,,,,,,渝中区,B-{n}" for n in range(5)]
    kept = upload(program, csv_of(*rows))
    monkeypatch.setattr("safety.workplaces.operations.imports.CHUNK", 2)
    with monkeypatch.context() as power_cut:
        power_cut.setattr("safety.jobs.operations.report_progress", _cut_the_power)
        program.post(f"/api/v1/site-imports/{kept['id']}/start", json={"datum": "wgs84"})
    cut = program.get(f"/api/v1/site-imports/{kept['id']}").get_json()
    assert (cut["state"], cut["created"]) == ("interrupted", 2)
    browser = signed_in("chenjing")
    assert "已处理 2 行，共 5 行" in browser.get(f"/sites/import/{kept['id']}").text
    assert browser.post(f"/sites/import/{kept['id']}/resume").status_code == 302
    done = program.get(f"/api/v1/site-imports/{kept['id']}").get_json()
    assert (done["state"], done["created"]) == ("done", 5)
    assert program.post(f"/api/v1/site-imports/{kept['id']}/resume").status_code == 409


class PowerCutError(Exception):
    """The server stops between two chunks."""


def _cut_the_power(*_: object) -> None:
    raise PowerCutError


def test_an_inspector_may_not_import_and_another_district_sees_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    kept = upload(api("chenjing"), csv_of(GOOD))
    assert api("liqiang").get(f"/api/v1/site-imports/{kept['id']}").status_code == 403
    assert api("wanglei").get(f"/api/v1/site-imports/{kept['id']}").status_code == 404


def test_the_clerk_imports_from_the_command_line(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(csv_of(GOOD, "缺单位,,,,,,,,"))
    result = app.test_cli_runner().invoke(
        args=["import", "sites", str(path), "--union", cast.union("yuzhong").name, "--datum", "wgs84"]
    )
    assert result.exit_code == 0, result.output
    assert "created 1" in result.output
    assert "refused 1" in result.output
    assert "3 employer 此项必填" in result.output
