"""Sites registered twice: every pair that the rule of registering would name, and nothing of another's district."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import combinations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.pairs import Known, Why, probable_pairs
from safety.workplaces.queries import duplicates as queries
from safety.workplaces.rules import probably_one
from tests.cast import NOW, Cast
from tests.maps.places import add_site

Client = Callable[[str], FlaskClient]
EMPLOYERS = [uuid.uuid5(uuid.NAMESPACE_URL, f"pair:{number}") for number in range(3)]
HERE = (106.5700, 29.5530)
#: About 48 m east of it.
BESIDE = (106.5705, 29.5530)
AWAY = (106.5900, 29.5530)

places = st.none() | st.tuples(
    st.floats(106.5, 106.506).map(lambda lon: round(lon, 6)),
    st.floats(29.499, 29.505).map(lambda lat: round(lat, 6)),
)
names = st.text("东西南北厂区工地仓库一二", min_size=1, max_size=7)
registers = st.lists(st.tuples(names, st.sampled_from(EMPLOYERS), places), max_size=14)


@given(registers)
def test_the_pairs_are_exactly_those_that_the_rule_of_registering_names(
    rows: list[tuple[str, uuid.UUID, tuple[float, float] | None]],
) -> None:
    sites = [Known(uuid.uuid4(), name, owner, str(owner), None, at) for name, owner, at in rows]
    expected = {
        (one.id, other.id)
        for one, other in combinations(sites, 2)
        if probably_one(
            name=other.name,
            other_name=one.name,
            same_employer=one.employer_id == other.employer_id,
            position=other.position,
            other_position=one.position,
        )
    }
    found = [(pair.first.id, pair.second.id) for pair in probable_pairs(sites)]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_a_like_name_close_by_and_the_same_employer_close_by_are_told_apart() -> None:
    def known(name: str, employer: int, at: tuple[float, float] | None) -> Known:
        return Known(uuid.uuid4(), name, EMPLOYERS[employer], f"单位{employer}", "500103", at)

    sites = [
        known("解放碑工地", 0, HERE),
        known("解放碑 工地（二）", 0, BESIDE),
        known("解放碑工地", 1, BESIDE),
        known("锅炉房", 0, HERE),
        known("解放碑工地", 2, AWAY),
        known("解放碑工地", 2, None),
    ]
    found = {(pair.first.name, pair.second.name, pair.why) for pair in probable_pairs(sites)}
    assert ("解放碑工地", "解放碑 工地（二）", Why.BOTH) in found
    assert ("解放碑工地", "解放碑工地", Why.NAME) in found
    assert ("解放碑工地", "锅炉房", Why.EMPLOYER) in found
    (bare,) = [pair for pair in probable_pairs(sites) if pair.metres is None]
    assert bare.first.position == AWAY
    assert probable_pairs(sites)[0].metres == 0
    assert probable_pairs(sites)[-1] == bare


@pytest.fixture
def twice(cast: Cast) -> Cast:
    """A site that 渝中 registered twice, and the same at the other side of the border."""
    add_site(cast, "yuzhong", "解放碑工地", HERE)
    add_site(cast, "yuzhong", "解放碑工地（东）", BESIDE)
    add_site(cast, "yuzhong", "安静的厂房", AWAY)
    add_site(cast, "nanan", "解放碑工地（南）", BESIDE)
    return cast


def test_a_pair_is_shown_with_its_distance_and_links_to_both_sites(twice: Cast, signed_in: Client) -> None:
    page = signed_in("chenjing").get("/sites/duplicates").text
    assert "共 1 对场所" in page
    assert "48 米" in page
    assert "名称相近" in page
    for site in db.session.query(Site).filter(Site.name.in_(["解放碑工地", "解放碑工地（东）"])):
        assert f'href="/sites/{site.id}"' in page
    first = db.session.query(Site).filter_by(name="解放碑工地").one()
    assert f'href="/map/sites/{first.id}/around?radius=200"' in page


def test_each_sees_the_pairs_of_the_own_scope_alone(twice: Cast, signed_in: Client) -> None:
    assert "没有疑似重复的场所" in signed_in("wanglei").get("/sites/duplicates").text
    assert "解放碑工地（南）" not in signed_in("chenjing").get("/sites/duplicates").text
    assert "共 3 对场所" in signed_in("liuyang").get("/sites/duplicates").text
    assert signed_in("huangtao").get("/sites/duplicates").status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("district=500108", 0),
        ("district=500103", 1),
        ("why=name", 3),
        ("why=both", 0),
        ("why=nonsense", 3),
        ("within=20", 1),
        ("within=100", 3),
        ("q=（南）", 2),
        ("q=没有这样的", 0),
        ("sort=-likeness", 3),
        ("sort=-distance&page=2", 3),
    ],
)
def test_filters_narrow_the_pairs(twice: Cast, signed_in: Client, query: str, count: int) -> None:
    assert f"共 {count} 对场所" in signed_in("liuyang").get(f"/sites/duplicates?{query}").text


def test_a_closed_site_is_no_duplicate(twice: Cast, signed_in: Client) -> None:
    with one_transaction():
        db.session.query(Site).filter_by(name="解放碑工地（东）").one().closed_at = NOW
    assert "没有疑似重复的场所" in signed_in("chenjing").get("/sites/duplicates").text


def test_too_many_sites_are_compared_by_district(
    twice: Cast, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_COMPARED", 3)
    assert "场所太多，请先选择一个区县" in signed_in("liuyang").get("/sites/duplicates").text
    assert "共 1 对场所" in signed_in("liuyang").get("/sites/duplicates?district=500103").text


def test_the_list_and_the_map_lead_there(twice: Cast, signed_in: Client) -> None:
    assert 'href="/sites/duplicates"' in signed_in("chenjing").get("/sites").text
    assert (
        'href="/sites/duplicates?district=500103"' in signed_in("chenjing").get("/map?district=500103").text
    )
    assert "/sites/duplicates" not in signed_in("huangtao").get("/map").text
