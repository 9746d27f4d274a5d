"""What a demand, a closing slip and an evacuation rest on: the ground decides, and no word beside it."""

from __future__ import annotations

import pytest

from safety.law import bases, citations, grounds
from safety.law.grounds import Ground
from tests.papers.golden_day import DAY

pytestmark = pytest.mark.once

WOMEN = "《工会法》第二十三条第（四）项、《劳动法》第八十八条第一款、"


@pytest.mark.parametrize(
    ("ground", "cited", "left_out"),
    [
        (Ground(), {"union-23"}, {"union-25", "disease-40", "mine-24", "toxic-8"}),
        (Ground(major=True), {"union-23", "union-25"}, {"disease-40"}),
        (Ground(health=True), {"union-23", "disease-40"}, {"union-25", "toxic-8"}),
        (Ground(health=True, hazard=True), {"union-25", "disease-40"}, {"toxic-8"}),
        (Ground(mine=True), {"mine-24"}, {"mine-25", "union-25"}),
        (Ground(health=True, toxic=True), {"toxic-8", "disease-40"}, set()),
        (Ground(orders=True), {"union-25", "safety-54", "labour-56-2"}, {"disease-40", "coal-35"}),
        (Ground(mine=True, coal=True), {"mine-24"}, {"coal-35", "mine-25"}),
        (Ground(mine=True, coal=True, major=True), {"mine-25", "coal-35"}, {"toxic-8"}),
        (Ground(conditions=False, women=True), {"union-23-4", "labour-88"}, {"union-23", "safety-60-2"}),
        (Ground(conditions=False, hours=True), {"union-23-3", "labour-88"}, {"union-23", "union-23-4"}),
        (Ground(women=True), {"union-23", "safety-60-2", "union-23-4"}, {"union-23-3"}),
    ],
)
def test_a_demand_rests_on_what_its_facts_are(ground: Ground, cited: set[str], left_out: set[str]) -> None:
    keys = set(bases.correction([ground]))
    assert cited <= keys
    assert not keys & left_out


@pytest.mark.parametrize(
    ("article", "words", "hazard"),
    [
        ("第十六条", "未申报职业病危害项目", False),
        ("第二十条", "未建立职业卫生档案", False),
        ("第二十二条", "没有防尘设施", True),
        ("第二十二条", "打磨工位除尘风机停用", True),
        ("第二十二条", "防尘口罩发放记录不全", False),
        ("第二十五条", "防护设施维护记录不全", False),
        ("第二十五条", "降温设施没有维护", False),
        ("第二十五条", "氯气报警装置已拆除，维护记录不全", True),
        ("第三十七条", "没有中暑应急方案和急救用品", False),
        ("第二十六条", "未定期检测", False),
        ("第二十六条", "粉尘浓度超标", True),
        ("第二十六条", "噪声8小时等效声级超过85分贝", True),
        ("第二十六条", "检测报告已超过有效期", False),
        ("第二十六条", "上次检测距今超过一年", False),
        ("第二十六条", "各点位未见超标，结果没有公布", False),
        ("第三十五条", "未组织职业健康检查", False),
    ],
)
def test_article_25_of_the_union_law_stands_only_where_an_occupational_hazard_itself_was_found(
    article: str, words: str, hazard: bool
) -> None:
    cited = [citations.Citation("职业病防治法", article)]
    ground = grounds.ground_of(major=False, citations=cited, industries=(), words=words)
    keys = set(bases.correction([ground]))
    assert (ground.health, ground.hazard, "union-25" in keys) == (True, hazard, hazard)
    assert {"union-23", "disease-40"} <= keys


@pytest.mark.parametrize(
    ("law", "article", "paper"),
    [
        (
            "女职工劳动保护特别规定",
            "第五条",
            f"{WOMEN}《女职工劳动保护特别规定》（国务院令第619号）第十二条第二款、",
        ),
        ("劳动法", "第六十条", f"{WOMEN}《女职工劳动保护特别规定》（国务院令第619号）第十二条第二款、"),
        ("劳动法", "第六十四条", WOMEN),  # minors
        (
            "《中华人民共和国劳动法》",
            "第四十一条",
            "《工会法》第二十三条第（三）项、《劳动法》第八十八条第一款、",
        ),
        ("劳动法", "第五十条", "《工会法》第二十三条第（一）项、《劳动法》第八十八条第一款、"),
        ("劳动合同法", "第三十八条", "《劳动法》第八十八条第一款、"),
        ("劳动法", "第五十四条", "《工会法》第二十三条第（二）项、《安全生产法》第六十条第二款、"),
    ],
)
def test_a_demand_on_womens_rights_hours_or_pay_rests_on_no_article_about_unsafe_conditions(
    law: str, article: str, paper: str
) -> None:
    ground = grounds.ground_of(major=False, citations=[citations.Citation(law, article)], industries=())
    printed = citations.joined(citations.cited(bases.correction([ground]), DAY))
    assert printed == f"{paper}《重庆市工会条例》第二十三条第一款"


def test_a_question_on_womens_rights_that_names_the_union_law_too_rests_on_no_article_about_unsafe_conditions() -> (
    None
):
    cited = citations.cited(["women-14", "women-12-2", "union-23-4"], DAY)
    ground = grounds.ground_of(major=False, citations=cited, industries=())
    assert (ground.women, ground.conditions) == (True, False)
    assert not {"union-23", "safety-60-2"} & {*bases.correction([ground]), *bases.inspection(ground)}
    assert {"women-12-2", "labour-88"} <= set(bases.inspection(ground))
    mixed = [*cited, *citations.cited(["mine-24", "union-25"], DAY)]
    both = grounds.ground_of(major=False, citations=mixed, industries=())
    assert {"safety-60-2", "women-12-2"} <= set(bases.inspection(both))


def test_a_hazard_beside_a_matter_of_pay_keeps_its_own_articles() -> None:
    pair = [citations.Citation("劳动法", one) for one in ("第五十条", "第五十四条")]
    both = grounds.ground_of(major=False, citations=pair, industries=())
    assert (both.conditions, both.pay) == (True, True)
    major = grounds.ground_of(major=True, citations=pair[:1], industries=())
    assert major.conditions


@pytest.mark.parametrize(
    ("cited", "words", "named", "left_out"),
    [
        (None, "班组长强令冒险作业", {"union-25", "safety-54", "labour-56-2"}, set()),
        (("安全生产法", "第二十五条"), "班组长强令工人冒险作业", {"union-25", "safety-54"}, set()),
        (
            ("劳动合同法", "第三十二条"),
            "队长强令冒险作业",
            {"union-23", "union-25", "safety-54", "safety-60-2"},
            {"labour-88"},
        ),
        (None, "无证人员违章指挥", {"union-25"}, set()),
        (None, "未建立拒绝违章指挥的制度", {"union-23"}, {"union-25", "safety-54"}),
        (None, "强令加班", {"union-23-3", "labour-88"}, {"union-23", "union-25", "safety-54"}),
        (None, "喷漆岗位苯浓度超过限值2倍", {"union-25", "disease-40", "toxic-8"}, set()),
        (("GBZ 2.1", ""), "喷漆岗位苯浓度超过限值", {"union-25", "disease-40", "toxic-8"}, set()),
        (("GBZ 2.2", ""), "冲压车间噪声超标", {"union-25", "disease-40"}, {"toxic-8"}),
        (None, "可燃气体浓度超标", {"union-23"}, {"union-25", "disease-40", "toxic-8"}),
    ],
)
def test_orders_and_hazards_are_known_by_the_findings_own_words(
    cited: tuple[str, str] | None, words: str, named: set[str], left_out: set[str]
) -> None:
    own = [citations.Citation(*cited)] if cited else []
    keys = set(bases.correction([grounds.ground_of(major=False, citations=own, industries=(), words=words)]))
    assert named <= keys
    assert not left_out & keys


@pytest.mark.parametrize(
    ("law", "industries", "names", "coal"),
    [
        ("安全生产法", {"B"}, ("示例煤业有限公司",), True),
        ("煤矿安全规程", (), ("示例公司",), True),
        ("安全生产法", {"B"}, ("示例石材矿",), False),
        ("安全生产法", {"G"}, ("示例煤炭运输公司",), False),
    ],
)
def test_a_coal_mine_is_known_by_its_name_and_by_the_rules_that_are_cited(
    law: str, industries: set[str], names: tuple[str, ...], coal: bool
) -> None:
    ground = grounds.ground_of(
        major=True, citations=[citations.Citation(law)], industries=industries, names=names
    )
    assert ("coal-35" in bases.correction([ground])) is coal


def test_what_the_union_may_do_is_no_law_of_a_finding() -> None:
    """A checklist's item on the rights of workers and union named articles that hold for severe hazards alone."""
    own = citations.cited(["mine-23", "mine-25", "union-25", "coal-35", "safety-55"], DAY)
    ordinary, severe = Ground(mine=True), Ground(mine=True, coal=True, major=True)
    assert [one.key for one in bases.of_a_finding(own, ordinary)] == ["mine-23", "safety-55"]
    assert list(bases.of_a_finding(own, severe)) == list(own)


def test_an_evacuation_rests_on_the_law_of_the_place() -> None:
    """Toxic workplaces and mines have provisions of their own, and nothing else cites them."""
    assert set(bases.evacuation(Ground())) == {"union-25", "safety-55", "safety-60-2"}
    assert {"disease-40", "toxic-8"} <= set(bases.evacuation(Ground(health=True, toxic=True)))
    assert {"mine-25", "coal-35"} <= set(bases.evacuation(Ground(mine=True, coal=True)))


def test_orders_against_the_rules_and_coal_mines_are_known_by_what_a_finding_cites() -> None:
    def ground(law: str, article: str, words: str = "") -> Ground:
        cited = [citations.Citation(law, article)]
        return grounds.ground_of(major=False, citations=cited, industries=(), words=words)

    ordered = "班组长强令冒险作业"
    assert ground("安全生产法", "第五十四条", ordered) == Ground(orders=True)
    assert ground("《煤矿安全生产条例》", "第二十条", ordered) == Ground(orders=True, mine=True, coal=True)
    assert ground("安全生产法", "第五十四条", "职工检举后被打击报复") == Ground()
    assert ground("安全生产法", "第五十四条", "因拒绝强令冒险作业被解除劳动合同") == Ground()
    assert ground("使用有毒物品作业场所劳动保护条例", "第八条") == Ground(health=True, toxic=True)
    assert ground("安全生产法", "第五十五条") == Ground()
