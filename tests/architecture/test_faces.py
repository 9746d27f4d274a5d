"""What spans the duties iterates over their faces and names none of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from safety import faces
from safety.access.permissions import Permission
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.day import Day, add_number
from safety.faces.menu import MenuEntry
from safety.lists import Window
from safety.text import Text
from safety.transactions import one_transaction
from safety.web.code_lists import code_lists
from safety.web.navigation import lines
from safety.web.today import day_of
from safety.worklist import Asked, Found, OpenItem, Step, Urgency, worklist
from safety.workplaces.models import Site
from safety.workplaces.queries import Action, Event, actions_at, history_of
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import make_site
from tools.duty_names import ROOT, duties_named_in

#: Rooms that span the duties and name none.  The others on the way there: exports, sync, maps, commands, demo.
SPANNING = ("safety/web", "safety/faces", "safety/worklist.py")


def test_no_spanning_room_names_a_duty() -> None:
    modules = [
        path
        for name in SPANNING
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    ]
    found = [
        f"{path.relative_to(ROOT)}:{line} {word[:60]}"
        for path in sorted(modules)
        for line, word in duties_named_in(path)
    ]
    assert found == []


@pytest.fixture
def patrols(app: Flask) -> Iterator[Face]:
    """A duty that lives here alone: patrols, each of them due today."""

    def open_items(asked: Asked) -> Found:
        item = OpenItem(
            what="夜间巡查",
            where="江北隧道",
            kind="巡查",
            state=Text("待办"),
            url="/patrols/1",
            step=Step("巡查", "/patrols/1"),
            urgency=Urgency.TODAY,
            due=asked.today,
        )
        return Found([item], 1)

    def add_numbers(day: Day, asked: Asked) -> None:
        assert asked.today == TODAY
        add_number(day.work, "patrols", "今夜的巡查", 1, "walk", "info", "web.today")

    def history(site: Site, _actor: object) -> Iterator[Event]:
        yield Event(site.created_at + timedelta(hours=1), "巡查", "无异常")

    def beginnings(_site: Site, _actor: object) -> Iterator[Action]:
        yield Action("开始巡查", "/patrols/new", "walk", place=5)

    face = Face(
        key="patrols",
        label="巡查",
        menu=(MenuEntry("web.today", "巡查", "walk", (Permission.SELF,), place=11),),
        open_items=open_items,
        add_numbers=add_numbers,
        history=history,
        beginnings=beginnings,
        code_lists={"patrol-results": list_of({"quiet": "无异常"})},
    )
    before = faces.shown()
    faces.show([*before, face])
    yield face
    faces.show(before)


def test_a_new_duty_appears_everywhere_by_its_face_alone(app: Flask, cast: Cast, patrols: Face) -> None:
    with one_transaction():
        site = make_site(cast)
    actor = cast.actor("chenjing")
    with app.test_request_context(), one_transaction(write=False):
        asked = Asked(actor, TODAY, NOW)
        assert [one.what for one in worklist(faces.duties(), asked, Window(0, 5), "patrols").page.items] == [
            "夜间巡查"
        ]
        assert "patrols" in {line.key for line in day_of(actor, TODAY, now=NOW).lines}
        assert "无异常" in {one.words for one in history_of(site, actor)}
        assert actions_at(site, actor)[0].label == "开始巡查"
        assert "巡查" in {entry.label for group in lines().values() for entry in group}
        assert code_lists()["patrol-results"].codes[0].code == "quiet"
