"""The colour rule as data: drafted, tried, adopted from a day on; past maps keep the version of their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from maps.risk import RULE_2026
from maps.rulebook import content_of, rule_from, rule_on
from safety.errors import Invalid
from tests.cast import TODAY, Cast
from tests.maps.places import YUZHONG, add_finding, add_site

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


def content(**changes: Any) -> dict[str, Any]:
    return content_of(RULE_2026) | {"note": "试行"} | changes


def test_a_rule_survives_being_kept() -> None:
    assert rule_from("2026-1", content_of(RULE_2026)) == RULE_2026


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("bands", {"red": 10, "orange": 30, "yellow": 60}),
        ("shares", {"red": 50, "orange": 25, "yellow": 10}),
        ("points", {"major": 5000}),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(part: str, wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        rule_from("x", content(**{part: wrong}))


def test_the_shipped_rule_holds_until_another_is_adopted(cast: Cast) -> None:
    assert rule_on(TODAY) is RULE_2026


def drafted(browser: FlaskClient, **changes: Any) -> dict[str, Any]:
    answer = browser.post("/api/v1/map/rules", json=content(**changes) | {"version": "2026-2"})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_draft_says_what_it_would_change_and_changes_nothing_yet(cast: Cast, api: Client) -> None:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), colour="orange")
    add_site(cast, "yuzhong", "安静的厂房", YUZHONG)
    administrator = api("huangtao")
    draft = drafted(administrator, bands={"red": 40, "orange": 30, "yellow": 10})
    effect = administrator.get(f"/api/v1/map/rules/{draft['id']}/effect").get_json()
    assert (effect["sites"], effect["changed"]) == (2, 1)
    assert {"before": "orange", "after": "red", "sites": 1} in effect["moves"]
    assert rule_on(TODAY) is RULE_2026


def test_an_adopted_version_colours_from_today_and_leaves_the_past_alone(cast: Cast, api: Client) -> None:
    administrator = api("huangtao")
    draft = drafted(administrator, bands={"red": 40, "orange": 30, "yellow": 10})
    adopted = administrator.post(f"/api/v1/map/rules/{draft['id']}/adopt").get_json()
    assert (adopted["in_force"], adopted["valid_from"]) == (True, TODAY.isoformat())
    assert rule_on(TODAY).version == "2026-2"
    assert rule_on(TODAY - timedelta(days=1)) is RULE_2026
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_finding(cast, site, colour="orange")
    assert api("chenjing").get(f"/api/v1/map/sites/{site}/attention").get_json()["level"] == "red"


def test_an_adopted_version_is_never_edited(cast: Cast, api: Client) -> None:
    administrator = api("huangtao")
    draft = drafted(administrator)
    administrator.post(f"/api/v1/map/rules/{draft['id']}/adopt")
    assert administrator.put(f"/api/v1/map/rules/{draft['id']}", json=content()).status_code == 409
    assert administrator.post(f"/api/v1/map/rules/{draft['id']}/adopt").status_code == 409


def test_only_an_administrator_writes_rules_and_everybody_reads_them(cast: Cast, api: Client) -> None:
    officer = api("chenjing")
    assert officer.post("/api/v1/map/rules", json=content() | {"version": "x"}).status_code == 403
    (shipped,) = officer.get("/api/v1/map/rules").get_json()["items"]
    assert (shipped["version"], shipped["in_force"]) == ("2026-1", True)


def test_the_pages_draft_show_the_effect_and_adopt(cast: Cast, signed_in: Client) -> None:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), colour="orange")
    browser = signed_in("huangtao")
    form = browser.get("/map/rules/new").text
    assert 'value="2026-2"' in form
    plain = content(bands={"red": 40, "orange": 30, "yellow": 10})
    flat: dict[str, Any] = {"version": "2026-2", "exposure_steps[]": ["100", "500"]}
    for name, value in plain.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif name != "exposure_steps":
            flat[name] = value
    kept = browser.post("/map/rules/new", data=flat)
    assert kept.status_code == 302, kept.text
    page = browser.get(kept.headers["Location"]).text
    assert "1 个场所中有 1 个会改变颜色" in page
    assert browser.post(kept.headers["Location"] + "/adopt").status_code == 302
    assert "现行规则 2026-2" in signed_in("chenjing").get("/map/rules").text
    wrong = browser.post("/map/rules/new", data=flat | {"version": "2026-3", "bands.red": "5"})
    assert wrong.status_code == 422
