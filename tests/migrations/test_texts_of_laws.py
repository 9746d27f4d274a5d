"""Imported texts of laws come with their migration; going back takes their checks along and leaves the others."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from safety.database import db
from safety.reference import operations
from safety.reference.models import LawCheck, LawText
from safety.reference.operations import law_texts
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.law.new_texts import new_union_law
from tests.migrations import FROZEN

pytestmark = FROZEN


def test_texts_of_laws_come_and_go_with_their_checks_and_no_others(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    huangtao = Cast().actor("huangtao")
    with one_transaction():
        law_texts.upload_law_text(actor=huangtao, now=NOW, text=new_union_law())
        day = date(2026, 11, 1)
        operations.record_law_check(actor=huangtao, now=NOW, law="union_law", checked_to=day, source="示例")
        of_new = "union_law@2026-10-01"
        db.session.add(
            LawCheck(law=of_new, checked_to=day, source="示例", recorded_at=NOW, recorded_name="黄涛")
        )
    assert db.session.scalar(select(LawText.law)) == "union_law@2026-10-01"
    db.session.remove()
    downgrade(revision="0028")
    assert "law_texts" not in inspect(db.engine).get_table_names()
    assert db.session.scalars(select(LawCheck.law)).all() == ["union_law"]
    db.session.remove()
    upgrade()
    assert db.session.scalars(select(LawText.law)).all() == []
