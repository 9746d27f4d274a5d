"""Migrations run up and down with data in the tables, on the database the tests are run with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, func, inspect, make_url, select, text

from app import create_app
from safety.database import db
from safety.people.models import Member
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.conftest import settings_for


@pytest.fixture
def fresh_url(database_url: str | None) -> Iterator[str | None]:
    """An empty database of its own: a file on SQLite, a new database on the PostgreSQL server."""
    if database_url is None:
        yield None
        return
    server = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE migrations"))
    yield make_url(database_url).set(database="migrations").render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def empty_app(tmp_path: Path, fresh_url: str | None) -> Iterator[Flask]:
    app = create_app(settings_for(tmp_path, fresh_url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


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
