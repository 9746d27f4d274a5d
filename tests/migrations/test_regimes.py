"""The tick "traffic or fire" becomes a regime and comes back with its migration; grades and poisoned people too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts
from safety.accidents.operations import register_accident
from safety.database import db
from safety.law.days import SHANGHAI, shanghai_date
from safety.law.regimes import Regime
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN

pytestmark = FROZEN

OLD = datetime(2003, 8, 20, 10, tzinfo=SHANGHAI)
NEW = datetime(2020, 5, 12, 10, tzinfo=SHANGHAI)


def _registered(title: str, happened_at: datetime, **given: Any) -> None:
    counts = {name: given.pop(name) for name in ("deaths", "serious", "poisoned") if name in given}
    register_accident(
        actor=Cast().actor("sunjie"),
        now=NOW,
        facts=AccidentFacts(
            title=title, happened_at=happened_at, place="渝中区", employer_name="示例公司", **given
        ),
        casualties=Casualties(shanghai_date(happened_at), **counts),
    )


def _rows(columns: str) -> dict[str, tuple[Any, ...]]:
    found = db.session.execute(text(f"SELECT title, {columns} FROM accidents"))  # noqa: S608 - written here
    rows = {row[0]: tuple(row[1:]) for row in found}
    db.session.remove()
    return rows


def test_the_tick_becomes_a_regime_and_comes_back(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    with one_transaction():
        _registered("old", OLD, deaths=4)
        _registered("road", NEW, regime=Regime.ROAD_TRAFFIC, deaths=3)
        _registered("fire", NEW, category="08", deaths=1)
        _registered("poison", NEW, category="19", serious=4, poisoned=6)
    db.session.remove()
    downgrade(revision="0019")
    before = _rows("traffic_or_fire, grade, level, serious")
    assert {title: (bool(row[0]), *row[1:]) for title, row in before.items()} == {
        "old": (False, "larger", "city", 0),
        "road": (True, "larger", "city", 0),
        "fire": (True, "ordinary", "district", 0),
        "poison": (False, "larger", "city", 10),
    }
    upgrade()  # which grades anew those that were graded by numbers, without the daily command
    after = _rows("regime, grade, level, regime_reason, serious, poisoned")
    assert after["old"] == ("orders_34_75", "ungraded", "unread", None, 0, 0)
    assert after["road"][:3] == ("road_traffic", "ungraded", "unread")
    assert after["road"][3] is not None
    assert after["fire"][:4] == ("order_493", "ordinary", "district", None)
    assert after["poison"][-2:] == (10, 0)
