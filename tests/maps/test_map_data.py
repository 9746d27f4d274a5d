"""What the map is told: levels from the register, bounded, and never a row out of scope."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from maps import scenes
from maps.risk import RULE_2026, Level
from maps.sources import StandingFilters, rated_sites
from safety.access.permissions import Permission as P
from safety.accidents.queries import counts_by_site
from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.accidents.sending import register
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import NANAN, YESTERDAY, YUZHONG, add_check, add_finding, add_site, withdraw

Client = Callable[[str], FlaskClient]


def level_of(cast: Cast, site_id: uuid.UUID, **filters: Any) -> Level:
    scope = cast.actor("liuyang").scope(P.SITE_READ)
    (found,) = rated_sites(scope, StandingFilters(site_id=site_id, **filters), today=TODAY, rule=RULE_2026)
    return found.attention.level


def data(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def names(document: dict[str, Any]) -> set[str]:
    return {feature["properties"]["name"] for feature in document["features"]}


def test_a_site_changes_colour_as_findings_come_and_go(cast: Cast) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    assert level_of(cast, site) is Level.YELLOW  # never checked
    add_check(site, days_ago=3)
    assert level_of(cast, site) is Level.BLUE
    add_finding(cast, site, colour="yellow")
    assert level_of(cast, site) is Level.YELLOW
    orange = add_finding(cast, site, colour="orange", term_on=YESTERDAY)
    assert level_of(cast, site) is Level.ORANGE
    add_finding(cast, site, major=True)
    assert level_of(cast, site) is Level.RED
    withdraw(cast, orange)


def test_the_tallies_give_the_same_levels_as_a_full_recount(cast: Cast) -> None:
    sites = [add_site(cast, "yuzhong", f"场所{number}", YUZHONG) for number in range(3)]
    for number, colour in enumerate(["red", "orange", "yellow", "blue", None, "blue"]):
        add_finding(cast, sites[number % 3], colour=colour, term_on=YESTERDAY if number % 2 else None)
    withdraw(cast, add_finding(cast, sites[0], colour="red"))
    scope = cast.actor("liuyang").scope(P.SITE_READ)
    kept = rated_sites(scope, StandingFilters(), today=TODAY, rule=RULE_2026)
    recounted = rated_sites(scope, StandingFilters(until=TODAY), today=TODAY, rule=RULE_2026)
    assert [site.standing for site in kept] == [site.standing for site in recounted]
    assert [site.attention for site in kept] == [site.attention for site in recounted]


def test_a_period_counts_only_what_was_found_in_it(cast: Cast) -> None:
    site = add_site(cast, "yuzhong", "老厂房", YUZHONG)
    add_check(site, days_ago=100)
    add_finding(cast, site, colour="red", at=NOW - timedelta(days=100))
    assert level_of(cast, site) is Level.RED
    assert level_of(cast, site, since=TODAY - timedelta(days=30)) is Level.BLUE


def test_a_district_officer_sees_nothing_of_another_district(cast: Cast, api: Client) -> None:
    own = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    other = add_site(cast, "nanan", "南岸仓库", NANAN)
    add_finding(cast, other, major=True, by="wanglei")
    chenjing = api("chenjing")
    assert names(data(chenjing, "/api/v1/map/sites")) == {"解放碑工地"}
    assert data(chenjing, "/api/v1/map/sites")["total"] == 1
    assert names(data(chenjing, "/api/v1/map/districts")) == {"渝中区"}
    assert data(chenjing, "/api/v1/map/districts?district=500108")["features"] == []
    assert data(chenjing, "/api/v1/map/sites?district=500108")["total"] == 0
    assert data(chenjing, f"/api/v1/map/sites?site={other}")["total"] == 0
    assert data(chenjing, "/api/v1/map/sites?bbox=105,28,111,33")["total"] == 1
    assert chenjing.get(f"/api/v1/map/sites/{other}/attention").status_code == 404
    assert chenjing.get(f"/api/v1/map/sites/{own}/attention").status_code == 200


def test_an_industrial_union_sees_its_branch_wherever_it_lies(cast: Cast, api: Client) -> None:
    add_site(cast, "nanan", "南岸仓库", NANAN)
    add_site(cast, "plant", "南岸化工厂", NANAN)
    fengchao = api("fengchao")
    assert names(data(fengchao, "/api/v1/map/sites")) == {"南岸化工厂"}
    (district,) = data(fengchao, "/api/v1/map/districts")["features"]
    assert (district["properties"]["name"], district["properties"]["sites"]) == ("南岸区", 1)


def test_the_city_sees_all_38_districts_with_exact_sums(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    add_check(site, days_ago=1)
    add_finding(cast, site, major=True)
    add_finding(cast, site, colour="blue", term_on=YESTERDAY)
    document = data(api("liuyang"), "/api/v1/map/districts?measure=major")
    by_code = {feature["properties"]["code"]: feature["properties"] for feature in document["features"]}
    assert len(by_code) == 38
    wanted = {
        "level": "red",
        "sites": 1,
        "open": 2,
        "overdue": 1,
        "major": 1,
        "checks": 1,
        "number": 1,
        "red": 1,
    }
    assert wanted.items() <= by_code["500103"].items()
    assert by_code["500101"]["level"] is None
    assert document["rule_version"] == "2026-1"
    assert document["is_outdated"] is True


def test_the_system_administrator_sees_numbers_and_no_site(cast: Cast, api: Client) -> None:
    add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    assert api("huangtao").get("/api/v1/map/sites").status_code == 403
    assert api("huangtao").get("/api/v1/map/districts").status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("industry=E", {"工地"}),
        ("kind=construction", {"工地"}),
        ("industry=C", {"厂房", "无位置"} - {"无位置"}),
        ("bbox=106.56,29.55,106.58,29.56", {"工地"}),
        ("", {"工地", "厂房"}),
    ],
)
def test_filters_choose_sites(cast: Cast, api: Client, query: str, expected: set[str]) -> None:
    add_site(cast, "yuzhong", "工地", YUZHONG, industry="E", kind="construction")
    add_site(cast, "yuzhong", "厂房", (106.54, 29.55))
    add_site(cast, "yuzhong", "无位置")
    assert names(data(api("chenjing"), f"/api/v1/map/sites?{query}")) == expected


def test_a_site_without_a_position_is_counted_beside_the_map(cast: Cast, api: Client) -> None:
    add_site(cast, "yuzhong", "无位置")
    document = data(api("chenjing"), "/api/v1/map/sites")
    assert (document["total"], document["unplaced"], document["features"]) == (0, 1, [])


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=9,9,1,1",
        "bbox=nan,0,1,1",
        "district=abc",
        "industry=Z",
        "period=0",
        "site=1",
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_its_field(
    cast: Cast, api: Client, query: str
) -> None:
    answer = api("chenjing").get(f"/api/v1/map/sites?{query}")
    assert answer.status_code == 422
    assert query.split("=", maxsplit=1)[0] in answer.get_json()["errors"]


def test_more_sites_than_can_be_drawn_come_as_cells_with_exact_counts(
    cast: Cast, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "MOST_SITES", 3)
    for number in range(5):
        add_site(cast, "yuzhong", f"场所{number}", (106.56 + number / 1000, 29.55))
    document = data(api("chenjing"), "/api/v1/map/sites")
    assert (document["shown"], document["total"], document["complete"]) == (0, 5, False)
    assert sum(sum(one["properties"]["counts"].values()) for one in document["features"]) == 5
    near = data(api("chenjing"), "/api/v1/map/sites?bbox=106.5595,29.5,106.5615,29.6")
    assert (near["shown"], near["total"], near["complete"]) == (2, 2, False)


def test_positions_are_given_in_the_datum_asked_for(cast: Cast, api: Client) -> None:
    add_site(cast, "yuzhong", "工地", YUZHONG)
    plain = data(api("chenjing"), "/api/v1/map/sites")["features"][0]["geometry"]["coordinates"]
    shifted = data(api("chenjing"), "/api/v1/map/sites?datum=gcj02")["features"][0]["geometry"]["coordinates"]
    assert plain == list(YUZHONG)
    assert 0.001 < shifted[0] - plain[0] < 0.01


def test_the_reason_of_a_colour_is_told_term_by_term(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "工地", YUZHONG)
    add_check(site, days_ago=1)
    add_finding(cast, site, colour="yellow", term_on=YESTERDAY)
    reason = data(api("chenjing"), f"/api/v1/map/sites/{site}/attention")
    assert (reason["level"], reason["score"]) == ("yellow", 22)
    assert sum(term["points"] for term in reason["terms"]) == 22
    assert any("超过整改期限的隐患 1 项" in term["sentence"] for term in reason["terms"])


def test_an_accident_at_a_site_counts_for_three_years_and_only_from_its_registration(
    cast: Cast, api: Client
) -> None:
    site = add_site(cast, "yuzhong", "工地", YUZHONG)
    add_check(site, days_ago=1)
    assert level_of(cast, site) is Level.BLUE
    recent = {"happened_at": "2023-12-01T10:00:00+08:00", "category": "05"}
    register(api("sunjie"), site_id=str(site), **recent)
    register(api("sunjie"), site_id=str(site), **recent | {"happened_at": "2023-11-20T10:00:00+08:00"})
    reason = data(api("chenjing"), f"/api/v1/map/sites/{site}/attention")
    assert (reason["level"], reason["score"]) == ("yellow", 15)
    assert any("近年发生事故 1 起" in term["sentence"] for term in reason["terms"])
    assert counts_by_site(since=date(2023, 11, 24), day=TODAY) == {site: 1}
    assert counts_by_site(since=date(2023, 11, 24), day=TODAY - timedelta(days=1)) == {}  # not registered yet


def test_a_closed_site_is_off_the_map_and_still_has_its_own(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "工地", YUZHONG)
    with one_transaction():
        db.session.get_one(Site, site).closed_at = NOW
    assert data(api("chenjing"), "/api/v1/map/sites")["total"] == 0
    assert data(api("chenjing"), f"/api/v1/map/sites?site={site}")["total"] == 1
