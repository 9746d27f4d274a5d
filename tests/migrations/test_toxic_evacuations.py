"""Evacuation proposals keep everything but the marks of danger and place, which earlier versions do not know."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.corrections.models import EvacuationProposal
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.corrections.story import make_site


def test_a_proposal_goes_down_and_up(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        site = make_site(cast, "yuzhong", "反应车间")
        db.session.add(
            EvacuationProposal(
                site_id=site.id,
                union_id=cast.union("yuzhong").id,
                digest="0" * 64,
                addressee="某化工厂",
                danger="氯气泄漏",
                suggestion="立即撤离",
                toxic=True,
                health=True,
                coal_mine=False,
                told_name="示例",
                proposed_at=NOW,
                entered_at=NOW,
            )
        )
    db.session.remove()
    downgrade(revision="0036")
    assert db.session.scalar(text("SELECT danger FROM evacuation_proposals")) == "氯气泄漏"
    db.session.remove()
    upgrade()
    kept = db.session.scalars(select(EvacuationProposal)).one()
    assert (kept.danger, kept.toxic, kept.health, kept.coal_mine) == ("氯气泄漏", False, None, None)
