"""The checks of laws come with their migration and go with it; nothing else is touched."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from safety.database import db
from safety.inspections.models import Inspection
from safety.reference import operations
from safety.reference.models import LawCheck
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.migrations.test_fewer_indexes import tablet_of_li_qiang
from tests.sync.story import arrive, check_entry, enrol

pytestmark = FROZEN


def test_checks_of_laws_come_and_go_and_every_other_row_stays(upgraded_app: Flask) -> None:
    tablet = enrol(tablet_of_li_qiang(upgraded_app))
    arrive(tablet, check_entry(tablet))
    with one_transaction():
        operations.record_law_check(
            actor=Cast().actor("huangtao"),
            now=NOW,
            law="union_law",
            checked_to=date(2026, 11, 1),
            source="国家法律法规数据库",
        )
    assert db.session.scalar(select(LawCheck.checked_to)) == date(2026, 11, 1)
    db.session.remove()
    downgrade(revision="0018")
    assert "law_checks" not in inspect(db.engine).get_table_names()
    assert db.session.scalar(select(func.count(Inspection.id))) == 1
    db.session.remove()
    upgrade()
    assert db.session.scalar(select(func.count(LawCheck.id))) == 0
    assert db.session.scalar(select(func.count(Inspection.id))) == 1
