"""Whether a person who was hurt is a 农民工 goes down and up with the rows, as far as the earlier version can say it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.accidents.models import Victim
from safety.database import db
from safety.ids import new_id
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW
from tests.exports.cases import case_id, load_cases


@pytest.mark.parametrize(
    ("employment", "was", "between", "then"),
    [
        (None, True, "migrant", True),
        ("migrant", None, "migrant", True),
        ("dispatched", True, "dispatched", None),
        ("dispatched", False, "dispatched", None),
        (None, None, None, None),
    ],
)
def test_what_was_said_of_migrant_workers_goes_down_and_up(
    upgraded_app: Flask, employment: str | None, was: bool | None, between: str | None, then: bool | None
) -> None:
    with one_transaction():
        the_cast.load()
        load_cases()
        db.session.add(
            Victim(
                id=new_id(),
                accident_id=case_id("中毒"),
                name="吴一",
                degree="fatal",
                employment=employment,
                is_migrant=was,
                at=NOW,
            )
        )
    db.session.remove()
    downgrade(revision="0046")
    kept = db.session.execute(text("SELECT name, employment FROM accident_victims WHERE name = '吴一'")).one()
    assert tuple(kept) == ("吴一", between)
    db.session.remove()
    upgrade()
    victim = db.session.scalars(select(Victim).where(Victim.name == "吴一")).one()
    assert (victim.employment, victim.migrant) == (between, then)
