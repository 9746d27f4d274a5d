"""Words of workers on pay, hours, contracts and minors: the paper speaks of their rights and of no hazard."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from safety.corrections.asking import RIGHTS_DEMAND, USUAL_DEMAND, Judged, usual_demand
from safety.corrections.vocabulary import FindingGrade
from safety.law import bases, grounds
from safety.law.grounds import Ground, Said

pytestmark = pytest.mark.once
PHRASES = tomllib.loads(Path(__file__).with_name("rights_phrases.toml").read_text(encoding="utf-8"))[
    "phrases"
]
MARKS = ("conditions", "women", "barred_for_minors", "hours", "pay", "other", "health")


def ground_of(words: str, said: Said = grounds.UNSAID) -> Ground:
    return grounds.ground_of(major=False, citations=(), industries=(), words=words, said=said)


@pytest.mark.parametrize("phrase", PHRASES, ids=[one["words"] for one in PHRASES])
def test_what_a_worker_tells_of_rights_makes_nothing_unsafe_and_what_is_unsafe_makes_no_right(
    phrase: dict[str, Any],
) -> None:
    ground = ground_of(phrase["words"])
    assert [one for one in MARKS if getattr(ground, one)] == sorted(phrase["marks"], key=MARKS.index)
    keys, asked = set(bases.correction([ground])), usual_demand(Judged(FindingGrade.ORDINARY, ground))
    assert ("safety-60-2" in keys) is ("union-23" in keys) is ground.conditions
    assert ("labour-88" in keys) is ground.is_of_rights
    assert ("隐患" in asked) is ground.conditions
    assert ("labour-64" in keys) is ground.barred_for_minors


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("不加班就辞退", ["union-23-3", "labour-88", "cq-union-23-1"]),
        ("老板拖欠三个月工资", ["union-23-1", "labour-88", "cq-union-23-1"]),
        ("没有签劳动合同也没交工伤保险", ["labour-88", "cq-union-23-1"]),
        ("没有给未成年工做体检", ["union-23-4", "labour-88", "cq-union-23-1"]),
    ],
)
def test_a_right_that_a_worker_tells_of_rests_on_its_own_item_and_is_asked_without_a_hazard(
    words: str, keys: list[str]
) -> None:
    ground = ground_of(words)
    assert list(bases.correction([ground])) == keys
    assert usual_demand(Judged(FindingGrade.ORDINARY, ground)) == RIGHTS_DEMAND


def test_a_minor_in_a_paint_shop_is_taken_off_that_work_at_once_by_the_article_on_minors() -> None:
    ground = ground_of("未成年工在喷漆房干活")
    assert {"union-23-4", "labour-64", "labour-88"} <= set(bases.correction([ground]))
    assert "women-12-2" not in bases.correction([ground])
    assert "禁止安排未成年工从事的劳动" in usual_demand(Judged(FindingGrade.ORDINARY, ground))


def test_a_minor_in_a_paint_shop_with_an_unearthed_box_is_taken_off_the_work_and_the_box_is_mended() -> None:
    asked = usual_demand(Judged(FindingGrade.ORDINARY, ground_of("未成年工在喷漆房干活；配电箱未接地")))
    assert asked.startswith("属于法律、法规禁止安排未成年工从事的劳动的")
    assert asked.endswith(USUAL_DEMAND)


def test_what_liqiang_said_of_women_leaves_what_the_words_tell_of_pay() -> None:
    ground = ground_of("拖欠怀孕女工工资", Said(women=False))
    assert (ground.women, ground.pay, ground.conditions) == (False, True, False)


def test_an_order_to_take_a_risk_beside_unpaid_wages_is_still_stopped_at_once() -> None:
    ground = ground_of("拖欠工资，班长强令冒险作业")
    assert (ground.pay, ground.orders, ground.conditions) == (True, True, True)
    assert usual_demand(Judged(FindingGrade.ORDINARY, ground)).startswith("立即停止违章指挥")
