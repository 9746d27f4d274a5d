"""What a finding's words propose, from a table that a lawyer can read; a person's word goes before them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safety.law import at_once, bases, citations, finding_words, grounds
from safety.law.grounds import Ground, Said

PHRASES = tomllib.loads(Path(__file__).with_name("finding_phrases.toml").read_text(encoding="utf-8"))[
    "phrases"
]
DAY = date(2026, 11, 23)
#: The marks of a ground that stand for the facts of the table.
MARKS = {fact: mark for fact, mark in grounds.MARK_OF.items() if fact in finding_words.ASKED}


def ground_of(words: str, *, cites: str | None = None, said: Said = grounds.UNSAID) -> Ground:
    own = citations.cited([cites], DAY) if cites else ()
    return grounds.ground_of(major=False, citations=own, industries=(), words=words, said=said)


def test_the_table_is_long_enough_to_be_read() -> None:
    assert len(PHRASES) >= 40
    assert len({(one["words"], one.get("cites")) for one in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize("phrase", PHRASES, ids=[one["words"] for one in PHRASES])
def test_a_findings_words_propose_exactly_the_facts_that_the_table_names(phrase: Mapping[str, Any]) -> None:
    ground = ground_of(phrase["words"], cites=phrase.get("cites"))
    assert [fact for fact, mark in MARKS.items() if getattr(ground, mark)] == phrase["facts"]


@pytest.mark.parametrize("phrase", PHRASES, ids=[one["words"] for one in PHRASES])
def test_what_liqiang_said_goes_before_whatever_the_words_propose(phrase: Mapping[str, Any]) -> None:
    words, cites = phrase["words"], phrase.get("cites")
    denied = ground_of(words, cites=cites, said=Said(**dict.fromkeys(MARKS, False)))
    assert not any(getattr(denied, mark) for mark in MARKS.values())
    affirmed = ground_of(words, cites=cites, said=Said(**dict.fromkeys(MARKS, True)))
    assert all(getattr(affirmed, mark) for mark in MARKS.values())


def test_a_word_in_another_clause_makes_no_poison_and_no_hazard_of_what_is_exceeded() -> None:
    keys = set(bases.correction([ground_of("铅丝绑扎不牢，塔吊超限起吊")]))
    assert not {"union-25", "disease-40", "toxic-8"} & keys


def test_where_liqiang_said_that_it_is_no_occupational_hazard_no_word_makes_it_one_of_poisons() -> None:
    ground = ground_of("喷漆岗位苯浓度超过限值", said=Said(health=False))
    assert (ground.hazard, ground.toxic) == (False, False)


def test_a_file_that_is_missing_is_a_duty_of_health_law_even_where_liqiang_said_no_hazard() -> None:
    ground = ground_of("未建立职业卫生档案", cites="disease-20", said=Said(health=False))
    assert (ground.health, ground.hazard) == (True, False)


def test_a_place_that_chenjing_called_a_coal_mine_is_one_and_one_she_denied_is_none() -> None:
    def coal(said: bool | None, law: str = "煤矿安全规程") -> tuple[bool, bool]:
        ground = grounds.ground_of(
            major=True,
            citations=[citations.Citation(law)],
            industries={"B"},
            names=("示例煤业有限公司",),
            said=Said(coal_mine=said),
        )
        return ground.coal, ground.mine

    assert [coal(True), coal(False), coal(None)] == [(True, True), (False, True), (True, True)]
    assert coal(True, "安全生产法") == (True, True)


def test_what_words_and_names_alone_put_into_a_ground_is_told_apart_from_what_the_cited_law_puts_there() -> (
    None
):
    words, bare = "苯浓度超过限值", ground_of("")
    assert grounds.proposals(ground_of(words), bare, grounds.UNSAID) == ("health", "toxic")
    assert grounds.proposals(ground_of(words), bare, Said(toxic=False)) == ("health",)
    by_law = ground_of("", cites="toxic-8")
    assert grounds.proposals(ground_of("", cites="toxic-8"), by_law, grounds.UNSAID) == ()


def test_the_question_that_a_finding_was_begun_from_tells_nothing_but_what_was_written_beside_it_does() -> (
    None
):
    question = "对违章指挥、险情停止作业和撤离的权利是否保障？"
    summary = f"不符合：{question.rstrip('？')}"
    assert finding_words.own_words(summary, question) == "不符合"
    beside = finding_words.own_words(f"{summary}\n班长强令冒险作业，除尘器停用", question)
    assert finding_words.proposed(beside) == {"orders", "health"}


@pytest.mark.parametrize(
    "words",
    [
        "怀孕女工安排搬重物",
        "哺乳期女工上夜班",
        "怀孕7个月还要加班",
        "女职工下井",
        "没有安排产前检查",
        "没有设哺乳室",
        "怀孕女职工被辞退",
    ],
)
def test_words_on_what_women_workers_are_owed_rest_on_their_own_item_and_on_no_unsafe_conditions(
    words: str,
) -> None:
    keys = set(bases.correction([ground_of(words)]))
    assert {"union-23-4", "labour-88", "women-12-2"} <= keys
    assert not {"union-23", "safety-60-2"} & keys


@pytest.mark.parametrize(
    "words",
    [
        "怀孕女工未安排夜班",
        "怀孕女工已调离苯作业岗位",
        "女职工台账不全",
        "女职工未戴安全帽",
        "女职工禁忌劳动范围没有公示",
        "女工宿舍电线裸露",
        "孕妇搬重物的警示标识缺失",
    ],
)
def test_women_in_the_words_of_a_finding_alone_make_it_none_of_their_rights(words: str) -> None:
    ground = ground_of(words)
    assert (ground.women, ground.women_rules, ground.conditions) == (False, False, True)


def test_a_womans_right_beside_an_unsafe_thing_rests_on_both_items() -> None:
    keys = set(bases.correction([ground_of("怀孕女工安排搬重物；配电箱未接地")]))
    assert {"union-23", "union-23-4", "safety-60-2"} <= keys


def test_a_check_of_health_not_done_is_a_duty_of_health_law_and_no_hazard_itself() -> None:
    ground = ground_of("职业健康检查没做")
    assert (ground.health, ground.hazard) == (True, False)
    assert "disease-40" in bases.correction([ground])
    assert not ground_of("职业健康检查报告未存档").health


def test_what_liqiang_said_of_a_device_allows_no_later_day_and_his_no_allows_one() -> None:
    """Words alone that a device is out of use leave the day to the officer; a person's word does not."""
    words = "冲床光栅被短接"
    guessed, said, denied = (
        at_once.is_settled(ground_of(words, said=one), one)
        for one in (grounds.UNSAID, Said(disabled=True), Said(disabled=False))
    )
    assert (guessed, said, denied) == (False, True, False)
    assert at_once.demands_of(ground_of(words, said=Said(disabled=False))) == ()
    assert grounds.denied_of(words, (), Said(disabled=False)) == {"disabled"}


@pytest.mark.parametrize("fact", ["gas", "disabled", "acting"])
def test_what_liqiang_said_of_gas_devices_and_acts_asks_for_it_at_once_without_a_word_of_it(
    fact: str,
) -> None:
    ground = ground_of("现场有问题", said=Said(**{fact: True}))
    assert [one.of for one in at_once.demands_of(ground)] != []
    assert "safety-60-2" in bases.correction([ground])


def test_what_was_said_of_women_workers_puts_their_rules_on_the_paper_and_a_no_takes_them_off() -> None:
    of_women, plain = {"union-23-4", "women-12-2"}, "更衣室没有门"
    assert of_women <= set(bases.correction([ground_of(plain, said=Said(women=True))]))
    words = "安排怀孕的女工搬重物"
    assert of_women <= set(bases.correction([ground_of(words)]))
    denied = ground_of(words, said=Said(women=False))
    assert not of_women & set(bases.correction([denied]))
    assert (denied.conditions, denied.barred) == (True, False)  # the paper still rests on something
    minors = ground_of(words, cites="labour-64", said=Said(women=False))
    assert "union-23-4" in bases.correction([minors])  # the item is on women and minors


@pytest.mark.parametrize("words", ["塔吊吊着钢筋，下面站着工人", "储罐区，浓度超标", "除尘器在隔壁，已停用"])
def test_a_danger_and_its_place_in_two_clauses_are_not_joined(words: str) -> None:
    """Which place a danger belongs to is a guess: who finds it says so (docs/law.md)."""
    assert finding_words.told_by(words) == frozenset()
