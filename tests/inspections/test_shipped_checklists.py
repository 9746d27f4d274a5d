"""The shipped checklists, item by item: the law of each, how to check, and no grade beyond a criterion."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from safety.access.scope import system_actor
from safety.inspections import operations
from safety.inspections.law_of_day import printed, worded
from safety.inspections.queries.checklists import find_version, usable_versions
from safety.inspections.rules.checklists import Item, checklist_from, problems_of
from safety.inspections.shipped import Shipped, citation, raw_checklists, shipped_checklists
from safety.law.citations import cited, joined, title_of
from safety.law.finding_words import own_words
from safety.law.grounds import ground_of
from safety.law.provisions import PROVISIONS, provision
from safety.law.works import WORKS
from safety.transactions import one_transaction
from tests.cast import NOW

TODAY = date(2026, 11, 23)
ALL = list(shipped_checklists())
RAW: Mapping[str, Mapping[str, Any]] = {
    item["id"]: item for raw in raw_checklists() for section in raw["sections"] for item in section["items"]
}
ITEMS = {item.id: item for shipped in ALL for item in checklist_from(worded(shipped.content, TODAY)).items()}


def named_by(raw: Mapping[str, Any]) -> list[str]:
    return [*raw["basis"], *raw.get("also", ()), *raw.get("criterion", ())]


def test_ten_checklists_are_shipped() -> None:
    assert [one.key for one in ALL] == [
        "chemicals",
        "coal",
        "confined",
        "construction",
        "dust",
        "heat",
        "machinery",
        "mining",
        "special",
        "women",
    ]


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.key)
def test_each_has_fifteen_to_thirty_items_that_say_what_to_do(shipped: Shipped) -> None:
    items = list(checklist_from(shipped.content).items())
    assert 15 <= len(items) <= 30
    for item in items:
        assert item.ask.endswith(("？", "）"))
        assert item.demand
        assert item.factor
        assert item.accident


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_every_item_cites_law_in_force_quotes_it_and_presets_no_major_hazard(item: Item) -> None:
    raw = RAW[item.id]
    named = named_by(raw)
    assert set(named) <= PROVISIONS.keys() | WORKS.keys()
    read = [key for key in raw["basis"] if key in PROVISIONS and provision(key).checked(TODAY)]
    assert read, "no article of its basis was read and is in force"
    for key in (key for key in named if key in PROVISIONS):
        assert provision(key).law.in_force(TODAY), key
    own, *law = item.how.splitlines()
    assert len(own) > 10
    assert len(item.how) <= 1000
    for key in read:
        assert f"{joined(cited([key], None))}：{provision(key).says}" in law
    assert item.grade == "ordinary"


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_a_major_hazard_is_judged_by_a_criterion_alone_and_an_unread_one_says_so(item: Item) -> None:
    raw = RAW[item.id]
    assert ("major" in raw) == ("criterion" in raw) == bool(item.major_hint)
    criteria = raw.get("criterion", ())
    read = [key for key in criteria if key in PROVISIONS and provision(key).checked(TODAY)]
    assert joined(cited(read, TODAY)) in item.major_hint
    for key in (key for key in criteria if key not in read):
        law = title_of(WORKS[key]) if key in WORKS else provision(key).law.title
        assert f"{law}（待核）" in item.major_hint


def test_confined_spaces_are_major_only_with_a_risk_of_poisoning() -> None:
    hints = [item.major_hint for item in ITEMS.values() if item.id.startswith("yx") and item.major_hint]
    assert hints
    assert all(hint.startswith("仅限存在硫化氢、一氧化碳等中毒风险的有限空间") for hint in hints)


def test_suspected_patients_and_patients_have_their_own_articles_and_heat_allowance_none_of_that_law() -> (
    None
):
    assert [one.article for one in ITEMS["fg10"].basis] == ["第三十五条", "第五十五条", "第五十六条"]
    for allowance in (ITEMS["fg19"], ITEMS["gw15"]):
        assert not [one for one in allowance.basis if "职业病防治法" in one.law]


def test_a_quarry_is_asked_nothing_by_the_law_of_coal_mines_nor_a_coal_mine_by_that_of_quarries() -> None:
    quarries, coal = ([item for item in ITEMS.values() if item.id.startswith(mark)] for mark in ("ks", "mk"))
    assert any("另见《煤矿安全生产条例》" in item.how for item in coal)
    for item in quarries:
        assert "煤矿" not in f"{item}{RAW[item.id]}", item.id
        assert {"mkgc", "mkzd", "fzs"}.isdisjoint(named_by(RAW[item.id])), item.id
    for item in coal:
        assert "金属非金属" not in f"{item}{RAW[item.id]}", item.id
        assert {"GB 16423", "fmzd"}.isdisjoint(named_by(RAW[item.id])), item.id


FIGURE = re.compile(r"KN\d|[\d.]+(%|米|毫米|伏|兆帕|分钟|秒)|每年至少")


@pytest.mark.parametrize("item", RAW.values(), ids=RAW.keys())
def test_a_figure_of_a_standard_that_nobody_read_is_marked_as_such(item: Mapping[str, Any]) -> None:
    for part in ("ask", "how", "demand"):
        assert not FIGURE.search(item[part]) or "待核" in item[part], item[part]


def test_the_months_and_form_of_the_heat_allowance_are_not_told_as_read_law() -> None:
    for allowance in (RAW["fg19"], RAW["gw15"]):
        assert "《防暑降温措施管理办法》和本市规定核对（待核）" in allowance["how"]
        assert "6—9月" not in allowance["how"]


def test_no_mine_without_coal_has_a_gas_explosion_as_its_accident() -> None:
    assert [one["id"] for one in RAW.values() if one["id"].startswith("ks") and one["accident"] == "15"] == []


#: Articles on units of dangerous goods, mines, smelting, building and crowded places alone, with the lists of these.
OF_SOME_UNITS, THEIR_LISTS = {"emergency-8", "emergency-10", "emergency-13"}, ("wh", "jz", "ks", "mk")


@pytest.mark.parametrize("item", RAW.values(), ids=RAW.keys())
def test_what_holds_for_some_units_or_says_what_the_union_may_do_is_the_basis_of_no_other_item(
    item: Mapping[str, Any],
) -> None:
    assert item["id"].startswith(THEIR_LISTS) or OF_SOME_UNITS.isdisjoint(item["basis"])
    assert {"union-25", "union-27", "mine-25", "coal-35"}.isdisjoint(item["basis"])


CRITERIA = {"gmzd", "hgzd", "fwsz", "mkzd", "fmzd"}


@pytest.mark.parametrize("item", RAW.values(), ids=RAW.keys())
def test_a_criterion_of_major_hazards_is_the_basis_of_no_item(item: Mapping[str, Any]) -> None:
    assert CRITERIA.isdisjoint(item["basis"])
    assert not [key for key in item["basis"] if key.startswith("gmzd")]


def test_the_law_is_printed_in_one_form_each_law_once_and_as_of_the_day_of_the_check() -> None:
    heat = next(one for one in ALL if one.key == "heat").content
    for day in (TODAY, date(2019, 5, 1)):
        for item in checklist_from(printed(heat, day)).items():
            assert all(one.law == title_of(one.law) for one in item.basis), item.id
            assert len({one.law for one in item.basis}) == len(item.basis), item.id
    now, before = (
        {item.id: item for item in checklist_from(printed(heat, day)).items()}
        for day in (TODAY, date(2015, 5, 1))
    )
    cites = next(
        item for item in now.values() if any("《安全生产法》第" in f"{o.law}{o.article}" for o in item.basis)
    )
    assert [one for one in before[cites.id].basis if one.law == "《安全生产法》" and one.article] == []
    assert "《安全生产法》第" not in before[cites.id].how


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.key)
def test_each_can_be_published(shipped: Shipped) -> None:
    items = list(checklist_from(shipped.content).items())
    factors = {item.factor for item in items if item.factor}
    accidents = {f"{n:02d}" for n in range(1, 21)}
    assert problems_of(shipped.content, factors=factors, accidents=accidents) == {}


def test_an_article_is_cited_only_of_a_text_that_was_read() -> None:
    for item in ITEMS.values():
        for one in item.basis:
            assert one.verified == (one.article is not None)
    with pytest.raises(KeyError):
        citation("JGJ 80 4")


#: What an item asks beside its other articles, and the article that says it.
SAID_BY = {
    "ts05": ("由有资格的单位进行", "special-equipment-18"),
    "ts16": ("能打通的报警装置", "cq-special-36"),
    "ts17": ("分类固定存放", "special-equipment-37"),
    "jz06": ("明显的安全警示标志", "construction-28"),
    "jz07": ("明显的安全警示标志", "construction-28"),
}


@pytest.mark.parametrize("item_id", SAID_BY)
def test_what_an_item_asks_is_said_by_an_article_of_its_basis(item_id: str) -> None:
    words, key = SAID_BY[item_id]
    assert words in RAW[item_id]["ask"]
    assert key in RAW[item_id]["basis"]


#: What must not be, asked without a "not" in a question whose yes means that all is well.
BARE_WRONGS = re.compile("是否戴手套|(?<!没有)(?<!未)(?<!不)使用国家明令禁止")


@pytest.mark.parametrize("item", RAW.values(), ids=RAW.keys())
def test_a_yes_to_a_question_means_one_thing(item: Mapping[str, Any]) -> None:
    """符合 to "is A in order, is there B?" would be a yes to the good and to the bad at once."""
    assert "有无" not in item["ask"] or not re.search("[，；].*有无|有无.*[，；]", item["ask"]), item["ask"]
    assert not BARE_WRONGS.search(item["ask"]), item["ask"]


def test_a_mine_without_coal_is_not_asked_for_what_fire_damp_wants() -> None:
    for item_id in (one for one in RAW if one.startswith("ks")):
        for words in ("风电闭锁", "瓦斯", "双风机", "失爆", "束管"):
            assert words not in f"{RAW[item_id]}", (item_id, words)


def test_a_hint_of_a_major_hazard_reaches_no_further_than_its_criterion() -> None:
    """锁气卸灰 is asked of dust of metal and wood, the alarm of paint that is not water-based; with a warning of gas or air."""
    assert "铝镁等金属粉尘、木质粉尘的干式除尘系统未设锁气卸灰装置" in RAW["fg15"]["major"]
    assert RAW["jx17"]["major"] == (
        "使用非水性漆的调漆间、喷漆室未设置固定式可燃气体浓度监测报警装置或者通风设施"
    )


def test_an_inspector_is_told_no_trial_that_proves_nothing() -> None:
    """Breath sets off no detector of gas; only the units that the law names must have a registered engineer."""
    assert "呼气" not in RAW["wh08"]["how"]
    assert "只要求危险物品的生产、储存、装卸单位" in RAW["wh02"]["how"]
    assert "冷水、低温以第二级以上、高处以第三级以上" in RAW["nz07"]["how"]
    assert "过户" not in RAW["ts06"]["ask"]


def test_no_law_is_written_by_hand_in_a_question_or_a_demand() -> None:
    for raw in RAW.values():
        for name in ("ask", "how", "demand", "major"):
            assert not re.search("第[一二三四五六七八九十百]+条", raw.get(name, "")), raw["id"]


def test_every_cited_work_is_used() -> None:
    named = {key for raw in RAW.values() for key in (*raw["basis"], *raw.get("criterion", ()))}
    assert WORKS.keys() - named <= {"GB 50870", "GB/T 29510"}


@pytest.mark.usefixtures("cast")
def test_a_check_keeps_the_edition_it_was_made_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new edition is a new version beside the old one; loading the same edition again publishes nothing."""
    with one_transaction():
        assert operations.load_shipped_checklists(actor=system_actor(), now=NOW) == len(ALL)
    [old] = [one for one in usable_versions() if one.template.key == "women"]
    words = dict(old.content)
    women = next(one for one in ALL if one.key == "women")
    renewed = replace(women, edition=women.edition + 1, content=women.content | {"title": "新的检查表"})
    monkeypatch.setattr(operations.checklists, "shipped_checklists", lambda: iter([renewed]))
    with one_transaction():
        assert operations.load_shipped_checklists(actor=system_actor(), now=NOW) == 1
        assert operations.load_shipped_checklists(actor=system_actor(), now=NOW) == 0
    [new] = [one for one in usable_versions() if one.template.key == "women"]
    assert (old.number, new.number, new.content["title"]) == (1, 2, "新的检查表")
    kept = find_version(old.id)
    assert kept is not None
    assert kept.content == words


@pytest.mark.parametrize("item_id", RAW)
def test_a_finding_as_its_item_begins_it_has_the_grounds_of_the_items_law_and_nothing_from_its_question(
    item_id: str,
) -> None:
    item = ITEMS[item_id]
    cites = cited([one for one in RAW[item_id]["basis"] if one in PROVISIONS], TODAY)
    begun = own_words(f"不符合：{item.ask.rstrip('？')}\n", item.ask)
    assert begun == "不符合"
    bare = ground_of(major=False, citations=cites, industries=())
    assert ground_of(major=False, citations=cites, industries=(), words=begun) == bare
