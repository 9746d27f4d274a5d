"""What lies around an accident or a site: the sites within the chosen radius, the nearest first, none of another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.accidents.sending import register
from tests.cast import Cast
from tests.maps.places import NANAN, add_finding, add_site

Client = Callable[[str], FlaskClient]
HERE = (106.56913, 29.55287)
#: About 97 m a thousandth of a degree of longitude here.
NEAR, FARTHER, FAR = (HERE[0] + 0.003, HERE[1]), (HERE[0] + 0.008, HERE[1]), (HERE[0] + 0.03, HERE[1])


@pytest.fixture
def accident(cast: Cast, api: Client) -> str:
    """The address of an accident with three sites of the district around it, and one elsewhere."""
    add_finding(cast, add_site(cast, "yuzhong", "较远的工地", FARTHER), major=True)
    add_site(cast, "yuzhong", "最近的车间", NEAR)
    add_site(cast, "yuzhong", "远处的仓库", FAR)
    add_site(cast, "nanan", "南岸仓库", HERE)
    return register(api("sunjie"), lon=HERE[0], lat=HERE[1])


def test_the_sites_around_an_accident_are_listed_the_nearest_first(accident: str, signed_in: Client) -> None:
    page = signed_in("sunjie").get(f"/map{accident}/around").text
    assert page.index("最近的车间") < page.index("较远的工地")
    assert "远处的仓库" not in page
    assert "南岸仓库" not in page
    assert "290 米" in page.split("最近的车间", 1)[1].split("</tr>")[0]
    close = signed_in("sunjie").get(f"/map{accident}/around?radius=500").text
    assert "最近的车间" in close
    assert "较远的工地" not in close
    assert "远处的仓库" in signed_in("sunjie").get(f"/map{accident}/around?radius=5000").text
    assert "这个范围内没有其他场所" in signed_in("sunjie").get(f"/map{accident}/around?radius=200").text
    assert signed_in("sunjie").get(f"/map{accident}/around?radius=zzz").status_code == 200


def test_the_map_shows_the_circle_the_accident_and_only_the_sites_in_it(
    accident: str, signed_in: Client, api: Client
) -> None:
    document = signed_in("sunjie").get(f"/map{accident}/around/document?radius=500").text
    assert '"around": [106.56913, 29.55287, 500]' in document
    assert f"near={HERE[0]}\\u0026radius" not in document
    assert "radius=500" in document
    one = accident.rsplit("/", 1)[1]
    register(
        api("sunjie"), lon=FAR[0], lat=FAR[1], title="另一起事故", happened_at="2026-09-01T08:00:00+08:00"
    )
    found = api("sunjie").get(f"/api/v1/map/accidents?accident={one}").get_json()
    assert [feature["properties"]["around"] for feature in found["features"]] == [f"/map{accident}/around"]


def test_an_accident_and_its_popup_lead_there(accident: str, signed_in: Client) -> None:
    assert f'href="/map{accident}/around"' in signed_in("sunjie").get(accident).text


def test_another_district_and_who_reads_no_accidents_see_nothing_of_it(
    accident: str, signed_in: Client
) -> None:
    for who, status in (("chenjing", 403), ("wanglei", 403)):
        for path in ("around", "around/document"):
            assert signed_in(who).get(f"/map{accident}/{path}").status_code == status


def test_an_accident_without_a_position_says_so(cast: Cast, api: Client, signed_in: Client) -> None:
    bare = register(api("sunjie"))
    page = signed_in("sunjie").get(f"/map{bare}/around").text
    assert "登记位置后才能查看周边的场所" in page
    assert signed_in("sunjie").get(f"/map{bare}/around/document").status_code == 404


def test_the_sites_around_a_site_leave_itself_out(cast: Cast, signed_in: Client) -> None:
    centre = add_site(cast, "yuzhong", "中间的工地", HERE)
    add_site(cast, "yuzhong", "最近的车间", NEAR)
    page = signed_in("chenjing").get(f"/map/sites/{centre}/around").text
    assert "共 1 个场所" in page
    assert "最近的车间" in page
    assert signed_in("chenjing").get(f"/map/sites/{centre}/around/document").status_code == 200
    assert f'href="/map/sites/{centre}/around"' in signed_in("chenjing").get(f"/sites/{centre}").text
    assert signed_in("wanglei").get(f"/map/sites/{centre}/around").status_code == 404
    elsewhere = add_site(cast, "nanan", "南岸仓库", NANAN)
    assert signed_in("chenjing").get(f"/map/sites/{elsewhere}/around").status_code == 404


def test_who_leads_measures_from_the_rounded_place(accident: str, signed_in: Client) -> None:
    document = signed_in("luolin").get(f"/map{accident}/around/document").text
    assert '"around": [106.57, 29.55, 1000]' in document
    assert "106.569" not in document
    assert "位置取整到约 1 公里" in document
    assert "位置取整到约 1 公里" in signed_in("luolin").get(f"/map{accident}/around").text


def test_a_program_reads_the_same_sites_with_their_distances(accident: str, api: Client) -> None:
    address = f"/api/v1/map{accident}/around"
    found = api("sunjie").get(address).get_json()
    assert [(one["name"], one["distance_m"]) for one in found["items"]] == [
        ("最近的车间", 290),
        ("较远的工地", 774),
    ]
    assert (found["total"], found["radius"]) == (2, 1000)
    near = found["items"][0]["id"]
    around_it = api("chenjing").get(f"/api/v1/map/sites/{near}/around?radius=600").get_json()
    assert [one["name"] for one in around_it["items"]] == ["较远的工地"]
    assert api("sunjie").get(f"{address}?radius=20000").status_code == 422
    assert api("zhengkai").get(f"/api/v1/map/sites/{near}/around").status_code == 404


def test_two_days_of_the_map_are_compared_by_a_program(accident: str, api: Client) -> None:
    told = api("chenjing").get("/api/v1/map/compare?measure=sites&before=2026-11-01").get_json()
    assert (told["before"], told["on"]) == ("2026-11-01", "2026-11-23")
    own = next(one for one in told["items"] if one["district_code"] == "500103")
    assert own["later"]["measured"] == 3
    assert api("chenjing").get("/api/v1/map/compare?before=2027-01-01").status_code == 422
