"""Findings that went with their site are the former union's again before 0022, and stay where they are after it."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.operations.handing_over import hand_over
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import add_finding, add_site
from tests.migrations import FROZEN

pytestmark = FROZEN


def responsible() -> list[str]:
    asked = "SELECT unions.name FROM demands JOIN unions ON unions.id = demands.union_id"
    with db.engine.connect() as connection:
        return list(connection.execute(text(asked)).scalars())


def test_findings_that_went_with_their_site_come_and_go(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    cast = Cast()
    site = add_site(cast, "yuzhong", "塔楼工地")
    add_finding(cast, site)
    before, after = cast.union("yuzhong").name, cast.union("nanan").name
    assert responsible() == [before]
    db.session.remove()
    with one_transaction():
        hand_over(
            actor=cast.actor("liuyang"), now=NOW, site=db.session.get_one(Site, site),
            to_union=cast.union("nanan"), on=TODAY, reason="区划调整",
        )  # fmt: skip
    assert responsible() == [after]
    db.session.remove()
    downgrade(revision="0021")
    assert responsible() == [before]
    upgrade()
    assert responsible() == [before]
