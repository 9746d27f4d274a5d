"""What allows no day: the demand follows the article that its paper cites, by words that a worker would use."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from safety.corrections.asking import USUAL_DANGER_DEMAND, Judged, usual_demand
from safety.corrections.vocabulary import FindingGrade
from safety.law import at_once, bases, citations, grounds
from safety.law.grounds import Ground, Said
from safety.law.provisions import PROVISIONS
from tests.papers.golden_day import DAY

pytestmark = pytest.mark.once
PHRASES = tomllib.loads(Path(__file__).with_name("urgent_phrases.toml").read_text(encoding="utf-8"))[
    "phrases"
]
MARKS = ("orders", "exceeded", "idle", "gas", "disabled", "acting", "barred", "barred_for_minors")
ORDINARY, MAJOR = FindingGrade.ORDINARY, FindingGrade.MAJOR


def ground_of(words: str, cites: str | None = None, said: Said = grounds.UNSAID) -> Ground:
    own = citations.cited([cites], DAY) if cites else ()
    return grounds.ground_of(major=False, citations=own, industries=(), words=words, said=said)


@pytest.mark.parametrize("phrase", PHRASES, ids=[one["words"] for one in PHRASES])
def test_words_of_a_finding_say_whether_it_allows_a_day(phrase: dict[str, object]) -> None:
    ground = ground_of(str(phrase["words"]), phrase.get("cites"))  # type: ignore[arg-type]
    assert [one for one in MARKS if getattr(ground, one)] == phrase["marks"]
    judged = Judged(ORDINARY, ground)
    assert judged.at_once is bool(phrase["marks"])
    assert ("立即" in usual_demand(judged)) is judged.at_once


@pytest.mark.parametrize("grade", FindingGrade)
@pytest.mark.parametrize("mark", [one.name for one in fields(Ground)])
def test_no_ground_is_asked_for_later_than_an_article_allows_that_its_paper_cites(
    grade: FindingGrade, mark: str
) -> None:
    """Each provision that says 立即 is cited only where the demand says it too and no day is left."""
    ground = Ground(**{"major": grade is MAJOR, mark: True})
    judged, keys = Judged(grade, ground), set(bases.correction([ground]))
    for rule in at_once.rules():
        if keys.intersection(rule.by):
            assert rule.asks in usual_demand(judged)
            assert judged.settled
    if "union-25" in keys and not ground.major:
        assert "立即" in usual_demand(judged)


def test_every_provision_of_the_data_was_read_and_says_what_is_asked() -> None:
    for rule in at_once.rules():
        assert all(PROVISIONS[key].read and "立即" in PROVISIONS[key].says for key in rule.by)
    raw = at_once._raw()["forbidden"]["provisions"]
    assert [key for key in raw if not PROVISIONS[key].read] == []


def test_a_value_over_its_limit_rests_on_the_article_that_wants_measures_at_once() -> None:
    noise = ground_of("冲压岗位噪声高于85分贝")
    assert "disease-26" in bases.correction([noise])
    assert "立即采取治理措施" in usual_demand(Judged(ORDINARY, noise))
    denied = ground_of("冲压岗位噪声高于85分贝", said=Said(health=False))
    assert "disease-26" not in bases.correction([denied])
    assert not Judged(ORDINARY, denied).at_once


def test_a_major_hazard_that_allows_no_day_still_gets_its_plan() -> None:
    both = usual_demand(Judged(MAJOR, Ground(major=True, orders=True)))
    assert both.startswith("立即停止违章指挥")
    assert both.endswith("随书面答复告知我会，按方案完成整改。")
    assert usual_demand(Judged(ORDINARY, Ground(), red=True)) == USUAL_DANGER_DEMAND


def test_what_a_law_forbids_is_stopped_at_once_and_the_rest_has_its_term() -> None:
    words = at_once.forbidden_words({"safety-30"})
    asked = usual_demand(Judged(ORDINARY, Ground(), forbidden=words))
    assert asked.startswith("属于法律、法规禁止的，立即停止；在期限内消除隐患")
    assert at_once.forbidden_words({"safety-36", "disease-20"}) == ""


def test_pay_and_hours_are_no_hazard_and_what_was_denied_is_not_to_be_removed() -> None:
    pay = usual_demand(Judged(ORDINARY, Ground(conditions=False, pay=True)))
    assert "隐患" not in pay
    denied = usual_demand(Judged(ORDINARY, Ground(), denied=True))
    assert "消除" not in denied
    assert "核实" in denied
