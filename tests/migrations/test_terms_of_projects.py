"""What the terms of projects need goes with its migration; projects and accidents stay, and take it again."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import Accident
from safety.accidents.operations import register_accident
from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.projects.story import Story

pytestmark = FROZEN

TOLD = (Project.name, Project.hazard_class, Project.health_accepted_on)


def test_projects_and_accidents_stay_when_their_terms_go_and_come(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        accepted = date(2026, 11, 2)
        Story(cast).project(tracks=["health"], hazard_class="severe", health_accepted_on=accepted)
        facts = AccidentFacts(title="示例事故", happened_at=NOW, place="渝中区", employer_name="示例公司")
        made = register_accident(actor=cast.actor("sunjie"), now=NOW, facts=facts)
        made.no_opinion_reason = "没有伤亡"
    assert db.session.execute(select(*TOLD)).one() == ("解放碑塔楼新建工程", "severe", accepted)
    db.session.remove()
    downgrade(revision="0025")
    names = {
        table: {one["name"] for one in inspect(db.engine).get_columns(table)}
        for table in ("projects", "accidents")
    }
    assert not {"hazard_class", "health_accepted_on", "special_works"} & names["projects"]
    assert "no_opinion_reason" not in names["accidents"]
    db.session.remove()
    upgrade()
    assert db.session.execute(select(*TOLD)).one() == ("解放碑塔楼新建工程", None, None)
    assert db.session.scalars(select(Accident.no_opinion_reason)).all() == [None]
