"""The demonstration: every state there is, made by the real operations, into an empty database only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from safety.database import db
from safety.demo import operations as demo
from safety.demo.wording import wordings
from safety.errors import NotPossibleNow
from safety.inspections.shipped import shipped_checklists
from safety.people.models import Member
from safety.people.operations import password_fits
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.demo.shown import everything_is_shown

PASSWORD = "a password printed at start"
SITES = 130


def load(app: Flask, count: int = SITES) -> demo.Loaded:
    """A demonstration with fewer sites than the real one; the two shown districts are whole."""
    with one_transaction():
        return demo.load_demonstration(
            now=NOW,
            password=PASSWORD,
            geography=app.extensions["geography"],
            base_url="http://127.0.0.1:8000",
            count=count,
        )


@pytest.mark.long  # the drill asks the same of a whole demonstration, on both databases
def test_each_list_and_clock_has_something_true_to_show(app: Flask) -> None:
    loaded = load(app)
    everything_is_shown(NOW)
    assert loaded.sites >= SITES
    officer = db.session.scalars(
        select(Member).where(Member.sign_in_name == loaded.officers[0].sign_in_name)
    ).one()
    assert password_fits(officer.password_hash, PASSWORD)


def test_a_register_in_use_takes_no_demonstration(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotPossibleNow):
        load(app)


def test_every_wording_stands_on_an_item_of_its_checklist() -> None:
    items = {
        one.key: {item["id"] for section in one.content["sections"] for item in section["items"]}
        for one in shipped_checklists()
    }

    for key, some in wordings().items():
        assert {one.item for one in some} <= items[key]
        assert any(not one.major for one in some)
