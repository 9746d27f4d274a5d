"""What may be cited where: only articles that were read, in the version that was in force."""

from __future__ import annotations

from datetime import date

import pytest

from safety.law import bases
from safety.law.accident_grades import (
    MISSING_PROVISION,
    AccidentGrade,
    Criterion,
    Graded,
)
from safety.law.citations import cited, joined
from safety.law.clocks import RULES
from safety.law.grounds import Ground
from safety.law.project_natures import NAMED_BY, ProjectNature, provisions_for
from safety.law.provisions import PROVISIONS, Provision, chinese_number, provision, provision_on
from safety.law.regimes import REGIMES
from safety.text import Text

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("one", PROVISIONS.values(), ids=PROVISIONS.keys())
def test_every_article_says_something_and_only_one_with_a_number_counts_as_read(one: Provision) -> None:
    assert one.says
    assert one.now is None or one.now in PROVISIONS
    assert not one.read or one.article


def test_a_revised_regulation_is_no_longer_cited_by_article() -> None:
    missing_persons = provision("cq-safety-48")
    assert missing_persons.checked(date(2024, 3, 27))
    assert not missing_persons.checked(date(2024, 3, 28))


def test_the_revision_of_the_toxic_workplaces_regulation_was_not_read_so_its_article_eight_stays_off_papers() -> (
    None
):
    """It was revised on 2024-12-06, in force from 2025-01-20."""
    unions = provision("toxic-8")
    assert unions.checked(date(2025, 1, 19))
    assert not unions.checked(date(2025, 1, 20))
    benzene = bases.evacuation(Ground(health=True, toxic=True))
    assert "有毒物品" in joined(cited(benzene, date(2025, 1, 19)))
    assert "有毒物品" not in joined(cited(benzene, date(2025, 1, 20)))


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
    named.add(MISSING_PROVISION)
    editions = [edition for rules in REGIMES.values() for edition in rules.editions]
    for one in editions:
        named |= {*one.criteria_by, *one.levels_by, *one.report_by}
    named |= {Graded(one, Criterion.NONE, Text("")).provision for one in AccidentGrade}
    assert named <= set(PROVISIONS)


def test_a_continued_project_is_named_by_the_unions_own_rule_alone() -> None:
    assert provisions_for(ProjectNature.CONTINUED) == ["acftu-projects"]
    assert "safety-31" not in provisions_for(ProjectNature.UPGRADE)


@pytest.mark.parametrize(
    ("key", "limit"),
    [
        ("safety-42", "禁止占用、锁闭、封堵"),
        ("safety-65-3", "暂时停产停业"),
        ("safety-74", "向负有安全生产监督管理职责的部门"),
        ("safety-82", "规模较小的可以不建立"),
        ("union-21", "仲裁机构不予受理或者对裁决不服的"),
        ("union-52", "无正当理由调动工作岗位"),
        ("order-493-21", "特别重大事故以下等级"),
        ("order-493-22", "应当邀请"),
        ("order-493-27", "必要时可以直接组织专家"),
        ("order-493-44", "认为需要调查处理的"),
    ],
)
def test_a_summary_says_no_more_and_no_less_than_its_article(key: str, limit: str) -> None:
    """What an article limits itself to, where a summary had left the limit out."""
    assert limit in PROVISIONS[key].says
