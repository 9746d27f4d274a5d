"""Findings keep everything but what was said for their law, which earlier versions do not know."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.corrections.models import Demand
from safety.corrections.rules import FindingGrade
from safety.database import db
from safety.law.grounds import UNSAID, Said
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import Cast
from tests.corrections.story import make_site, raise_findings


def test_a_finding_goes_down_and_up(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        site = make_site(cast, "yuzhong", "喷漆车间")
        (finding,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        finding.orders, finding.health, finding.toxic = False, True, True
        finding.women, finding.gas, finding.disabled, finding.acting = False, True, True, False
        kept = finding.summary
    earlier = Said(orders=False, health=True, toxic=True)
    whole = replace(earlier, women=False, gas=True, disabled=True, acting=False)
    assert db.session.scalars(select(Demand)).one().said == whole
    db.session.remove()
    downgrade(revision="0051")
    assert db.session.scalar(text("SELECT health FROM demands"))
    db.session.remove()
    upgrade()
    assert db.session.scalars(select(Demand)).one().said == earlier
    db.session.remove()
    downgrade(revision="0048")
    assert db.session.scalar(text("SELECT summary FROM demands")) == kept
    db.session.remove()
    upgrade()
    found = db.session.scalars(select(Demand)).one()
    assert (found.summary, found.said) == (kept, UNSAID)
