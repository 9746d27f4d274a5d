"""Who sees a case: the union it belongs to, and those in the team; nobody else in any part of it."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from safety.access.permissions import Permission as P
from safety.accidents import queries
from safety.accidents.queries import EVERY
from safety.people.queries import digest
from tests.accidents.sending import (
    Api,
    activity_json,
    appoint,
    ask,
    new_id,
    register,
    seated,
    send,
)
from tests.cast import Cast, id_of

PARTS = ("", "/clocks", "/grades", "/victims", "/handovers", "/activities", "/opinions", "/measures")
AT = {"lon": 106.5745, "lat": 29.5582}


@pytest.fixture
def case(cast: Cast, api: Api) -> str:
    """孙洁's case with a person who was hurt, an activity and an opinion."""
    officer = api("sunjie")
    accident = register(officer, **AT)
    send(officer, f"{accident}/victims", name="示例工人", degree="fatal", family_contact="示例 13800000000")
    put = officer.put(f"/api/v1{accident}/activities/{new_id()}", json=activity_json("sunjie"))
    assert put.status_code == 201, put.text
    send(
        officer,
        f"{accident}/opinions",
        about="measures",
        words="应全面排查",
        addressee="事故调查组",
        sent_on="2026-10-25",
    )
    return accident


def test_another_district_meets_nothing_anywhere(case: str, api: Api, cast: Cast) -> None:
    appoint("wanglei", "nanan")
    stranger = api("wanglei")
    for part in PARTS:
        ask(stranger, case + part, 404)
    send(stranger, f"{case}/victims/shown", 404)
    assert ask(stranger, "/accidents")["items"] == []
    assert ask(stranger, "/accident-notices")["items"] == []
    assert ask(stranger, "/accident-clocks") == []
    assert ask(stranger, "/accident-hours") == []
    assert ask(stranger, "/accident-numbers") == []
    scope = cast.actor("wanglei").scope(P.ACCIDENT_READ)
    assert queries.map_rows(scope) == []
    assert queries.count_accidents(scope, EVERY) == 0


def test_a_union_in_the_team_sees_and_records_and_shows_who_was_hurt(case: str, api: Api, cast: Cast) -> None:
    appoint("wanglei", "nanan")
    appoint("liuyang", "city")
    neighbours = {"union_id": str(id_of("nanan")), "asked_of": "调查组", "asked_on": "2026-10-20"}
    send(api("sunjie"), f"{case}/seats", 422, **neighbours)  # only who sees both unions has the other sit too
    seated(api("liuyang"), case, "nanan", "wanglei")
    neighbour = api("wanglei")
    for part in PARTS:
        ask(neighbour, case + part)
    assert send(neighbour, f"{case}/victims/shown", 200)[0]["name"] == "示例工人"
    put = neighbour.put(f"/api/v1{case}/activities/{new_id()}", json=activity_json("wanglei"))
    assert put.status_code == 201, put.text
    assert [one["accidents"] for one in ask(neighbour, "/accident-numbers")] == [1]
    assert len(queries.map_rows(cast.actor("wanglei").scope(P.ACCIDENT_READ))) == 1


def test_several_unions_sit_in_one_investigation(case: str, api: Api) -> None:
    seated(api("sunjie"), case, "yuzhong", "sunjie")
    seated(api("sunjie"), case, "city", "liuyang")
    seats = ask(api("sunjie"), case)["seats"]
    assert {one["union_id"] for one in seats} == {str(id_of("yuzhong")), str(id_of("city"))}
    again = {"union_id": str(id_of("city")), "asked_of": "调查组", "asked_on": "2026-10-20"}
    send(api("sunjie"), f"{case}/seats", 409, **again)


def test_inspectors_and_reviewers_of_the_same_district_have_no_part_in_it(case: str, api: Api) -> None:
    for name in ("liqiang", "wufang"):
        ask(api(name), case, 403)
        ask(api(name), "/accidents", 403)
        send(api(name), f"{case}/victims/shown", 403)


def test_who_reads_a_case_but_is_not_in_it_sees_no_personal_value(case: str, api: Api) -> None:
    for name in ("zhaolan", "luolin"):
        [masked] = ask(api(name), f"{case}/victims")
        assert set(masked) == {"id", "degree", "employment", "is_member", "is_migrant"}
        send(api(name), f"{case}/victims/shown", 403)


def test_a_person_is_replaced_with_a_reason_and_both_are_kept(case: str, api: Api) -> None:
    officer = api("sunjie")
    seat = seated(officer, case, "yuzhong", "sunjie")
    successor = {"member_id": str(id_of("chenjing")), "expertise": "起重机械"}
    send(officer, f"{seat}/replacement", 422, **successor)
    send(
        officer,
        f"{seat}/replacement",
        422,
        **(successor | {"member_id": str(id_of("sunjie")), "reason": "回避"}),
    )
    new = send(officer, f"{seat}/replacement", **successor, reason="回避")
    assert (new["state"], new["member_id"]) == ("named", str(id_of("chenjing")))
    states = [(one["state"], one["reason"]) for one in ask(officer, case)["seats"]]
    assert sorted(states, key=str) == [("named", None), ("replaced", "回避")]
    send(officer, f"{seat}/replacement", 409, **successor, reason="再换")


def test_hours_count_in_full_for_each_person(case: str, api: Api) -> None:
    officer = api("sunjie")
    content = activity_json(
        "sunjie", "chenjing", starts_at="2026-10-23T09:00:00+08:00", ends_at="2026-10-23T10:30:00+08:00"
    )
    assert officer.put(f"/api/v1{case}/activities/{new_id()}", json=content).status_code == 201
    hours = {one["name"]: (one["activities"], one["hours"]) for one in ask(officer, "/accident-hours")}
    assert hours == {"孙洁": (2, 4.0), "陈静": (1, 1.5)}
    assert ask(officer, "/accident-hours?since=2026-10-24") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2026-10-22T09:00:00+08:00"}, "ends_at"),
        ({"ends_at": "2026-10-23T09:01:00+08:00"}, "ends_at"),
        ({"starts_at": "2026-10-19T12:59:00+08:00", "ends_at": "2026-10-19T13:30:00+08:00"}, "starts_at"),
        ({"people": []}, "people"),
        ({"people": [str(uuid.UUID(int=7))]}, "people"),
        ({"lon": None}, "lon"),
    ],
)
def test_an_activity_that_cannot_be_is_refused_by_field(
    case: str, api: Api, changes: dict[str, object], field: str
) -> None:
    content = activity_json("sunjie") | changes
    answer = api("sunjie").put(f"/api/v1{case}/activities/{new_id()}", json=content)
    assert answer.status_code == 422, answer.text
    assert field in answer.get_json()["errors"]


def test_a_notice_suggests_the_accident_it_is_likely_about(case: str, api: Api) -> None:
    officer = api("sunjie")
    news = {
        "received_at": "2026-10-20T08:00:00+08:00",
        "channel": "news",
        "source": "示例日报",
        "words": "工地一人坠落",
    }

    def likely(**more: object) -> list[str]:
        notice = send(officer, "/accident-notices", **news, **more)
        return [one["id"] for one in ask(officer, f"/accident-notices/{notice['id']}/likely")]

    found = [case.rpartition("/")[2]]
    assert likely(employer_name="示例建设有限公司") == found
    assert likely(lon=AT["lon"] + 0.01, lat=AT["lat"]) == found
    assert likely(employer_name="另一家公司") == []
    assert likely(employer_name="示例建设有限公司", happened_at="2026-10-17T13:00:00+08:00") == []
    assert likely() == []


def test_an_extension_is_bounded_and_moves_the_term_and_one_asked_for_late_says_so(
    case: str, api: Api
) -> None:
    officer = api("sunjie")

    def due() -> str:
        found: str = next(one for one in ask(officer, f"{case}/clocks") if one["term"] == "report")["due_on"]
        return found

    assert due() == "2026-12-18"
    send(officer, f"{case}/appraisals", first_day="2026-10-22", last_day="2026-10-31", body="示例鉴定机构")
    send(officer, f"{case}/appraisals", first_day="2026-10-30", last_day="2026-11-01", body="示例鉴定机构")
    assert due() == "2026-12-29"
    asked = {"asked_on": "2026-11-20", "approved_on": "2026-11-22"}
    assert send(officer, f"{case}/extensions", days=60, **asked)["asked_in_time"] is True
    assert due() == "2027-02-27"
    send(officer, f"{case}/extensions", 422, days=1, **asked)
    send(officer, f"{case}/extensions", 409, days=5, term="approval", **asked)


def test_an_extension_asked_for_after_the_term_is_kept_as_late(cast: Cast, api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, happened_at="2026-08-01T10:00:00+08:00")
    late = {"asked_on": "2026-10-01", "approved_on": "2026-10-09"}
    assert send(officer, f"{accident}/extensions", days=10, **late)["asked_in_time"] is False


def test_an_investigation_taken_over_is_a_recorded_fact(case: str, api: Api) -> None:
    officer = api("sunjie")
    fact = {"kind": "taken_over", "to_whom": "重庆市人民政府（示例）", "on_day": "2026-10-25"}
    send(officer, f"{case}/handovers", **fact)
    assert [one["to_whom"] for one in ask(officer, f"{case}/handovers")] == ["重庆市人民政府（示例）"]
    send(officer, f"{case}/handovers", 422, **(fact | {"on_day": "2026-12-25"}))


def test_who_changed_the_case_meanwhile_is_not_written_over(case: str, api: Api) -> None:
    officer = api("sunjie")
    kept = ask(officer, case)
    content = {
        "title": kept["title"],
        "happened_at": kept["happened_at"],
        "place": "解放碑二号楼",
        "employer_name": kept["employer_name"],
    }
    stale = officer.put(f"/api/v1{case}", json=content, headers={"If-Match": f'"{kept["version"] - 1}"'})
    assert stale.status_code == 412
    fresh = officer.put(f"/api/v1{case}", json=content, headers={"If-Match": f'"{kept["version"]}"'})
    assert (fresh.status_code, fresh.get_json()["place"]) == (200, "解放碑二号楼")


def test_a_new_calendar_ends_the_one_before_and_the_address_is_not_kept(
    case: str, api: Api, client: FlaskClient, cast: Cast
) -> None:
    officer = api("sunjie")
    first, second = (send(officer, "/calendar")["address"] for _ in range(2))
    path = "/calendar/" + first.rpartition("/")[2], "/calendar/" + second.rpartition("/")[2]
    assert client.get(path[0]).status_code == 404
    assert client.get(path[1]).status_code == 200
    feed = queries.feed_of(id_of("sunjie"))
    assert feed is not None
    token = path[1].rpartition("/")[2].removesuffix(".ics")
    assert feed.token_hash == digest(token) != token


def test_a_dispatched_worker_may_be_a_migrant_worker_and_an_old_form_of_employment_says_it_too(
    api: Api, signed_in: Api
) -> None:
    officer = api("sunjie")
    accident = register(officer)

    def entered(**said: object) -> object:
        return send(officer, f"{accident}/victims", name="示例工人", degree="fatal", **said)["is_migrant"]

    assert entered(employment="dispatched", is_migrant=True) is True
    assert entered(employment="dispatched") is None
    assert entered(employment="migrant") is True
    refused = send(
        officer, f"{accident}/victims", 422, name="某", degree="fatal", employment="migrant", is_migrant=False
    )
    assert list(refused["errors"]) == ["is_migrant"]
    browser = signed_in("sunjie")
    page = browser.get(accident).text
    assert 'name="is_migrant"' in page
    assert '<option value="migrant"' not in page
    given = {"name": "示例工人", "degree": "serious", "employment": "dispatched", "is_migrant": "true"}
    assert browser.post(f"{accident}/victims", data=given).status_code == 302
    assert [one["is_migrant"] for one in ask(officer, f"{accident}/victims")].count(True) == 3
