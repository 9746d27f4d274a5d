"""The day of death of a report becomes that of each who died, and of several the last one stays on the way back."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import CasualtyReport
from safety.accidents.operations import register_accident, report_casualties
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast

TWO_DEATHS = select(CasualtyReport.deaths_on).where(CasualtyReport.deaths == 2)


def test_the_days_of_death_go_and_come(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        happened = NOW - timedelta(days=10)
        facts = AccidentFacts(
            title="示例事故", happened_at=happened, place="渝中区", employer_name="示例公司"
        )
        days = (date(2026, 11, 15), date(2026, 11, 20))
        told = Casualties(date(2026, 11, 20), deaths=2, deaths_on=days)
        officer = Cast().actor("sunjie")
        accident = register_accident(actor=officer, now=NOW, facts=facts)
        report_casualties(actor=officer, now=NOW, accident=accident, casualties=told)
    assert db.session.scalars(TWO_DEATHS).one() == ["2026-11-15", "2026-11-20"]
    db.session.remove()
    downgrade(revision="0033")
    assert (
        str(db.session.execute(text("SELECT died_on FROM accident_casualties WHERE deaths = 2")).scalar_one())
        == "2026-11-20"
    )
    db.session.remove()
    upgrade()
    assert db.session.scalars(TWO_DEATHS).one() == ["2026-11-20"]
