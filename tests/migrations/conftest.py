"""Databases of their own for migrations: an empty one, and copies of one at the newest revision."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from app import create_app
from safety.database import db
from tests.conftest import patient, settings_for

#: What every test of a migration is done to, and what it is copied from.
WORKED_ON, NEWEST = "migrations", "migrations_newest"


def _address(server: str | None, name: str) -> str | None:
    """The address of another database of the run's PostgreSQL; None on SQLite."""
    return server and make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _fresh_database(server: str | None, name: str, *, like: str = "template1") -> Iterator[None]:
    """A new database of the run's PostgreSQL, dropped afterwards; on SQLite, nothing."""
    if server is None:
        yield
        return
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    yield
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@contextmanager
def _in_context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def empty_app(tmp_path: Path, database_url: str | None) -> Iterator[Flask]:
    """The application on a database without a table."""
    with (
        _fresh_database(database_url, WORKED_ON),
        _in_context(create_app(settings_for(tmp_path, _address(database_url, WORKED_ON)))) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def newest(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Iterator[Path]:
    """The folder of an application whose database went through every migration once."""
    folder = tmp_path_factory.mktemp("newest")
    with _fresh_database(database_url, NEWEST):
        with _in_context(create_app(settings_for(folder, _address(database_url, NEWEST)))):
            upgrade()
        yield folder


@pytest.fixture(scope="session")
def migrated_application(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Flask:
    """One application for all of them; its database is another one with every test."""
    folder = tmp_path_factory.mktemp("migrated")
    return patient(create_app(settings_for(folder, _address(database_url, WORKED_ON))))


@pytest.fixture
def upgraded_app(migrated_application: Flask, newest: Path, database_url: str | None) -> Iterator[Flask]:
    """The application at the newest revision, with nothing in its tables."""
    if database_url is None:
        target = migrated_application.config["SETTINGS"].data_dir / "test.sqlite3"
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        shutil.copyfile(newest / "test.sqlite3", target)
    with _fresh_database(database_url, WORKED_ON, like=NEWEST), _in_context(migrated_application) as app:
        yield app
