"""How the law is printed: one title form, each law once, articles in order; 待核 never on paper, always on the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from safety.law.citations import cited, in_words, joined, kept, on_page, title_of, typed
from safety.law.provisions import PROVISIONS, REGISTER

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (
            ["cq-union-44-2", "union-27", "union-23"],
            "《工会法》第二十三条第（二）项、第二十七条、《重庆市工会条例》第四十四条第二款",
        ),
        (["safety-60-3", "safety-60-1", "safety-31"], "《安全生产法》第三十一条、第六十条第一款、第三款"),
        (
            ["order-493-3-4", "order-493-3-2"],
            "《生产安全事故报告和调查处理条例》（国务院令第493号）第三条第（二）项、第（四）项",
        ),
        (["order-493-3", "order-493-3-2"], "《生产安全事故报告和调查处理条例》（国务院令第493号）第三条"),
        (["cq-149-6"], "渝办发〔2005〕149号第六条"),
    ],
)
def test_a_paper_cites_each_law_once_with_its_articles_in_order(keys: list[str], line: str) -> None:
    assert joined(cited(keys, date(2023, 5, 1))) == line


def test_what_nobody_read_is_marked_on_the_page_and_absent_from_the_paper() -> None:
    keys = ["union-25", "hazard-16-3"]
    assert joined(cited(keys, TODAY)) == "《工会法》第二十五条"
    assert (
        on_page(keys, TODAY)
        == "《工会法》第二十五条、《安全生产事故隐患排查治理暂行规定》（安监总局令第16号）（待核）"
    )


def test_a_fact_before_or_after_a_text_is_not_cited_by_its_article() -> None:
    assert joined(cited(["cq-safety-48"], date(2024, 3, 27))) == "《重庆市安全生产条例》第四十八条"
    assert joined(cited(["cq-safety-48"], date(2024, 3, 28))) == ""
    assert on_page(["union-27"], date(2015, 6, 1)) == "《工会法》（待核）"


@pytest.mark.parametrize(
    ("typed_as", "title"),
    [
        (
            "某类单位隐患判定标准（试行）（安监总管三〔2017〕121号）",
            "《某类单位隐患判定标准（试行）》（安监总管三〔2017〕121号）",
        ),
        (
            "某类工程判定标准（2024版）（建质规〔2024〕5号）",
            "《某类工程判定标准（2024版）》（建质规〔2024〕5号）",
        ),
        ("《某项标准》（试行）（某令第1号）", "《某项标准（试行）》（某令第1号）"),
        ("某项标准（2020年修订）", "《某项标准》（2020年修订）"),
        ("渝办发〔2005〕149号", "渝办发〔2005〕149号"),
        ("中华人民共和国安全生产法（2021年修正）", "《安全生产法》"),
        ("《中华人民共和国安全生产法》", "《安全生产法》"),
        ("JGJ 59-2011《建筑施工安全检查标准》", "《建筑施工安全检查标准》（JGJ 59-2011）"),
        (
            "工贸企业重大事故隐患判定标准（应急管理部令第10号）",
            "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）",
        ),
        ("某项标准", "《某项标准》"),
    ],
)
def test_a_title_is_printed_in_one_form_however_it_was_typed(typed_as: str, title: str) -> None:
    assert title_of(typed_as) == title


def test_what_was_typed_joins_the_law_it_names_and_what_nobody_read_of_it_stays_off() -> None:
    basis = [
        *typed("中华人民共和国安全生产法", "第三十六条", TODAY),
        *typed("安全生产法", "第九十九条", TODAY),
        {"law": "JGJ 59-2011《建筑施工安全检查标准》", "article": "3.1", "checked": False},
    ]
    line = joined([*cited(["safety-60-2"], TODAY), *kept(basis, TODAY)])
    assert line == "《安全生产法》第三十六条、第六十条第二款"
    shown = in_words(kept(basis, TODAY))
    assert shown.endswith(
        "《安全生产法》第九十九条（待核）；《建筑施工安全检查标准》（JGJ 59-2011）3.1（待核）"
    )


def test_a_typed_article_of_a_text_that_was_not_in_force_that_day_is_not_printed() -> None:
    basis = typed("安全生产法", "第三十六条", date(2019, 1, 1))
    assert basis[0]["checked"] is False
    assert joined(kept([{**basis[0], "checked": True}], date(2019, 1, 1))) == ""


@pytest.mark.parametrize("key", sorted(key for key, one in PROVISIONS.items() if one.read))
def test_another_article_number_in_the_data_is_another_number_on_paper_and_page(
    key: str,
) -> None:
    law = PROVISIONS[key].law
    on = law.in_force_from or law.in_force_to or TODAY
    before = joined(cited([key], on)), on_page([key], on)
    REGISTER.replace_all({**REGISTER, key: replace(REGISTER[key], article="第九百九十九条")})
    after = joined(cited([key], on)), on_page([key], on)
    assert all("第九百九十九条" in line for line in after)
    assert set(before).isdisjoint(after)
