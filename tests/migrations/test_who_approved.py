"""An approval that was entered before anybody was asked who gave it stays, and names nobody."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.accidents import operations as accidents
from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.migrations import FROZEN

pytestmark = FROZEN


def test_an_approval_keeps_its_number_and_is_asked_who_gave_it_from_now_on(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    with one_transaction():
        actor = Cast().actor("sunjie")
        accident = accidents.register_accident(
            actor=actor,
            now=NOW,
            facts=AccidentFacts(title="坠落", happened_at=NOW, place="渝中区", employer_name="示例公司"),
            casualties=Casualties(TODAY, deaths=1),
        )
        accidents.receive_report(actor=actor, now=NOW, accident=accident, title="报告", received_on=TODAY)
        accidents.record_approval(
            actor=actor,
            now=NOW,
            accident=accident,
            approver="渝中区人民政府",
            number="渝中府〔2026〕1号",
            approved_on=TODAY,
        )
    db.session.remove()
    downgrade(revision="0022")
    upgrade()
    row = db.session.execute(text("SELECT number, approver FROM accident_approvals")).one()
    assert tuple(row) == ("渝中府〔2026〕1号", None)
