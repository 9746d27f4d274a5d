"""Districts are found from positions, in the edition of the day; a bad file is refused with its reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps import boundaries
from maps.boundaries import Atlas, district_at, edition_on, write_edition
from maps.coordinates import Datum, from_wgs84
from maps.outlines import UnusableOutlinesError, guess_datum, read_outlines
from maps.wording import warning_of

DAY = date(2024, 5, 1)
SHIPPED = Path(boundaries.__file__).parent / "data" / "chongqing_districts_2017.geojson"


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (106.5690, 29.5530, "500103"),  # 解放碑, 渝中
        (106.4570, 29.5410, "500106"),  # 沙坪坝
        (108.4087, 30.8079, "500101"),  # 万州
        (109.0070, 28.4410, "500241"),  # 秀山
    ],
)
def test_known_places_lie_in_their_districts(lon: float, lat: float, code: str) -> None:
    assert district_at(lon, lat, on=DAY) == code


@pytest.mark.parametrize(("lon", "lat"), [(104.06, 30.67), (29.55, 106.57), (float("nan"), 29.5), (0.0, 0.0)])
def test_a_place_elsewhere_lies_in_no_district(lon: float, lat: float) -> None:
    assert district_at(lon, lat, on=DAY) is None


def test_the_shipped_edition_holds_38_districts_and_says_when_it_went_out_of_date() -> None:
    edition = edition_on(DAY)
    assert len(edition.outlines) == 38
    assert edition.names["500155"] == "梁平区"
    assert not edition.is_outdated_on(date(2026, 1, 24))
    assert edition.is_outdated_on(date(2026, 1, 25))
    assert warning_of(edition, date(2026, 1, 24)) is None
    warning = warning_of(edition, date(2026, 1, 25))
    assert warning is not None
    assert "两江新区" in str(warning)
    assert "两江新区" not in set(edition.names.values())
    assert edition.review_no == ""


def test_a_day_before_every_edition_uses_the_newest_there_is() -> None:
    assert edition_on(date(1999, 1, 1)).name == edition_on(date(2026, 6, 1)).name


def test_the_shipped_file_passes_the_checks_made_on_any_file() -> None:
    assert len(read_outlines(SHIPPED, Datum.CGCS2000)) == 38


def test_every_district_contains_its_own_inner_point() -> None:
    for code, outline in edition_on(DAY).outlines.items():
        inner = outline.area.representative_point()
        assert district_at(inner.x, inner.y, on=DAY) == code


@given(st.floats(105.2, 110.3), st.floats(28.1, 32.3))
def test_the_index_answers_as_a_plain_search_would(lon: float, lat: float) -> None:
    place = shapely.Point(lon, lat)
    plain = [code for code, outline in edition_on(DAY).outlines.items() if outline.area.intersects(place)]
    assert district_at(lon, lat, on=DAY) == min(plain, default=None)


def test_an_added_edition_counts_from_its_day_and_a_running_atlas_sees_it(tmp_path: Path) -> None:
    running = Atlas(tmp_path)
    shipped = running.edition_on(DAY)
    assert running.district_at(106.57, 29.60, on=date(2026, 6, 1)) == "500105"
    merged = dict(shipped.outlines)
    north, bank = merged.pop("500112"), merged.pop("500105")
    merged["500157"] = replace(
        north, code="500157", name="新区（示例）", area=shapely.union(north.area, bank.area)
    )
    new = replace(shipped, name="示例版", valid_from=date(2026, 1, 25), superseded_on=None, outlines=merged)
    unfinished = write_edition(new, tmp_path)
    assert running.edition_on(date(2026, 6, 1)).name == shipped.name
    unfinished.replace(unfinished.with_suffix(""))
    assert running.district_at(106.57, 29.60, on=date(2026, 6, 1)) == "500157"
    assert running.district_at(106.57, 29.60, on=date(2026, 1, 24)) == "500105"
    assert running.edition_on(date(2026, 6, 1)).names["500157"] == "新区（示例）"
    assert len(running.edition_on(date(2026, 6, 1)).outlines) == 37


def square(west: float, south: float, size: float = 1.0, **properties: object) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    named = {"code": f"50{int(west * 100):04d}"[:6], "name": f"区{west}"} | properties
    return {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(*features: object, **members: object) -> Path:
        path = tmp_path / "outlines.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | members))
        return path

    return write


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
}


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ([square(10, 10, code="50010")], "认不出"),
        ([square(10, 10, name="")], "没有可用的名称"),
        ([square(10, 10, name="<b>x</b>")], "没有可用的名称"),
        ([square(10, 10), square(10, 10)], "用了两次"),
        ([square(107, 29.25), square(107.5, 29.25)], "重叠"),
        ([square(10, 10) | {"geometry": BOWTIE}], "Self-intersection"),
        ([square(10, 10) | {"geometry": {"type": "Point", "coordinates": [1, 1]}}], "不是面"),
        ([square(10, 10) | {"geometry": {"type": "Polygon", "coordinates": "x"}}], "无法读取"),
        ([square(10, 10) | {"geometry": None}], "无法读取|不是面"),
        ([square(500, 10, code="500101")], "不是经纬度"),
        (["nonsense"], "不是有属性的要素"),
        ([], "没有要素"),
    ],
)
def test_a_faulty_file_is_refused_with_its_reason(
    written: Callable[..., Path], features: list[object], reason: str
) -> None:
    with pytest.raises(UnusableOutlinesError, match=reason):
        read_outlines(written(*features), Datum.WGS84)


SPIKE = [[107, 29], [108, 29], [109, 29], [108, 29], [108, 30], [107, 30], [107, 29]]
LOOP = [
    *([107, 29], [108, 29], [108, 30], [107.5, 30]),
    *([107.501, 30.01], [107.499, 30.01], [107.5, 30], [107, 30], [107, 29]),
]


@pytest.mark.parametrize(("ring", "area"), [(SPIKE, 1.0), (LOOP, 1.0)])
def test_an_outline_that_touches_itself_is_mended_and_says_so(
    written: Callable[..., Path], ring: list[list[float]], area: float
) -> None:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    (found,) = read_outlines(written(square(107, 29) | {"geometry": geometry}), Datum.WGS84).values()
    assert found.area.is_valid
    assert found.area.area == pytest.approx(area, abs=0.001)
    assert "Self-intersection" in found.repaired
    (sound,) = read_outlines(written(square(107, 29)), Datum.WGS84).values()
    assert not sound.repaired


def test_a_gap_inside_the_whole_is_refused(written: Callable[..., Path]) -> None:
    ring = [
        square(107 + x / 4, 29.25 + y / 4, 0.25, code=f"5001{x}{y}")
        for x in (0, 1, 2)
        for y in (0, 1, 2)
        if (x, y) != (1, 1)
    ]
    with pytest.raises(UnusableOutlinesError, match="空隙"):
        read_outlines(written(*ring), Datum.WGS84)


def test_another_coordinate_system_is_refused(written: Callable[..., Path]) -> None:
    mercator = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(UnusableOutlinesError, match="应为经纬度"):
        read_outlines(written(square(10, 10), crs=mercator), Datum.WGS84)


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b'{"type": "Feature"}'])
def test_what_is_no_geojson_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(UnusableOutlinesError):
        read_outlines(path, Datum.WGS84)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_the_datum_of_a_boundary_file_is_told_by_its_fit(tmp_path: Path, datum: Datum) -> None:
    document = json.loads(SHIPPED.read_text())
    for feature in document["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                ring[:] = [list(from_wgs84(lon, lat, datum)) for lon, lat in ring]
    path = tmp_path / "shifted.geojson"
    path.write_text(json.dumps(document))
    guess = guess_datum(path, edition_on(DAY).outlines)
    assert guess.datum is datum
    assert guess.confidence > 0.5
    back = read_outlines(path, datum)["500103"].area
    assert back.symmetric_difference(edition_on(DAY).outlines["500103"].area).area < 1e-8
