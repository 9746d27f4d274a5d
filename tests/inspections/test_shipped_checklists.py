from __future__ import annotations

import pytest

from safety.inspections.rules.checklists import checklist_from, problems_of
from safety.inspections.shipped import Shipped, citation, shipped_checklists, works

ALL = list(shipped_checklists())


def test_six_checklists_are_shipped() -> None:
    assert [one.key for one in ALL] == [
        "chemicals",
        "confined",
        "construction",
        "dust",
        "machinery",
        "mining",
    ]


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.key)
def test_each_has_fifteen_to_thirty_items_that_say_what_to_do(shipped: Shipped) -> None:
    items = list(checklist_from(shipped.content).items())
    assert 15 <= len(items) <= 30
    for item in items:
        assert item.ask.endswith(("？", "）"))
        assert item.how
        assert item.basis
        assert item.demand
        assert item.factor
        assert item.accident
        assert item.grade in {"ordinary", "major"}
        assert not (item.grade == "major" and not item.major_hint), f"{item.id} is major by which criterion?"


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.key)
def test_each_can_be_published(shipped: Shipped) -> None:
    items = list(checklist_from(shipped.content).items())
    factors = {item.factor for item in items if item.factor}
    accidents = {f"{n:02d}" for n in range(1, 21)}
    assert problems_of(shipped.content, factors=factors, accidents=accidents) == {}


def test_an_article_is_cited_only_of_a_text_that_was_read() -> None:
    for shipped in ALL:
        for item in checklist_from(shipped.content).items():
            for one in item.basis:
                assert one.verified == (one.article is not None)
    with pytest.raises(KeyError):
        citation("JGJ 80 4", works())


def test_every_cited_work_is_used() -> None:
    used = {c.law for s in ALL for item in checklist_from(s.content).items() for c in item.basis}
    unused = {work["title"] for work in works().values()} - used
    assert unused <= {
        "GB 50870-2013《建筑施工安全技术统一规范》",
        "GB/T 29510-2013《个体防护装备配备基本要求》",
    }
