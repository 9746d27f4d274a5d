from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from safety import faces
from safety.access.scope import Actor
from safety.corrections.rules import FindingGrade
from safety.lists import Window
from safety.people import operations as people
from safety.text import Text
from safety.transactions import one_transaction
from safety.web.signed_in import COOKIE
from safety.worklist import (
    Asked,
    Duty,
    Found,
    OpenItem,
    Reading,
    Step,
    Urgency,
    Whose,
    Worklist,
    first_of,
    worklist,
)
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings

FIRST = Window(0, 25)


@pytest.fixture
def notice(cast: Cast) -> None:
    """A notice of 渝中 over three findings of Li Qiang, due in ten days: a danger, an ordinary and a major one."""
    grades = (FindingGrade.ORDINARY, FindingGrade.ORDINARY, FindingGrade.MAJOR)
    with one_transaction():
        site = make_site(cast)
        issued_notice(cast, site, raise_findings(cast, site, *grades))


def list_of(
    app: Flask, cast: Cast, who: str, *, later: int = 0, whose: Whose = Whose.ALL, only: str | None = None
) -> Worklist:
    day = timedelta(days=later)
    with app.test_request_context(), one_transaction(write=False):
        return worklist(faces.duties(), Asked(cast.actor(who), TODAY + day, NOW + day, whose), FIRST, only)


def test_chen_jing_sees_the_danger_first_then_the_major_hazard_and_is_asked_to_remind_when_its_term_is_over(
    app: Flask, cast: Cast, notice: None
) -> None:
    items = list_of(app, cast, "chenjing", later=11).page.items
    assert [(one.urgency, one.grave) for one in items] == [
        (Urgency.DANGER, False),
        (Urgency.LATE, True),
        (Urgency.LATE, False),
    ]
    assert {one.step.label for one in items} == {"登记催办"}
    assert all("/notices/" in one.step.url for one in items)


@pytest.mark.parametrize(("later", "urgency"), [(5, Urgency.SOON), (10, Urgency.TODAY), (11, Urgency.LATE)])
def test_a_hazard_moves_up_as_its_term_comes_nearer(
    app: Flask, cast: Cast, notice: None, later: int, urgency: Urgency
) -> None:
    items = list_of(app, cast, "liqiang", later=later).page.items
    assert {one.urgency for one in items if "（0）" not in str(one.what)} == {urgency}


def test_nothing_stands_on_the_list_while_the_employer_has_time(app: Flask, cast: Cast, notice: None) -> None:
    assert list_of(app, cast, "chenjing").page.total == 0


def test_li_qiang_has_his_own_zhou_min_has_none_and_the_neighbours_see_nothing(
    app: Flask, cast: Cast, notice: None
) -> None:
    assert list_of(app, cast, "liqiang", later=11, whose=Whose.MINE).page.total == 3
    assert list_of(app, cast, "zhoumin", later=11, whose=Whose.MINE).page.total == 0
    assert list_of(app, cast, "zhoumin", later=11, whose=Whose.UNION).page.total == 3
    assert list_of(app, cast, "wanglei", later=11).page.total == 0


def test_the_list_of_one_duty_leaves_the_others_out_but_counts_them(
    app: Flask, cast: Cast, notice: None
) -> None:
    found = list_of(app, cast, "chenjing", later=11, only="projects")
    assert found.page.total == 0
    assert {one.key: one.total for one in found.duties}["corrections"] == 3


def test_the_page_shows_each_hazard_with_its_lateness_and_its_next_act(
    app: Flask, signed_in: Callable[[str], FlaskClient], notice: None
) -> None:
    browser = signed_in("chenjing")
    assert "临边防护缺失" not in browser.get("/").text
    late = NOW + timedelta(days=11)
    app.config["CLOCK"] = lambda: late
    with one_transaction():
        _, token = people.sign_in(
            member=Cast().member("chenjing"), now=late, client="tests", second_factor=True
        )
    browser.set_cookie(COOKIE, token)
    page = browser.get("/").text
    assert page.count('class="work-what"') == 3
    assert page.count("逾期 1 天") == 3
    assert page.count("登记催办") == 6  # each in words and for a reading aid
    assert "这里没有待办" in browser.get("/?duty=projects").text
    assert browser.get("/?whose=nonsense&duty=nonsense&page=99999999").status_code == 200


def test_a_program_reads_the_same_list(
    app: Flask, cast: Cast, api: Callable[[str], FlaskClient], notice: None
) -> None:
    late = NOW + timedelta(days=8)
    program = api("chenjing")
    app.config["CLOCK"] = lambda: late
    told = program.get("/api/v1/today?limit=1").json
    assert told is not None
    assert told["open_items_total"] == 3
    (item,) = told["open_items"]
    assert (item["urgency"], item["grave"], item["what"]) == ("soon", True, "临边防护缺失（2）")
    assert program.get("/api/v1/today?whose=mine").json["open_items_total"] == 0  # type: ignore[index]
    assert program.get("/api/v1/today?duty=nonsense").status_code == 422


ITEMS = st.lists(
    st.builds(
        OpenItem,
        what=st.just(Text("x")),
        where=st.just(""),
        kind=st.just(""),
        state=st.just(""),
        url=st.uuids().map(str),
        step=st.just(Step("", "")),
        urgency=st.sampled_from(Urgency),
        due=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        grave=st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(duties=st.lists(ITEMS, min_size=1, max_size=4), size=st.integers(1, 7))
def test_page_after_page_every_item_comes_once_and_in_the_order_of_its_urgency(
    duties: Sequence[Sequence[OpenItem]], size: int
) -> None:
    told = [Duty(str(n), "", _reading(items)) for n, items in enumerate(duties)]
    asked = Asked(actor=Actor(None, "系统"), today=TODAY, now=NOW)
    every = [item for items in duties for item in items]
    pages = [worklist(told, asked, Window(at, size)).page for at in range(0, len(every) + 1, size)]
    assert [item for page in pages for item in page.items] == sorted(every, key=lambda one: one.rank)
    assert {page.total for page in pages} == {len(every)}


def _reading(items: Sequence[OpenItem]) -> Reading:
    def read(asked: Asked) -> Found:
        return first_of(items, asked.most)

    return read
