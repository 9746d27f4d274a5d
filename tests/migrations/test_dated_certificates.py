"""What is known of a certificate's past comes along when its history begins, and goes with it."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.people.models import Certificate
from safety.people.queries.certificates import is_certified
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import id_of
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def test_a_suspended_certificate_keeps_its_day_when_the_history_begins(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    db.session.remove()
    downgrade(revision="0010")
    assert not {"certificate_states", "site_transfers"} & tables()
    with one_transaction():
        db.session.execute(
            text(
                "UPDATE certificates SET status = 'suspended', status_changed_on = '2026-11-10' WHERE member_id = :id"
            ),
            {"id": id_of("liqiang").hex if db.engine.dialect.name == "sqlite" else id_of("liqiang")},
        )
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    [held] = db.session.scalars(select(Certificate).where(Certificate.member_id == id_of("liqiang")))
    assert [(one.status, one.on_day) for one in held.states] == [("suspended", date(2026, 11, 10))]
    assert is_certified(id_of("liqiang"), date(2026, 11, 9))
    assert not is_certified(id_of("liqiang"), date(2026, 11, 10))
    db.session.remove()
