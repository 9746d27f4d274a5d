"""Accidents keep everything but the days, the applicant and the extension that earlier versions do not know."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import Accident, Extension
from safety.accidents.operations import record_days, register_accident
from safety.accidents.vocabulary import InjuryApplicant
from safety.database import db, session
from safety.ids import new_id
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast


def test_an_accident_goes_down_and_up(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        officer, happened = Cast().actor("sunjie"), NOW - timedelta(days=10)
        facts = AccidentFacts(
            title="示例事故", happened_at=happened, place="渝中区", employer_name="示例公司"
        )
        accident = register_accident(actor=officer, now=NOW, facts=facts)
        record_days(
            actor=officer, now=NOW, accident=accident, report_submitted_on=date(2026, 11, 20),
            disease_diagnosed_on=date(2026, 11, 20), injury_applied_on=date(2026, 11, 21),
            injury_applied_by=InjuryApplicant.UNION,
        )  # fmt: skip
        session.add(
            Extension(
                id=new_id(), accident_id=accident.id, term="injury", days=15, approved_on=date(2026, 11, 20), at=NOW
            )
        )  # fmt: skip
    db.session.remove()
    downgrade(revision="0039")
    assert db.session.scalar(text("SELECT title FROM accidents")) == "示例事故"
    db.session.remove()
    upgrade()
    kept = db.session.scalars(select(Accident)).one()
    assert (kept.report_submitted_on, kept.injury_applied_on) == (None, date(2026, 11, 21))
    assert (kept.disease_diagnosed_on, kept.injury_applied_by, list(kept.extensions)) == (None, None, [])
