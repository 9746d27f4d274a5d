"""Migrations run up and down with data in the tables, on the database the tests are run with."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from safety.database import db
from safety.people.models import Member
from safety.transactions import one_transaction
from tests import cast as the_cast


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_with_data_down_and_up_again(empty_app: Flask) -> None:
    upgrade()
    assert tables() == set(db.metadata.tables)
    with one_transaction():
        the_cast.load()
    assert db.session.scalar(select(func.count(Member.id))) == len(the_cast.PEOPLE)
    db.session.remove()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == set(db.metadata.tables)
    with one_transaction():
        the_cast.load()


def test_the_migrated_tables_keep_their_promises(empty_app: Flask) -> None:
    upgrade()
    with one_transaction():
        the_cast.load()
    names = {one["name"] for one in inspect(db.engine).get_unique_constraints("members")}
    assert "uq_members_sign_in_name" in names
