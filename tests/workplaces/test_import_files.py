"""What stands in a file comes in as harmless text, and a file that is no register is refused."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path

import geopandas
import pyogrio
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box
from sqlalchemy import Connection, select

from maps import vector_files
from maps.vector_files import UnusableFileError
from safety import database
from safety.database import db
from safety.errors import Invalid, Refusal, TooLarge
from safety.evidence import rules as evidence_rules
from safety.wire.tables import read_table
from safety.workplaces.models import Employer, Site
from tests.cast import Cast
from tests.sizes import of_whole
from tests.workplaces.conftest import IN_YUZHONG
from tests.workplaces.importing import HEAD, Open, csv_of, results, run, xlsx_of

pytestmark = pytest.mark.once


def test_formulas_and_control_characters_come_in_as_harmless_text(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    name = '=HYPERLINK(""http://evil"")'
    done = run(api("chenjing"), csv_of(f'"{name}\x07","=cmd|calc",,,,,,,'))
    assert done["created"] == 1
    assert db.session.scalars(select(Site.name)).one() == '=HYPERLINK("http://evil")'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_the_usual_encodings(
    cast: Cast, districts: dict[str, str], api: Open, encoding: str
) -> None:
    done = run(api("chenjing"), f"{HEAD}\n解放碑工地,渝中建设,,,,,,,".encode(encoding))
    assert done["created"] == 1
    assert db.session.scalars(select(Employer.name)).one() == "渝中建设"


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (401 * 1024 * 1024))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"\x00\x01\x02", 422),
        (b"PK\x03\x04 not a zip", 422),
        (b"{not json", 422),
        ("名称\na".encode(), 422),
    ],
)
def test_what_is_no_register_is_refused_by_field(
    cast: Cast, districts: dict[str, str], api: Open, content: bytes, status: int
) -> None:
    answer = api("chenjing").put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(content), "x.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == status
    assert "file" in answer.get_json()["errors"]


def test_a_zip_bomb_is_refused_before_unpacking(cast: Cast, districts: dict[str, str], api: Open) -> None:
    answer = api("chenjing").put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(bomb()), "x.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("cells", [["A1", "XFD1048576"], ["XFD1048576"], ["A1", "A1048576", "XFD2"]])
def test_a_small_sheet_of_far_cells_is_refused_before_it_is_built(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "far"
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for cell in cells:
        sheet.write_string(cell, "x")
    book.close()
    path.write_bytes(content.getvalue())
    with pytest.raises(TooLarge) as refused:
        read_table(path)
    assert refused.value.code == "too_many_cells"


def test_one_line_of_24_megabytes_is_refused_before_a_writer_waits(
    cast: Cast, districts: dict[str, str], api: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chen Jing's file is one line without an end: she is told so, and nobody's turn to write began."""
    program, turns, takes = api("chenjing"), list[object](), database._begin_to_write

    def counted(connection: Connection) -> None:
        turns.append(connection)
        takes(connection)

    program.get("/api/v1/me")  # that her token was used is noted now and then
    monkeypatch.setattr(database, "_begin_to_write", counted)
    content = f"{HEAD}\n解放碑工地,{'x' * (24 * 1024 * 1024)},,,,,,,".encode()
    answer = program.put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(content), "sites.csv")},
        content_type="multipart/form-data",
    )
    answer.request.environ["wsgi.input"].close()  # the client keeps a large form in a file
    assert answer.status_code in {413, 422}, answer.text
    assert not turns


def many_names(count: int = 10_001) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(count - 1):
            archive.writestr(f"{number}.shp", "")
    return content.getvalue()


def test_an_archive_of_many_names_is_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """70,000 empty files, 7 MB, took a thread for seconds: as a table, as evidence and as a file of places."""
    path = tmp_path / "many"
    path.write_bytes(many_names())

    def read(*_given: object) -> None:
        raise AssertionError("the names were read")

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", read)
    with pytest.raises(TooLarge):
        read_table(path)
    with pytest.raises(Invalid) as refused:
        evidence_rules.kind_of(path.read_bytes())
    assert refused.value.code == "decompression_bomb"
    with pytest.raises(UnusableFileError):
        vector_files.read_document(path)


@pytest.mark.parametrize(
    "content",
    [b"," * 20_000 + b"\n", b"a,b," * 9_000, b'a,"\n",' * 10_000, (b"," * 16_000 + b"\n") * 400],
    ids=["one line", "letters", "one record of many lines", "many lines"],
)
def test_a_csv_of_more_cells_than_anybody_fills_is_refused_before_they_are_built(
    tmp_path: Path, content: bytes
) -> None:
    """Two million commas in one line took a thread for seconds."""
    path = tmp_path / "wide.csv"
    path.write_bytes(content)
    with pytest.raises(TooLarge) as refused:
        read_table(path)
    assert refused.value.code == "too_many_cells"


def test_a_sheet_with_nothing_in_it_is_refused_by_field(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(xlsx_of([]))
    with pytest.raises(Invalid) as refused:
        read_table(path)
    assert "file" in refused.value.fields


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    honest = xlsx_of([["场所名称", "单位名称"], *[[f"工地{n}", "渝中建设"] for n in range(500)]])
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path = tmp_path / "lie"
    path.write_bytes(honest.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 10
    with pytest.raises(Invalid):
        read_table(path)


def test_geojson_words_come_in_without_control_characters(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    words = {"场所名称": "工\ud800地\u0000", "单位名称": "渝中建设", "职工人数": 120.0}
    feature = {"type": "Feature", "properties": words, "geometry": None}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    assert run(api("chenjing"), content, "sites.geojson")["created"] == 1
    assert db.session.execute(select(Site.name, Site.headcount)).one() == ("工地", 120)


def test_a_geopackage_comes_in_through_the_api_once_and_damaged_ones_stay_outside(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    columns = {"场所名称": ["解放碑工地", "朝天门工地"], "单位名称": ["渝中建设", "渝中建设"]}
    lon, lat = (float(one) for one in IN_YUZHONG)
    places = geopandas.GeoDataFrame(
        columns, geometry=[Point(lon, lat), box(lon, lat, lon + 0.001, lat + 0.001)], crs=4326
    )
    pyogrio.write_dataframe(places, tmp_path / "sites.gpkg", layer="sites", geometry_type="Unknown")
    content = (tmp_path / "sites.gpkg").read_bytes()
    done = run(api("chenjing"), content, "sites.gpkg")
    assert (done["created"], done["refused"]) == (2, 0), results(api("chenjing"), done)
    assert run(api("chenjing"), content, "sites.gpkg")["unchanged"] == 2
    outlined = db.session.scalars(select(Site).where(Site.name == "朝天门工地")).one()
    assert outlined.outline is not None
    assert (outlined.district_code, outlined.lon is not None) == ("500103", True)
    answer = api("chenjing").put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(content[:9000]), "half.gpkg")},
        content_type="multipart/form-data",
    )
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["file"])


@settings(
    max_examples=of_whole(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_a_table_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(content)
    try:
        rows = read_table(path).rows
    except Refusal:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)
