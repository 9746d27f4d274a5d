"""The map of a past day is what the records of that day say: the same as was seen then, however often drawn."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from maps.risk import RULE_2026, Level
from maps.sources import RatedSite, StandingFilters, rated_sites
from safety.access.permissions import Permission as P
from safety.corrections.models import Demand
from safety.corrections.operations import withdraw_demand
from safety.database import db
from safety.law.days import shanghai_date
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import YUZHONG, add_check, add_finding, add_site

Client = Callable[[str], FlaskClient]


def seen(cast: Cast, *, on: date | None = None, today: date = TODAY) -> list[RatedSite]:
    scope = cast.actor("liuyang").scope(P.SITE_READ)
    return rated_sites(scope, StandingFilters(on=on), today=today, rule=RULE_2026)


def known_since(days: int) -> None:
    """Let the register know its sites for some days already."""
    with one_transaction():
        for site in db.session.query(Site):
            site.created_at = NOW - timedelta(days=days)


def withdraw_at(cast: Cast, demand_id: Any, moment: datetime) -> None:
    with one_transaction():
        demand = db.session.get_one(Demand, demand_id)
        withdraw_demand(actor=cast.actor("chenjing"), now=moment, demand=demand, reason="登记有误")


def test_a_past_day_shows_what_was_open_then(cast: Cast) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    known_since(400)
    found = add_finding(cast, site, colour="red", at=NOW - timedelta(days=90))
    withdraw_at(cast, found, NOW - timedelta(days=30))
    (before,) = seen(cast, on=TODAY - timedelta(days=100))
    (during,) = seen(cast, on=TODAY - timedelta(days=60))
    (after,) = seen(cast, on=TODAY - timedelta(days=30))
    assert (before.standing.open, during.standing.open, after.standing.open) == (0, 1, 0)
    assert during.attention.level is Level.RED


def test_a_site_that_was_not_registered_yet_is_not_on_the_map_of_that_day(cast: Cast) -> None:
    add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    known_since(10)
    assert seen(cast, on=TODAY - timedelta(days=11)) == []
    assert len(seen(cast, on=TODAY - timedelta(days=9))) == 1


def test_a_term_counts_as_it_was_set_by_that_day(cast: Cast) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    known_since(400)
    add_finding(cast, site, term_on=TODAY - timedelta(days=40), at=NOW - timedelta(days=90))
    (in_time,) = seen(cast, on=TODAY - timedelta(days=40))
    (late,) = seen(cast, on=TODAY - timedelta(days=39))
    (long_late,) = seen(cast, on=TODAY - timedelta(days=2))
    assert (in_time.standing.overdue, late.standing.overdue) == (0, 1)
    assert long_late.standing.overdue_long == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_drawn_later_is_the_map_that_was_seen_on_it(cast: Cast, seed: int) -> None:
    """Random writes day by day; what the kept tallies said each evening is found again afterwards."""
    dice = random.Random(seed)
    sites = [add_site(cast, "yuzhong", f"场所{number}", YUZHONG) for number in range(4)]
    known_since(400)
    evenings: dict[date, list[RatedSite]] = {}
    still: list[Any] = []
    for days_ago in range(12, 0, -1):
        moment = NOW - timedelta(days=days_ago)
        day = shanghai_date(moment)
        for _ in range(dice.randrange(3)):
            colour = dice.choice(["red", "orange", "yellow", "blue", None])
            term = day + timedelta(days=dice.randrange(-2, 6))
            still.append(add_finding(cast, dice.choice(sites), colour=colour, term_on=term, at=moment))
        if still and dice.random() < 0.4:
            withdraw_at(cast, still.pop(dice.randrange(len(still))), moment)
        if dice.random() < 0.3:
            add_check(dice.choice(sites), days_ago=days_ago)
        evenings[day] = seen(cast, today=day)
    for day, evening in evenings.items():
        assert seen(cast, on=day) == evening


def test_the_data_name_the_day_and_the_rule_they_were_drawn_by(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    known_since(400)
    add_finding(cast, site, major=True, at=NOW - timedelta(days=5))
    day = TODAY - timedelta(days=7)
    answer = api("chenjing").get(f"/api/v1/map/sites?on={day}").get_json()
    assert (answer["day"], answer["rule_version"]) == (day.isoformat(), "2026-1")
    assert answer["features"][0]["properties"]["open"] == 0
    tomorrow = api("chenjing").get(f"/api/v1/map/sites?on={TODAY + timedelta(days=1)}").get_json()
    assert tomorrow["day"] == TODAY.isoformat()


def test_a_measure_colours_districts_by_shades_with_their_bounds(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_check(site, days_ago=1)
    answer = api("chenjing").get("/api/v1/map/districts?measure=checks_per_100").get_json()
    (district,) = answer["features"]
    assert district["properties"]["number"] == 100
    assert district["properties"]["shade"] == 1
    assert answer["classes"] == [[100.0, 100.0]]
    by_rule = api("chenjing").get("/api/v1/map/districts").get_json()
    assert by_rule["features"][0]["properties"]["shade"] is None


def test_two_days_stand_side_by_side(cast: Cast, signed_in: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    known_since(400)
    add_finding(cast, site, at=NOW - timedelta(days=5))
    before = TODAY - timedelta(days=30)
    page = signed_in("chenjing").get(f"/map/compare?before={before}&measure=open").text
    assert "/map/document?measure=open&amp;" in page
    assert f"&amp;on={before}" in page
    assert "+1" in page
    assert "南岸区" not in page


def test_a_page_says_term_by_term_why_a_site_has_its_colour(cast: Cast, signed_in: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_finding(cast, site, colour="orange")
    page = signed_in("chenjing").get(f"/map/sites/{site}/why").text
    assert "LEC 分值 160 至 320 的隐患 1 项，计 30 分" in page
    assert "从未检查，计 10 分" in page
    assert "<strong>40</strong>" in page
    assert "规则版本 2026-1" in page
    assert signed_in("wanglei").get(f"/map/sites/{site}/why").status_code == 404


def test_a_district_shows_its_numbers_and_its_months(cast: Cast, signed_in: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_finding(cast, site, at=NOW - timedelta(days=40))
    add_check(site, days_ago=40)
    page = signed_in("chenjing").get("/map?district=500103").text
    assert "逐月数字" in page
    assert "2026-10" in page
    assert f"/map/sites/{site}/why" in page
