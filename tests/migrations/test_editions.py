"""The first edition counts as carried over, a later one waits for the server; what is kept of both goes with the tables."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.people.models import Union
from safety.reference.models import DistrictEdition
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, id_of
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def test_only_an_edition_after_the_first_waits_to_be_carried_over(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        for name, begins in (("旧版", date(2017, 1, 1)), ("新版", date(2026, 1, 25))):
            db.session.add(
                DistrictEdition(
                    name=name,
                    valid_from=begins,
                    source="示例",
                    loaded_at=NOW,
                    successors={"500105": ["500157"]},
                )
            )
        union = db.session.get_one(Union, id_of("nanan"))
        union.former_codes = ["500105"]
    db.session.remove()
    downgrade(revision="0013")
    assert db.session.scalar(text("SELECT count(*) FROM district_editions")) == 2
    assert "handovers" not in tables()
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    found = db.session.scalars(select(DistrictEdition).order_by(DistrictEdition.valid_from)).all()
    assert [(one.name, one.carried_at is None, one.successors) for one in found] == [
        ("旧版", False, None),
        ("新版", True, None),
    ]
