from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections.rules import FindingGrade
from safety.faces.day import Day
from safety.transactions import one_transaction
from safety.web.today import day_of
from tests.cast import TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings


@pytest.fixture
def notice(cast: Cast) -> None:
    """A notice of 渝中 over two findings of Li Qiang, due in ten days."""
    with one_transaction():
        site = make_site(cast)
        issued_notice(cast, site, raise_findings(cast, site, FindingGrade.MAJOR, FindingGrade.ORDINARY))


def numbers(app: Flask, cast: Cast, who: str, days_later: int = 0) -> dict[str, int]:
    return {line.key: line.count for line in whole_day(app, cast, who, days_later).lines}


def whole_day(app: Flask, cast: Cast, who: str, days_later: int = 0) -> Day:
    with app.test_request_context(), one_transaction(write=False):
        return day_of(cast.actor(who), TODAY + timedelta(days=days_later))


@pytest.mark.parametrize(
    ("days_later", "overdue", "due_today", "due_week"),
    [(0, 0, 0, 0), (5, 0, 0, 2), (10, 0, 2, 0), (11, 2, 0, 0)],
)
def test_a_term_moves_from_this_week_to_today_to_overdue(
    app: Flask, cast: Cast, notice: None, days_later: int, overdue: int, due_today: int, due_week: int
) -> None:
    found = numbers(app, cast, "chenjing", days_later)
    assert (found["overdue"], found["due_today"], found["due_week"]) == (overdue, due_today, due_week)


def test_the_neighbouring_district_sees_none_of_it_and_the_city_all(
    app: Flask, cast: Cast, notice: None
) -> None:
    assert numbers(app, cast, "wanglei", 11)["overdue"] == 0
    assert numbers(app, cast, "liuyang", 11)["overdue"] == 2


def test_the_inspector_reads_how_many_of_them_are_his_own(app: Flask, cast: Cast, notice: None) -> None:
    late = next(line for line in whole_day(app, cast, "liqiang", 11).lines if line.key == "overdue")
    assert str(late.words) == "其中由我负责 2 项"
    late = next(line for line in whole_day(app, cast, "zhoumin", 11).lines if line.key == "overdue")
    assert late.words is None


def test_each_number_equals_the_length_of_its_list(
    app: Flask, cast: Cast, api: Callable[[str], FlaskClient], notice: None
) -> None:
    program = api("chenjing")
    lines = program.get("/api/v1/today").json
    assert lines is not None
    for line in lines["items"]:
        if not line["url"].startswith("/corrections/demands"):
            continue
        listed = program.get("/api/v1/demands?" + line["url"].partition("?")[2]).json
        assert listed is not None
        assert listed["total"] == line["count"], line


def test_who_has_no_work_of_this_kind_is_told_so_calmly(signed_in: Callable[[str], FlaskClient]) -> None:
    assert "今天没有等待您处理的事项" in signed_in("marui").get("/").text
