"""The tables of duty 3 are taken away with what stands in them and put back, and the rest stays."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import Accident, CasualtyReport
from safety.accidents.operations import register_accident
from safety.database import db
from safety.people.models import Member
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def test_accidents_go_and_come_with_their_migration(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    with one_transaction():
        register_accident(
            actor=Cast().actor("sunjie"),
            now=NOW,
            facts=AccidentFacts(
                title="示例事故", happened_at=NOW, place="渝中区", employer_name="示例建设有限公司"
            ),
        )
    assert db.session.scalar(select(func.count(CasualtyReport.id))) == 1
    db.session.remove()
    downgrade(revision="0004")
    assert not {one for one in tables() if one.startswith("accident")}
    assert db.session.scalar(select(func.count(Member.id))) == len(the_cast.PEOPLE)
    assert db.session.scalar(text("SELECT count(*) FROM projects")) == 0
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    assert db.session.scalar(select(func.count(Accident.id))) == 0
