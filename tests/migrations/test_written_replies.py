"""An opinion that was closed without a reply before one was asked for stays closed, up and down."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, select, text, update

from safety.corrections.models import Demand, DemandFact
from safety.corrections.operations.ledger import fact_row
from safety.corrections.rules import Fact, FactKind
from safety.database import db
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.projects.story import Story

pytestmark = FROZEN


def test_what_was_closed_without_a_reply_stays_closed_and_is_known_by_it(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    with one_transaction():
        story = Story(Cast())
        review = story.review(story.project(), ReviewKind.DESIGN)
        opinion = story.opinion(review)
        story.send(review)
        demand_id = opinion.demand_id
        closed = {"state": "closed", "is_open": False, "closed_at": NOW}
        db.session.execute(update(Demand).where(Demand.id == demand_id).values(**closed))
        no_reply = fact_row(demand_id, 9, Fact(FactKind.NO_REPLY, NOW), name="陈静", source_id=None)
        db.session.execute(insert(DemandFact), [no_reply])
    db.session.remove()
    downgrade(revision="0015")
    assert db.session.scalar(text("SELECT count(*) FROM demands WHERE state = 'closed'")) == 1
    assert set(db.session.scalars(text("SELECT kind FROM demand_facts"))) == {"raised", "demanded"}
    db.session.remove()
    upgrade()
    row = db.session.scalars(select(Demand)).one()
    assert (row.id, row.state, row.no_reply_at, row.closed_unanswered) == (demand_id, "closed", None, True)
