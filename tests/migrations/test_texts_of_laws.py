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
from tests.cast import NOW, Cast
from tests.law.new_texts import new_union_law
from tests.migrations.test_migrations import empty_app, fresh_url

__all__ = ["empty_app", "fresh_url"]


def test_texts_of_laws_come_and_go_with_their_checks_and_no_others(empty_app: Flask) -> None:
    upgrade(revision="0023")
    huangtao = Cast().actor("huangtao")
    with one_transaction():
        law_texts.upload_law_text(actor=huangtao, now=NOW, text=new_union_law())
        looked_up = {"checked_to": date(2026, 11, 1), "source": "国家法律法规数据库"}
        operations.record_law_check(actor=huangtao, now=NOW, law="union_law", **looked_up)
        by = {"recorded_at": NOW, "recorded_name": "黄涛"}
        db.session.add(LawCheck(law="union_law@2026-10-01", **looked_up, **by))
    assert db.session.scalar(select(LawText.law)) == "union_law@2026-10-01"
    db.session.remove()
    downgrade(revision="0022")
    assert "law_texts" not in inspect(db.engine).get_table_names()
    assert db.session.scalars(select(LawCheck.law)).all() == ["union_law"]
    db.session.remove()
    upgrade(revision="0023")
    assert db.session.scalars(select(LawText.law)).all() == []
