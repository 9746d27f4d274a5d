"""Who came along to a re-check goes down by name, and comes up again by name alone."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Recheck
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings


def test_companions_of_a_recheck_go_down_and_up(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        site = make_site(cast, "yuzhong", "喷漆车间")
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        issued_notice(cast, site, demands)
        for demand, typed, chosen in zip(demands, ("王某", None), (["zhoumin"], []), strict=True):
            corrections.record_recheck(
                actor=cast.actor("liqiang"),
                now=NOW,
                checked_on=TODAY,
                lines=[RecheckLine(demand.id, RecheckResult.FAILED, words="仍未完成")],
                companions=typed,
                companion_ids=[id_of(one) for one in chosen],
                met=typed or "无人",
            )
    db.session.remove()
    downgrade(revision="0049")
    rows = db.session.execute(text("SELECT met, companions FROM rechecks")).all()
    assert {tuple(row) for row in rows} == {("王某", "周敏、王某"), ("无人", None)}
    db.session.remove()
    upgrade()
    found = {one.met: one for one in db.session.scalars(select(Recheck))}
    assert (found["王某"].along, found["王某"].came_along) == ("周敏、王某", None)
    assert (found["无人"].along, found["无人"].companion_ids) == (None, [])
