"""Features become rows; an outline is repaired where that is safe and refused where it is not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.coordinates import Datum, from_wgs84, metres_between
from maps.geography import Geography as Ours
from maps.imports import outline_to_wgs84, read_features
from safety.errors import Invalid, TooLarge
from safety.workplaces.geography import Geography

DAY = date(2026, 1, 1)
SQUARE = [[106.5, 29.5], [106.51, 29.5], [106.51, 29.51], [106.5, 29.51], [106.5, 29.5]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def written(folder: Path, content: object) -> Path:
    path = folder / "sites.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
    return path


def features(*each: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(each)}


def test_points_outlines_and_plain_rows_are_read_with_their_properties(tmp_path: Path) -> None:
    rows = read_features(
        written(
            tmp_path,
            features(
                {
                    "properties": {"名称": "甲", "lon": "骗"},
                    "geometry": {"type": "Point", "coordinates": [106.5, 29.5, 300]},
                },
                {"properties": {"名称": "乙"}, "geometry": polygon(SQUARE)},
                {"properties": {"名称": "丙"}, "geometry": None},
                {"properties": None, "geometry": {"type": "LineString", "coordinates": SQUARE}},
                {"properties": {}, "geometry": {"type": "Point", "coordinates": ["x", 1]}},
                "不是要素",
            ),
        )
    )
    assert rows[0] == {"名称": "甲", "lon": 106.5, "lat": 29.5}
    assert rows[1] == {"名称": "乙", "outline": polygon(SQUARE)}
    assert rows[2] == {"名称": "丙"}
    assert [sorted(row) for row in rows[3:]] == [["refused"]] * 3


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"features": 1}', "NaN", '{"features": [NaN]}', "[" * 5000]
)
def test_what_is_no_feature_collection_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_features(written(tmp_path, content))
    assert "file" in refusal.value.fields


def test_more_than_fifty_thousand_features_are_too_many(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        read_features(written(tmp_path, features(*([None] * 50_001))))


@pytest.mark.parametrize("datum", list(Datum))
def test_an_outline_is_brought_to_wgs84_with_a_point_inside(datum: Datum) -> None:
    given_ring = [list(from_wgs84(lon, lat, datum)) for lon, lat in SQUARE]
    moved, (lon, lat) = outline_to_wgs84(polygon(given_ring), datum)
    area = shapely.geometry.shape(moved)
    assert area.contains(shapely.Point(lon, lat))
    assert metres_between((lon, lat), (106.505, 29.505)) < 100
    assert area.symmetric_difference(shapely.Polygon(SQUARE)).area < 1e-8


def test_a_spike_is_repaired_and_a_bow_tie_is_refused() -> None:
    spike = [*SQUARE[:3], [106.515, 29.515], [106.51, 29.51], *SQUARE[3:]]
    moved, _ = outline_to_wgs84(polygon(spike), Datum.WGS84)
    assert shapely.geometry.shape(moved).is_valid
    bow_tie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    with pytest.raises(Invalid) as refusal:
        outline_to_wgs84(polygon(bow_tie), Datum.WGS84)
    assert "自相交" in str(refusal.value.fields["outline"][0])


@pytest.mark.parametrize(
    "outline",
    [
        {"type": "Point", "coordinates": [106.5, 29.5]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[1, 2], [3]]]},
        {"type": "Polygon", "coordinates": [[[None, None]] * 5]},
        {},
        polygon([[lon * 1000, lat] for lon, lat in SQUARE]),
        polygon([[100, 20], [110, 20], [110, 30], [100, 20]]),
        polygon([[106.5, 29.5]] * 4),
        polygon([[106.5 + number / 1e6, 29.5 + number % 2 / 1e3] for number in range(6000)]),
    ],
)
def test_an_outline_that_can_be_no_site_is_refused(outline: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        outline_to_wgs84(outline, Datum.WGS84)
    assert list(refusal.value.fields) == ["outline"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_whatever_coordinates_come_the_answer_is_an_outline_or_a_refusal(value: Any) -> None:
    try:
        moved, _ = outline_to_wgs84({"type": "Polygon", "coordinates": value}, Datum.GCJ02)
    except Invalid:
        return
    assert shapely.geometry.shape(moved).is_valid


def test_ours_is_the_geography_that_workplaces_ask_for() -> None:
    geography: Geography = Ours()
    assert geography.to_wgs84(106.5, 29.5, "cgcs2000") == (106.5, 29.5)
    assert geography.guess_datum([(106.5, 29.5, None), (500.0, 99.0, None)]) == (None, 0.0)
    inside = [(106.569 + number / 2000, 29.553, "500103") for number in range(-20, 40)]
    assert geography.district_at(106.569, 29.553, DAY) == "500103"
    assert (
        geography.guess_datum([(*from_wgs84(lon, lat, Datum.GCJ02), code) for lon, lat, code in inside])[1]
        >= 0
    )
