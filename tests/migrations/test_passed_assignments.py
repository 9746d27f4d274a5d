"""What was planned at a site that had passed on is open in its plan before 0033, and waits for the receiver after it."""

from __future__ import annotations

import uuid
from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.database import db
from safety.inspections.models import Assignment, Plan
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.operations.handing_over import hand_over
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast, id_of
from tests.maps.places import add_site
from tests.migrations import FROZEN

pytestmark = FROZEN


def waiting_for() -> list[str]:
    asked = (
        "SELECT unions.name FROM assignments JOIN unions ON unions.id = assignments.passed_to_id"
        " WHERE assignments.passed_reason = '区划调整' AND assignments.passed_at IS NOT NULL"
    )
    with db.engine.connect() as connection:
        return list(connection.execute(text(asked)).scalars())


def test_what_was_planned_at_a_site_that_passed_on_waits_for_the_receiver(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    cast = Cast()
    own = {"union_id": id_of("yuzhong"), "district_code": "500103", "due_on": date(2026, 12, 31)}
    sites = [add_site(cast, "yuzhong", name) for name in ("塔楼工地", "隧道工地")]
    with one_transaction():
        plan = Plan(id=uuid.uuid4(), title="年度", starts_on=TODAY, created_at=NOW, **own)
        db.session.add(plan)
        db.session.flush()
        db.session.add_all(
            Assignment(plan_id=plan.id, site_id=site, inspector_id=id_of("liqiang"), **own) for site in sites
        )
    with one_transaction():
        hand_over(
            actor=cast.actor("liuyang"), now=NOW, site=db.session.get_one(Site, sites[0]),
            to_union=cast.union("nanan"), on=TODAY, reason="区划调整",
        )  # fmt: skip
    db.session.remove()
    receiver = ["南岸区总工会（示例）"]
    assert waiting_for() == receiver
    downgrade(revision="0032")
    upgrade()
    assert waiting_for() == receiver
