"""Registering sites: positions, districts, likely duplicates, edits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.errors import Conflict, Invalid, Stale
from safety.folding.names import likeness
from safety.people.models import Union
from safety.transactions import one_transaction
from safety.workplaces import operations, queries
from safety.workplaces.models import Employer, Site
from safety.workplaces.rules import Datum, Position, SiteKind, probably_one
from tests.cast import NOW, Cast
from tests.workplaces.conftest import CODE, IN_NANAN, IN_YUZHONG

Open = Callable[[str], FlaskClient]


def register(cast: Cast, employer: Employer, who: str = "chenjing", **given: Any) -> Site:
    values: dict[str, Any] = {
        "id": uuid.uuid4(),
        "employer_id": employer.id,
        "name": "解放碑一号工程",
        "kind": SiteKind.NEW_BUILD,
        "position": Position(*IN_YUZHONG),
    }
    with one_transaction():
        return operations.create_site(actor=cast.actor(who), now=NOW, **(values | given))


def test_the_district_and_its_union_are_found_from_the_position(cast: Cast, employer: Employer) -> None:
    site = register(cast, employer)
    assert (site.district_code, site.district_found) == ("500103", "500103")
    assert site.union_id == cast.union("yuzhong").id


def test_a_gcj_02_position_is_converted_and_the_given_one_kept(cast: Cast, employer: Employer) -> None:
    site = register(cast, employer, position=Position(*IN_YUZHONG, datum=Datum.GCJ02, accuracy_m=8))
    assert site.lon is not None
    assert 0.003 < IN_YUZHONG[0] - site.lon < 0.005
    assert (site.given_lon, site.given_lat, site.datum) == (*IN_YUZHONG, "gcj02")


def test_chen_jing_cannot_register_a_site_in_nanan(cast: Cast, employer: Employer) -> None:
    with pytest.raises(Invalid) as refusal:
        register(cast, employer, position=Position(*IN_NANAN))
    assert list(refusal.value.fields) == ["lon"]
    with pytest.raises(Invalid) as refusal:
        register(cast, employer, position=None, district_code="500108")
    assert list(refusal.value.fields) == ["district_code"]


def test_chen_jing_is_offered_her_own_district_and_told_at_the_field_that_another_is_not_hers(
    cast: Cast, employer: Employer, signed_in: Open, api: Open
) -> None:
    chenjing = signed_in("chenjing")
    for form in ("/sites/new", "/projects/new"):
        page = chenjing.get(form).text
        assert '<option value="500103"' in page
        assert '<option value="500108"' not in page
        assert '<option value="500108"' in signed_in("liuyang").get(form).text
    sent = {"id": str(uuid.uuid4()), "employer_id": str(employer.id), "name": "南坪工地", "kind": "new_build"}
    refused = chenjing.post("/sites/new", data=sent | {"district_code": "500108", "datum": "wgs84"})
    assert refused.status_code == 422
    assert "这个地点不在您的管辖范围内" in refused.text
    assert "南坪工地" in refused.text
    assert '<option value="500108" selected' in refused.text  # what was chosen is still there
    program = api("chenjing")
    for where in ({"district_code": "500108"}, {"lon": IN_NANAN[0], "lat": IN_NANAN[1]}):
        told = program.put(
            f"/api/v1/sites/{sent['id']}", json={k: v for k, v in sent.items() if k != "id"} | where
        )
        assert (told.status_code, list(told.get_json()["errors"])) == (422, list(where)[:1]), told.text
    own = {
        "nature": "new",
        "tracks": ["safety"],
        "owner_id": str(employer.id),
        "name": "南坪项目",
        "district_code": "500108",
    }
    told = program.put(f"/api/v1/projects/{uuid.uuid4()}", json=own)
    assert (told.status_code, list(told.get_json()["errors"])) == (422, ["district_code"]), told.text


def test_overruling_the_district_wants_a_reason(cast: Cast, employer: Employer) -> None:
    with pytest.raises(Invalid) as refusal:
        register(cast, employer, "liuyang", district_code="500108")
    assert "district_reason" in refusal.value.fields
    site = register(
        cast, employer, "liuyang", district_code="500108", district_reason="跨界工地，项目部在南岸"
    )
    assert (site.district_code, site.district_found) == ("500108", "500103")
    assert site.union_id == cast.union("nanan").id


def test_a_likely_duplicate_is_shown_before_saving(cast: Cast, employer: Employer) -> None:
    first = register(cast, employer)
    near = Position(IN_YUZHONG[0] + 0.0005, IN_YUZHONG[1])
    with pytest.raises(Conflict) as refusal:
        register(cast, employer, name="解放碑1号工程项目部", position=near)
    assert refusal.value.code == "likely_duplicate"
    assert refusal.value.extra["candidates"] == [{"id": str(first.id), "name": first.name}]
    second = register(cast, employer, name="解放碑1号工程项目部", position=near, accept_duplicate=True)
    assert second.id != first.id


def test_an_edit_on_an_old_version_is_refused_with_the_present_one(cast: Cast, employer: Employer) -> None:
    site = register(cast, employer)
    with one_transaction():
        operations.edit_site(actor=cast.actor("chenjing"), now=NOW, site=site, version=1, headcount=80)
    with pytest.raises(Stale) as refusal, one_transaction():
        operations.edit_site(actor=cast.actor("chenjing"), now=NOW, site=site, version=1, headcount=90)
    assert refusal.value.extra == {"version": 2}


@pytest.mark.parametrize(
    ("words", "found"), [("解放碑", 1), ("一号 渝中建设", 1), (CODE[3:9], 1), ("%", 0), ("_", 0), ("南岸", 0)]
)
def test_search_finds_any_part_of_name_employer_or_code_literally(
    cast: Cast, employer: Employer, words: str, found: int
) -> None:
    register(cast, employer)
    from safety.access.permissions import Permission
    from safety.lists import Window

    scope = cast.actor("chenjing").scope(Permission.SITE_READ)
    page = queries.search_sites(scope, queries.SiteFilters(q=words), Window())
    assert page.total == found


def test_wang_lei_of_nanan_sees_nothing_of_it(cast: Cast, employer: Employer, signed_in: Open) -> None:
    site = register(cast, employer)
    browser = signed_in("wanglei")
    assert browser.get(f"/sites/{site.id}").status_code == 404
    assert "解放碑一号工程" not in browser.get("/sites").text
    assert browser.get(f"/employers/{employer.id}").status_code == 404


def test_the_pages_show_the_site(cast: Cast, employer: Employer, signed_in: Open) -> None:
    site = register(cast, employer)
    browser = signed_in("chenjing")
    for address in (
        "/sites",
        f"/sites/{site.id}",
        f"/sites/{site.id}/edit",
        "/sites/new",
        "/employers",
        f"/employers/{employer.id}",
        f"/employers/{employer.id}/edit",
        "/employers/new",
        "/sites/import",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address


def test_a_full_width_code_is_folded_and_shown_by_the_form_and_refused_by_place_for_programs(
    cast: Cast, employer: Employer, signed_in: Open, api: Open
) -> None:
    browser = signed_in("chenjing")
    form = {
        "id": str(uuid.uuid4()),
        "name": "朝天门公司",
        "credit_code": "９１３３０１００７９９６５５０５８Ａ",
    }
    refused = browser.post("/employers/new", data=form)
    assert refused.status_code == 422
    assert 'value="91330100799655058A"' in refused.get_data(as_text=True)  # its check digit is wrong
    form["credit_code"] = "９１３３０１００７９９６５５０５８Ｂ"
    kept = browser.post("/employers/new", data=form)
    assert "91330100799655058B" in browser.get(kept.location).get_data(as_text=True)
    sent = {"name": "南坪公司", "credit_code": "9１4403001922038216"}
    answer = api("chenjing").put(f"/api/v1/employers/{uuid.uuid4()}", json=sent)
    assert answer.status_code == 422
    assert "第 2 位“１”" in str(answer.get_json()["errors"]["credit_code"])


def test_a_refused_form_keeps_what_was_typed(cast: Cast, employer: Employer, signed_in: Open) -> None:
    answer = signed_in("chenjing").post(
        "/sites/new",
        data={
            "id": str(uuid.uuid4()),
            "employer_id": str(employer.id),
            "name": "朝天门工程",
            "kind": "new_build",
            "lon": "29.56",
            "lat": "106.56",
            "datum": "wgs84",
        },
    )
    assert answer.status_code == 422
    assert "经度和纬度可能填反了" in answer.text
    assert "朝天门工程" in answer.text


def test_a_site_registered_on_the_page_can_be_closed_and_reopened(
    cast: Cast, employer: Employer, signed_in: Open
) -> None:
    browser = signed_in("chenjing")
    made = browser.post(
        "/sites/new",
        data={
            "id": str(uuid.uuid4()),
            "employer_id": str(employer.id),
            "name": "朝天门工程",
            "kind": "new_build",
            "lon": str(IN_YUZHONG[0]),
            "lat": str(IN_YUZHONG[1]),
            "datum": "wgs84",
        },
    )
    assert made.status_code == 302
    address = made.headers["Location"]
    browser.post(f"{address}/close", data={"version": "1", "reason": "工程完工"})
    assert "已关闭" in browser.get(address).text
    browser.post(f"{address}/reopen", data={"version": "2", "reason": "二期开工"})
    assert "已关闭" not in browser.get(address).text


def put(program: FlaskClient, site_id: uuid.UUID, employer: Employer, **given: Any) -> Any:
    body = {
        "employer_id": str(employer.id),
        "name": "朝天门工程",
        "kind": "new_build",
        "lon": IN_YUZHONG[0],
        "lat": IN_YUZHONG[1],
    }
    return program.put(f"/api/v1/sites/{site_id}", json=body | given)


def test_a_repeated_put_answers_200_and_other_content_409(cast: Cast, employer: Employer, api: Open) -> None:
    program, site_id = api("chenjing"), uuid.uuid4()
    assert put(program, site_id, employer).status_code == 201
    assert put(program, site_id, employer).status_code == 200
    other = put(program, site_id, employer, name="另一个工程")
    assert (other.status_code, other.get_json()["code"]) == (409, "other_content")


def test_a_stale_patch_answers_412_with_the_version(cast: Cast, employer: Employer, api: Open) -> None:
    program, site_id = api("chenjing"), uuid.uuid4()
    put(program, site_id, employer)
    address = f"/api/v1/sites/{site_id}"
    fine = program.patch(address, json={"headcount": 50}, headers={"If-Match": '"1"'})
    assert (fine.status_code, fine.get_json()["headcount"], fine.get_json()["name"]) == (
        200,
        50,
        "朝天门工程",
    )
    stale = program.patch(address, json={"headcount": 60}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.get_json()["version"]) == (412, 2)


def test_a_patch_of_the_name_keeps_the_district_that_a_person_chose(
    cast: Cast, employer: Employer, api: Open
) -> None:
    program, site_id = api("liuyang"), uuid.uuid4()
    chosen = {"district_code": "500108", "district_reason": "跨江工程，由南岸管理"}
    assert put(program, site_id, employer, **chosen).status_code == 201
    edited = program.patch(
        f"/api/v1/sites/{site_id}", json={"name": "朝天门大桥"}, headers={"If-Match": '"1"'}
    ).get_json()
    assert (edited["district_code"], edited["district_reason"]) == ("500108", "跨江工程，由南岸管理")


def test_the_timeline_tells_when_and_why_a_site_was_closed(
    cast: Cast, employer: Employer, signed_in: Open
) -> None:
    site = register(cast, employer, name="远处工程", position=Position(*IN_YUZHONG))
    browser = signed_in("chenjing")
    browser.post(f"/sites/{site.id}/close", data={"version": 1, "reason": "工程已竣工"})
    page = browser.get(f"/sites/{site.id}").text
    assert "登记场所" in page
    assert "工程已竣工" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lon": 0, "lat": 0}, "lon"),
        ({"lon": 29.5, "lat": 106.5}, "lon"),
        ({"lon": 2.3, "lat": 48.8}, "lon"),
        ({"lon": None}, "lon"),
        ({"kind": "castle"}, "kind"),
        ({"headcount": -1}, "headcount"),
        ({"union_id": str(uuid.uuid4())}, "union_id"),
        ({"district_id": "500103"}, "district_id"),
        ({"name": "坏\u0007名"}, "name"),
        ({"outline": {"type": "LineString", "coordinates": [[106, 29], [107, 30]]}}, "outline"),
    ],
)
def test_each_wrong_field_is_named(
    cast: Cast, employer: Employer, api: Open, change: dict[str, Any], field: str
) -> None:
    answer = put(api("chenjing"), uuid.uuid4(), employer, **change)
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]


def test_an_outline_gives_the_position(cast: Cast, employer: Employer, api: Open) -> None:
    lon, lat = IN_YUZHONG
    ring = [[lon, lat], [lon + 0.001, lat], [lon + 0.001, lat + 0.001], [lon, lat + 0.001], [lon, lat]]
    answer = put(
        api("chenjing"),
        uuid.uuid4(),
        employer,
        lon=None,
        lat=None,
        outline={"type": "Polygon", "coordinates": [ring]},
    )
    assert answer.status_code == 201
    assert answer.get_json()["district_code"] == "500103"
    assert answer.get_json()["outline"]["type"] == "Polygon"


def test_the_nearest_site_comes_first(cast: Cast, employer: Employer, api: Open) -> None:
    far = register(cast, employer, name="远处工程", position=Position(IN_YUZHONG[0] - 0.012, IN_YUZHONG[1]))
    near = register(cast, employer, name="近处厂房", position=Position(*IN_YUZHONG))
    found = api("chenjing").get(f"/api/v1/sites/nearest?lon={IN_YUZHONG[0]}&lat={IN_YUZHONG[1]}").get_json()
    assert [one["site"]["id"] for one in found] == [str(near.id), str(far.id)]
    assert found[0]["distance_m"] < 1


def test_names_are_compared_without_their_trimmings() -> None:
    assert likeness("重庆宏图建设（集团）有限公司一期", "重庆宏图建设集团一期") == 1
    assert not probably_one(
        name="东厂区", other_name="西仓库", same_employer=True, position=None, other_position=None
    )


def test_an_employer_with_a_known_code_is_a_conflict_by_field(
    cast: Cast, employer: Employer, api: Open
) -> None:
    answer = api("chenjing").put(
        f"/api/v1/employers/{uuid.uuid4()}", json={"name": "另一家", "credit_code": CODE}
    )
    assert answer.status_code == 409
    assert "credit_code" in answer.get_json()["errors"]


def test_a_wrong_credit_code_says_which_character(cast: Cast, districts: dict[str, str], api: Open) -> None:
    answer = api("chenjing").put(
        f"/api/v1/employers/{uuid.uuid4()}", json={"name": "某公司", "credit_code": "91440300192203821O"}
    )
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["credit_code"] == ["第 18 位“O”不是允许的字符"]


def test_the_union_row_is_the_one_of_the_district(cast: Cast, employer: Employer) -> None:
    assert isinstance(register(cast, employer).union, Union)


def test_an_edit_that_makes_two_sites_alike_shows_the_other_first(cast: Cast, employer: Employer) -> None:
    first = register(cast, employer)
    far = Position(IN_YUZHONG[0] - 0.01, IN_YUZHONG[1])
    second = register(cast, employer, name="洪崖洞工地", position=far)
    near = Position(IN_YUZHONG[0] + 0.0005, IN_YUZHONG[1])

    def edit(**given: Any) -> Site:
        with one_transaction():
            return operations.edit_site(
                actor=cast.actor("chenjing"), now=NOW, site=second, version=second.version, **given
            )

    with pytest.raises(Conflict) as refusal:
        edit(position=near)
    assert refusal.value.extra["candidates"] == [{"id": str(first.id), "name": first.name}]
    edit(position=near, accept_duplicate=True)
    assert edit(headcount=90).headcount == 90, "what was accepted is not asked about again"


def test_the_page_shows_likely_duplicates_on_edit(cast: Cast, employer: Employer, signed_in: Open) -> None:
    first = register(cast, employer)
    far = Position(IN_YUZHONG[0] - 0.01, IN_YUZHONG[1])
    second = register(cast, employer, name="洪崖洞工地", position=far)
    form = {
        "version": str(second.version),
        "name": first.name,
        "kind": "new_build",
        "datum": "wgs84",
        "lon": str(IN_YUZHONG[0]),
        "lat": str(IN_YUZHONG[1]),
    }
    browser = signed_in("chenjing")
    refused = browser.post(f"/sites/{second.id}/edit", data=form)
    assert refused.status_code == 409
    assert "仍要保存" in refused.text
    assert (
        browser.post(f"/sites/{second.id}/edit", data=form | {"accept_duplicate": "true"}).status_code == 302
    )
