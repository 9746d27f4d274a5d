from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid, NotPossibleNow
from safety.papers import rules
from safety.papers.rules import PaperKind, PaperState


def test_every_kind_of_paper_has_a_title_and_a_mark_of_its_own() -> None:
    assert set(rules.DEFAULT_TITLES) == set(PaperKind)
    assert len({one.mark for one in rules.DEFAULT_TITLES.values()}) == len(PaperKind)


def test_no_default_title_claims_to_enforce_the_law() -> None:
    assert not any("执法" in one.title for one in rules.DEFAULT_TITLES.values())


def test_a_number_is_written_as_official_papers_write_it() -> None:
    assert (
        rules.number_text(mark="渝中区总工会劳监意", year=2026, sequence=7) == "渝中区总工会劳监意〔2026〕7号"
    )


@pytest.mark.parametrize(
    ("title", "mark", "field"),
    [
        ("劳动执法通知书", "渝中工意", "title"),
        ("意", "渝中工意", "title"),
        ("监督意见书", "", "mark"),
        ("监督意见书", "渝 中", "mark"),
        ("监督意见书", "a/b", "mark"),
    ],
)
def test_a_title_or_mark_that_will_not_do_is_refused(title: str, mark: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_title(title, mark)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("present", list(PaperState))
@pytest.mark.parametrize("target", list(PaperState))
def test_a_paper_moves_only_forward(present: PaperState, target: PaperState) -> None:
    allowed = {
        (PaperState.DRAFT, PaperState.ISSUED),
        (PaperState.ISSUED, PaperState.SUPERSEDED),
        (PaperState.ISSUED, PaperState.REVOKED),
    }
    if (present, target) in allowed:
        rules.check_move(present, target)
    else:
        with pytest.raises(NotPossibleNow):
            rules.check_move(present, target)


@given(st.randoms())
def test_a_code_is_read_however_it_was_typed(random: object) -> None:
    code = rules.new_code()
    typed = rules.printed_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert rules.plain_code(typed) == code


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    code = rules.plain_code(typed)
    assert code is None or len(code) == 20


def test_codes_do_not_repeat() -> None:
    assert len({rules.new_code() for _ in range(2000)}) == 2000


def test_a_day_is_written_without_leading_zeros() -> None:
    assert rules.chinese_date(date(2026, 3, 5)) == "2026年3月5日"
