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
        ("cq-safety-5", "在安全生产方面的合法权益"),
        ("coal-rules-36", "严重变形而未采取有效措施"),
        ("construction-26", "达到一定规模的危险性较大的"),
        ("disease-16", "及时、如实"),
        ("disease-18", "除医疗机构的放射性项目以外"),
        ("disease-24", "产生严重职业病危害的岗位"),
        ("disease-25", "不得擅自拆除或者停止使用"),
        ("disease-35", "有职业禁忌的劳动者"),
        ("disease-37", "及时报告"),
        ("disease-38", "对本人和胎儿、婴儿有危害的作业"),
        ("disease-55", "不得解除或者终止劳动合同"),
        ("labour-92", "造成劳动者生命和财产损失的"),
        ("power-21", "可以组织调查较大事故"),
        ("safety-27", "危险物品的生产、储存、装卸单位以及矿山、金属冶炼单位应有注册安全工程师"),
        ("safety-39", "建立专门的安全管理制度"),
        ("special-equipment-23", "直辖市或者设区的市级"),
        ("special-equipment-25", "锅炉、压力容器、压力管道、电梯、起重机械、客运索道、大型游乐设施的安装"),
        ("special-equipment-36", "为公众提供服务"),
        ("toxic-8", "有权参与事故调查处理"),
    ],
)
def test_a_summary_says_no_more_and_no_less_than_its_article(key: str, limit: str) -> None:
    """What an article limits itself to, where a summary had left the limit out."""
    assert limit in PROVISIONS[key].says


def test_a_summary_stands_by_itself() -> None:
    """A checklist quotes one article without those before it: "the units named above" says nothing there."""
    for one in PROVISIONS.values():
        assert not one.says.startswith(("上述", "前款", "前条")), one.key


def test_a_union_may_rest_on_the_regulation_of_labour_inspection_which_was_read() -> None:
    printed = joined(cited(["inspectorate-7"], date(2025, 1, 6)))
    assert printed == "《劳动保障监察条例》（国务院令第423号）第七条"
    assert provision("inspectorate-29").checked(date(2025, 1, 6))
