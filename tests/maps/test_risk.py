"""The attention level of a site and a district follows its stated rule, and every reason adds up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.risk import (
    RULE_2026,
    WORST_FIRST,
    Level,
    OpenFinding,
    TermKind,
    attention,
    facts_of,
    kind_of,
    roll_up,
    worst,
)
from maps.wording import LEVELS, rule_in_words, sentence

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
findings = st.builds(
    OpenFinding,
    is_major=st.booleans(),
    lec=st.none() | st.floats(0, 10000),
    due_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
levels = st.dictionaries(st.sampled_from(WORST_FIRST), st.integers(0, 500))


def level_of(*found: OpenFinding, last_checked_on: date | None = YESTERDAY) -> Level:
    facts = facts_of(found, last_checked_on=last_checked_on, today=TODAY, rule=RULE_2026)
    return attention(facts, today=TODAY, rule=RULE_2026).level


def test_a_site_checked_yesterday_with_nothing_open_is_blue() -> None:
    assert level_of() is Level.BLUE


def test_a_major_hazard_makes_its_site_red_whatever_else() -> None:
    assert level_of(OpenFinding(is_major=True)) is Level.RED


def test_a_site_that_was_never_checked_is_yellow() -> None:
    assert level_of(last_checked_on=None) is Level.YELLOW


@pytest.mark.parametrize(
    ("lec", "kind"),
    [
        (420, TermKind.LEC_RED),
        (320, TermKind.LEC_RED),
        (319.9, TermKind.LEC_ORANGE),
        (160, TermKind.LEC_ORANGE),
        (90, TermKind.LEC_YELLOW),
        (70, TermKind.LEC_YELLOW),
        (69.9, TermKind.LEC_BLUE),
        (0.05, TermKind.LEC_BLUE),
        (None, TermKind.UNSCORED),
    ],
)
def test_lec_bands_include_their_lower_bound(lec: float | None, kind: TermKind) -> None:
    assert kind_of(OpenFinding(is_major=False, lec=lec), RULE_2026) is kind


def test_an_extreme_score_is_red_a_high_one_orange_a_marked_one_yellow() -> None:
    assert [level_of(OpenFinding(is_major=False, lec=lec)) for lec in (320, 160, 70, 20)] == list(WORST_FIRST)


def test_a_term_that_ends_today_is_not_overdue_and_one_that_ended_yesterday_is() -> None:
    in_time = OpenFinding(is_major=False, due_on=TODAY)
    late = OpenFinding(is_major=False, due_on=YESTERDAY)
    assert level_of(in_time) is Level.BLUE
    assert level_of(late) is Level.YELLOW


@given(st.lists(findings, max_size=12), st.none() | st.dates(date(2024, 1, 1), TODAY))
def test_the_terms_add_up_to_the_score_and_each_has_a_sentence(
    found: list[OpenFinding], last_checked_on: date | None
) -> None:
    facts = facts_of(found, last_checked_on=last_checked_on, today=TODAY, rule=RULE_2026)
    result = attention(facts, today=TODAY, rule=RULE_2026)
    assert result.score == sum(term.points for term in result.terms)
    assert all(str(term.points) in str(sentence(term)) for term in result.terms)
    assert result.rule_version == "2026-1"


@given(st.lists(findings, max_size=8), findings)
def test_one_more_open_finding_never_makes_a_site_look_better(
    found: list[OpenFinding], more: OpenFinding
) -> None:
    assert WORST_FIRST.index(level_of(*found, more)) <= WORST_FIRST.index(level_of(*found))


def test_a_district_takes_the_worst_level_whose_share_is_reached() -> None:
    def level(**counts: int) -> Level | None:
        return roll_up({Level(name): count for name, count in counts.items()}, rule=RULE_2026).level

    assert level(red=10, blue=90) is Level.RED
    assert level(red=9, blue=91) is Level.YELLOW
    assert level(red=9, orange=16, blue=75) is Level.ORANGE
    assert level(orange=24, blue=76) is Level.BLUE
    assert level(yellow=50, blue=50) is Level.YELLOW
    assert level(red=1, blue=9999) is Level.YELLOW
    assert level() is None


def test_a_district_with_few_sites_is_flagged_as_uncertain() -> None:
    assert roll_up({Level.RED: 1}, rule=RULE_2026).is_uncertain
    assert not roll_up({Level.BLUE: 10}, rule=RULE_2026).is_uncertain


@given(levels)
def test_a_district_is_never_worse_than_its_worst_site(counts: dict[Level, int]) -> None:
    result = roll_up(counts, rule=RULE_2026)
    present = worst(level for level, count in counts.items() if count)
    assert (result.level is None) == (present is None)
    if result.level is not None and present is not None:
        assert WORST_FIRST.index(result.level) >= WORST_FIRST.index(present)


def test_the_rule_is_stated_in_words_with_its_numbers() -> None:
    words = "".join(str(text) for text in rule_in_words(RULE_2026))
    assert all(number in words for number in ("60", "30", "10%", "25%", "50%", "2026-1"))
    assert set(LEVELS) == set(Level)
