"""What each kind of paper says, line by line, and that its basis follows the facts and the data of the law.

The texts lie in ``golden/``.  After a wanted change: ``python -m tests.papers.test_golden`` writes them anew; read
the difference before it is committed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask

from safety.corrections import documents as corrections
from safety.law import applications, bases, citations
from safety.law.applications import About, AnswerTerm, Matter
from safety.law.project_natures import ProjectNature
from safety.law.provisions import REGISTER, provision_on
from safety.law.regimes import Regime
from safety.law.uses import uses_of
from safety.papers.bases import bases_of_papers
from safety.papers.content import PaperContent
from safety.papers.rules import DEFAULT_TITLES, PaperKind
from tests.papers.golden_day import DAY, of_day
from tests.papers.golden_projects import project_opinion
from tests.papers.golden_samples import TYPED, referral, samples, text_of, variants

pytestmark = pytest.mark.once

#: Before Chongqing's union regulation of 2011, before 安全生产法 of 2021, between it and 工会法 of 2022, and a day on which all of
#: today's texts that papers cite held.
OTHER_DAYS = (date(2010, 6, 1), date(2018, 11, 23), date(2021, 10, 15), date(2023, 6, 20))
GOLDEN = Path(__file__).with_name("golden")
#: No provision speaks of a union that takes its own paper back.
WITHOUT_BASIS = {PaperKind.WITHDRAWAL_NOTICE}
#: The rule that makes these letters was not read: it prints nowhere, and none of them is issued until it was.
UNREAD = {PaperKind.LABOUR_LAW_PROMPT, PaperKind.LABOUR_LAW_OPINION, PaperKind.LABOUR_LAW_SUGGESTION}


def differing(day: date) -> str:
    """Of each kind, the lines that go (－) and come (＋) where the paper is of this day, but for the day itself."""
    present = {kind: text_of(one).splitlines() for kind, one in samples().items()}
    with of_day(day):
        then = {kind: text_of(one).splitlines() for kind, one in samples().items()}
    parts = []
    for kind, lines in then.items():
        dated = [one.replace(corrections.chinese_day(day), corrections.chinese_day(DAY)) for one in lines]
        dated = [one.replace(f"〔{day.year}〕", f"〔{DAY.year}〕") for one in dated]
        gone = [f"－{one}" for one in present[kind] if one not in dated]
        come = [f"＋{own}" for own, one in zip(lines, dated, strict=True) if one not in present[kind]]
        parts += [f"【{DEFAULT_TITLES[kind].title}】", *gone, *come, ""] if gone or come else []
    return "\n".join(parts)


def test_the_title_table_holds_exactly_the_kinds_that_can_be_made() -> None:
    assert set(DEFAULT_TITLES) == set(PaperKind) == set(samples())


@pytest.mark.parametrize("kind", PaperKind)
def test_each_kind_says_what_was_read_line_by_line(kind: PaperKind) -> None:
    assert text_of(samples()[kind]) == (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")


def test_running_text_quotes_as_papers_do() -> None:
    """“ ” and no straight or corner marks; the union's own laws stand in 《》."""
    assert [kind for kind, one in samples().items() if set(text_of(one)) & set("\"「」'")] == []


def test_every_kind_keeps_a_basis_of_its_own_when_nobody_read_what_was_typed() -> None:
    bare = {kind for kind, paper in samples().items() if not paper.as_json()["basis"]}
    assert bare == WITHOUT_BASIS | UNREAD


def test_every_sealed_kind_ends_in_words_that_stay_with_the_seal() -> None:
    papers = {kind: paper.as_json() for kind, paper in samples().items()}
    assert [kind for kind, one in papers.items() if one["seal"] and not (one["note"] or one["basis"])] == []


@pytest.mark.parametrize("day", OTHER_DAYS)
def test_each_kind_follows_the_law_of_a_day_before_it_changed(day: date) -> None:
    assert differing(day) == (GOLDEN / f"{day}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("day", [DAY, *OTHER_DAYS, date(2003, 6, 1)])
@pytest.mark.parametrize(
    ("kind", "sentence", "rule"),
    [
        (PaperKind.PARTICIPATION_REQUEST, "必须有工会参加", "union-27"),
        (PaperKind.EVACUATION_PROPOSAL, "在采取可能的应急措施后撤离作业场所", "safety-55"),
    ],
)
def test_a_paper_says_what_the_law_demands_only_where_that_text_was_read(
    day: date, kind: PaperKind, sentence: str, rule: str
) -> None:
    with of_day(day):
        text = text_of(samples()[kind])
    assert (sentence in text) is provision_on(rule, day).checked(day)


def own_keys(paper: PaperContent) -> set[str]:
    """The keys that the paper's rule chose: what a person typed is that person's word, and stays as it was typed."""
    return {one.key for one in paper.citations if one.key} - {one.key for one in citations.kept(TYPED, DAY)}


@pytest.mark.parametrize("kind", PaperKind)
def test_every_provision_that_the_register_names_for_a_kind_stands_on_one_of_its_papers(
    kind: PaperKind,
) -> None:
    cited = {key for paper in variants(kind) for key in own_keys(paper)}
    assert cited == bases_of_papers()[kind]


@pytest.mark.parametrize("day", [DAY, *OTHER_DAYS])
@pytest.mark.parametrize("kind", [one for one in PaperKind if one not in UNREAD | WITHOUT_BASIS])
def test_another_article_number_in_the_data_changes_the_paper_that_cites_it(
    kind: PaperKind, day: date
) -> None:
    """Each version's own number, whichever fact brings the provision on the paper; what was not read stands on none."""
    with of_day(day):
        made = list(variants(kind))
        before = [text_of(one) for one in made]
        for key in sorted({key for paper in made for key in own_keys(paper)}):
            held = provision_on(key, day)
            at = next(n for n, paper in enumerate(made) if key in own_keys(paper))
            REGISTER.replace_all({**REGISTER, held.key: replace(held, article="第九百九十九条")})
            after = text_of(next(islice(variants(kind), at, None)))
            REGISTER.use([], on=None)
            assert ("第九百九十九条" in after) is held.checked(day), key
            assert after != before[at] or not held.checked(day), key


@pytest.mark.parametrize("kind", PaperKind)
def test_the_register_of_uses_names_every_kind_of_paper_that_cites_a_provision(
    kind: PaperKind, app: Flask
) -> None:
    keys = own_keys(samples()[kind])
    title = DEFAULT_TITLES[kind].title
    assert [key for key in sorted(keys) if f"文书：{title}" not in map(str, uses_of(key))] == []
    assert set(bases_of_papers()) == set(PaperKind)


ACCIDENT_PAPERS = (
    PaperKind.REFERRAL,
    PaperKind.SEAT_LETTER,
    PaperKind.PARTICIPATION_REQUEST,
    PaperKind.INVESTIGATION_OPINION,
    PaperKind.DISSENT,
    PaperKind.NOTIFICATION_SLIP,
    PaperKind.PARTICIPATION_RECORD,
    PaperKind.MEASURE_SHEET,
    PaperKind.APPROVAL_SHEET,
)
#: Regimes whose report, approval and team are those of Order 493.
BY_ORDER_493 = {Regime.ORDER_493, Regime.COAL_MINE}


@pytest.mark.parametrize("regime", [one for one in Regime if one not in BY_ORDER_493])
def test_where_order_493_does_not_hold_no_paper_cites_it_or_speaks_of_its_team(regime: Regime) -> None:
    made = samples(regime)
    texts = {kind: text_of(made[kind]) for kind in ACCIDENT_PAPERS}
    assert {kind: word for kind, text in texts.items() for word in ("493号", "调查组") if word in text} == {}
    after = {PaperKind.MEASURE_SHEET, PaperKind.APPROVAL_SHEET}
    assert {kind for kind, text in texts.items() if "《工会法》第二十七条" not in text} == after
    assert [kind for kind in after if "第六十条第三款" in texts[kind]] == []
    assert "《安全生产法》第七条、《重庆市工会条例》第二十三条第一款" in texts[PaperKind.MEASURE_SHEET]
    assert "依据" not in texts[PaperKind.APPROVAL_SHEET]


def test_in_a_coal_mine_departments_tell_the_union_by_article_10_of_order_493() -> None:
    made = samples(Regime.COAL_MINE)
    assert "（国务院令第493号）第十条" in text_of(made[PaperKind.NOTIFICATION_SLIP])
    assert "（国务院令第493号）第二十二条" in text_of(made[PaperKind.PARTICIPATION_REQUEST])


def test_article_24_of_the_union_law_is_no_basis_for_a_rebuilt_work() -> None:
    assert "《工会法》" not in text_of(project_opinion(ProjectNature.REBUILT))
    assert "《工会法》第二十四条" in text_of(project_opinion(ProjectNature.NEW))
    assert "《职业病防治法》第十八条、第四十条" in text_of(
        project_opinion(ProjectNature.REBUILT, health=True)
    )


@pytest.mark.parametrize(
    ("nature", "safety", "health", "cited"),
    [
        (ProjectNature.UPGRADE, True, False, {"union-24", "cq-union-23-2"}),
        (ProjectNature.REBUILT, True, False, {"labour-53-2", "safety-31", "safety-60-1", "cq-union-23-2"}),
        (ProjectNature.REBUILT, False, True, {"labour-53-2", "disease-18", "disease-40", "cq-union-23-2"}),
        (ProjectNature.IMPORTED, False, True, {"disease-18", "disease-40"}),
        (ProjectNature.IMPORTED, True, False, {"acftu-projects"}),
        (ProjectNature.CONTINUED, True, True, {"acftu-projects"}),
    ],
)
def test_a_paper_on_a_project_cites_what_names_works_of_its_kind(
    nature: ProjectNature, safety: bool, health: bool, cited: set[str]
) -> None:
    assert set(bases.project(nature, safety=safety, health=health)) == cited
    about = About(DAY, nature, safety=safety, health=health)
    applied = applications.basis(Matter.PROJECT_OPINION, about)
    assert set(applied) == cited


@pytest.mark.parametrize("matter", Matter)
def test_only_an_application_about_the_unions_own_rights_names_the_thirty_days_of_the_law(
    matter: Matter,
) -> None:
    text = text_of(referral(matter, ProjectNature.NEW))
    legal = matter in applications.WITH_LEGAL_TERM
    assert ("第四十四条第一款、第二款，请在接到本申请三十日内" in text) == legal
    assert ("不是法定期限" in text) == (not legal)


@pytest.mark.parametrize(
    ("nature", "health", "legal"),
    [
        (ProjectNature.CONTINUED, False, False),
        (ProjectNature.CONTINUED, True, False),
        (ProjectNature.IMPORTED, False, False),
        (ProjectNature.IMPORTED, True, True),
        (ProjectNature.REBUILT, False, True),
        (ProjectNature.UPGRADE, False, True),
    ],
)
def test_a_department_has_thirty_days_only_where_a_text_that_was_read_gives_the_union_a_part_in_such_works(
    nature: ProjectNature, health: bool, legal: bool
) -> None:
    text = text_of(referral(Matter.PROJECT_NOT_INVITED, nature, health=health))
    assert ("第四十四条" in text) is legal
    assert ("不是法定期限" in text) is not legal
    about = About(DAY, nature, health=health)
    term = applications.answer_term(Matter.PROJECT_NOT_INVITED, about)
    assert (term is AnswerTerm.BY_LAW) is legal


def test_obstruction_of_an_accidents_investigation_names_the_unions_part_in_it_and_who_corrects_it() -> None:
    at_accident = text_of(referral(Matter.ACCIDENT_OBSTRUCTED))
    assert "《工会法》第二十六条、第二十七条、第五十条、第五十四条第（三）项" in at_accident
    at_check = set(applications.basis(Matter.OBSTRUCTED, About(DAY)))
    assert not at_check & {"union-27", "union-54"}


def test_the_evacuation_paper_leaves_nothing_to_decide() -> None:
    text = text_of(samples()[PaperKind.EVACUATION_PROPOSAL])
    assert "立即作出处理，组织职工撤离" in text
    assert "由你单位决定" not in text
    assert "《安全生产法》第五十五条、第六十条第二款" in text


def test_a_bypassed_interlock_is_never_given_thirty_days() -> None:
    text = text_of(samples()[PaperKind.CORRECTION_NOTICE])
    assert "立即停用有关设备设施" in text
    assert "立即停止有关作业，消除危险" in text
    assert text.count(f"{DAY.year}年{DAY.month}月{DAY.day}日") >= 2


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, paper in samples().items():
        (GOLDEN / f"{name}.txt").write_text(text_of(paper), encoding="utf-8")
    for day in OTHER_DAYS:
        (GOLDEN / f"{day}.txt").write_text(differing(day), encoding="utf-8")
