"""What may be cited where: only articles that were read, in the version that was in force."""

from __future__ import annotations

from datetime import date

import pytest

from safety.errors import Invalid
from safety.law.accident_grades import (
    INVESTIGATION_PROVISIONS,
    MISSING_PROVISION,
    AccidentGrade,
    Criterion,
    Graded,
)
from safety.law.clocks import RULES
from safety.law.project_natures import NAMED_BY, ProjectNature, provisions_for
from safety.law.provisions import (
    PROVISIONS,
    UNCHECKED_MARK,
    Provision,
    chinese_number,
    for_papers,
    provision,
    provision_on,
    refuse_unchecked,
)
from safety.text import Text

TODAY = date(2026, 11, 23)


def test_a_read_article_is_cited_with_law_version_and_number() -> None:
    assert provision("union-25").cite() == "《中华人民共和国工会法》（2021年修正）第二十五条"
    assert provision("cq-union-44-2").printed(TODAY) == "《重庆市工会条例》第四十四条第二款"
    assert provision("union-54").cite().endswith("第五十四条第（三）项")
    assert provision("cq-149-6").cite() == "渝办发〔2005〕149号第六条"


def test_an_unread_article_is_named_by_its_law_alone() -> None:
    assert provision("hazard-16-3").cite() == "《安全生产事故隐患排查治理暂行规定》（待核）"
    assert provision("hazard-16-3").printed() == "《安全生产事故隐患排查治理暂行规定》"


@pytest.mark.parametrize("one", PROVISIONS.values(), ids=PROVISIONS.keys())
def test_the_mark_is_never_printed_and_every_article_says_something(one: Provision) -> None:
    assert UNCHECKED_MARK not in one.printed(TODAY)
    assert one.says
    assert one.now is None or one.now in PROVISIONS
    assert not one.read or one.article


def test_a_revised_regulation_is_no_longer_cited_by_article() -> None:
    missing_persons = provision("cq-safety-48")
    assert missing_persons.checked(date(2024, 3, 27))
    assert not missing_persons.checked(date(2024, 3, 28))
    assert missing_persons.cite(TODAY) == "《重庆市安全生产条例》（待核）"


@pytest.mark.parametrize(
    ("on", "key"),
    [
        (date(2005, 6, 27), "union-2001-26"),
        (date(2021, 12, 31), "union-2001-26"),
        (date(2022, 1, 1), "union-27"),
        (date(1990, 1, 1), "union-27"),
    ],
)
def test_the_version_of_the_day_is_found(on: date, key: str) -> None:
    assert provision_on("union-27", on).key == key


def test_papers_cite_what_was_read_each_once() -> None:
    cited = for_papers([provision("union-25"), provision("hazard-16-3"), provision("union-25")], TODAY)
    assert cited == ["《中华人民共和国工会法》第二十五条"]


def test_a_paper_on_unread_articles_is_refused() -> None:
    refuse_unchecked([provision("union-25")], TODAY)
    with pytest.raises(Invalid) as refusal:
        refuse_unchecked([provision("union-25"), provision("cq-safety-46")], TODAY)
    assert len(refusal.value.fields["basis"]) == 1
    assert "重庆市安全生产条例" in str(refusal.value.fields["basis"][0])


def test_a_basis_is_what_a_demand_keeps() -> None:
    assert provision("safety-60").basis(TODAY) == {
        "law": "《中华人民共和国安全生产法》",
        "article": "第六十条",
        "checked": True,
    }


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (19, "十九"),
        (20, "二十"),
        (54, "五十四"),
        (100, "一百"),
        (101, "一百零一"),
        (114, "一百一十四"),
        (203, "二百零三"),
    ],
)
def test_numbers_are_written_as_in_statutes(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_every_rule_names_provisions_that_exist() -> None:
    named = {key for rule in RULES.values() for key in rule.provisions} | set(NAMED_BY)
    named |= {*INVESTIGATION_PROVISIONS, MISSING_PROVISION}
    named |= {Graded(one, Criterion.NONE, Text("")).provision for one in AccidentGrade}
    assert named <= set(PROVISIONS)


def test_a_continued_project_is_named_by_the_unions_own_rule_alone() -> None:
    assert provisions_for(ProjectNature.CONTINUED) == ["acftu-projects"]
    assert "safety-31" not in provisions_for(ProjectNature.UPGRADE)
