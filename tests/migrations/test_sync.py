"""The tables of the queue are taken away with what stands in them and put back, and the rest stays."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from safety.database import db
from safety.people.models import Member
from safety.sync.models import SyncEnrolment
from safety.sync.operations import offer_enrolment
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def test_the_queue_goes_and_comes_with_its_migration(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    with one_transaction():
        offer_enrolment(actor=Cast().actor("liqiang"), now=NOW)
    assert db.session.scalar(select(func.count(SyncEnrolment.id))) == 1
    db.session.remove()
    downgrade(revision="0005")
    assert not {one for one in tables() if one.startswith("sync_")}
    assert db.session.scalar(select(func.count(Member.id))) == len(the_cast.PEOPLE)
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    assert db.session.scalar(select(func.count(SyncEnrolment.id))) == 0
