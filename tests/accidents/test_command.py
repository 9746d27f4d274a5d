"""The daily command that counts missing people as dead when their days are over."""

from __future__ import annotations

import uuid

from flask import Flask

from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import Accident
from safety.accidents.operations import register_accident
from safety.database import db
from safety.law.days import shanghai_date
from safety.transactions import one_transaction
from tests.cast import NOW, Cast


def test_the_daily_command_changes_a_grade_once(app: Flask, cast: Cast) -> None:
    with one_transaction():
        accident = register_accident(
            actor=cast.actor("sunjie"),
            now=NOW,
            id=uuid.UUID(int=1),
            facts=AccidentFacts(
                title="示例事故", happened_at=NOW.replace(year=2025), place="渝中区", employer_name="示例公司"
            ),
            casualties=Casualties(shanghai_date(NOW.replace(year=2025)), deaths=2, missing=1),
        )
        assert accident.grade == "larger"  # registered a year later
        accident.grade, accident.level = "ordinary", "district"  # as it stood on the first days
    run = app.test_cli_runner()
    assert run.invoke(args=["accidents", "regrade"]).output == "1 accidents have another grade\n"
    assert run.invoke(args=["accidents", "regrade"]).output == "0 accidents have another grade\n"
    kept = db.session.get_one(Accident, uuid.UUID(int=1))
    assert (kept.grade, kept.level) == ("larger", "city")
