"""Fixtures: one application and database a run, one rolled-back or emptied database a test.

``QUNJIAN_TEST_DATABASE`` chooses ``sqlite`` (default) or ``postgresql`` (a private server, started here).
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import create_app
from safety.audit.append_only import APPEND_ONLY, HEADS, lifted
from safety.config import Settings
from safety.database import db
from safety.jobs.operations import Queue
from safety.jobs.queries import job_by_id
from safety.law.provisions import REGISTER
from safety.papers.operations.making import KIND as PAPER_FILES
from safety.people import operations as people
from safety.transactions import one_transaction
from safety.web.signed_in import COOKIE
from tests import cast as the_cast
from tests import machine
from tests.cast import NOW, Cast
from tests.kept_rows import filled, made_once
from tests.programs import Program
from tests.sizes import of_whole

# Speed is measured in bench/: a busy machine fails no property.
hypothesis.settings.register_profile("qunjian", deadline=None, max_examples=of_whole(150))
hypothesis.settings.load_profile("qunjian")

SECRET = "a secret that only the tests know, long enough"


def settings_for(data_dir: Path, database_url: str | None = None) -> Settings:
    """Settings of a test application whose files live in ``data_dir``."""
    return Settings(
        secret_key=SECRET,
        data_dir=data_dir,
        database_url=database_url or f"sqlite:///{data_dir / 'test.sqlite3'}",
        testing=True,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Have the templates compiled once for every worker and every run after; one that changed is compiled anew."""
    if not config.pluginmanager.hasplugin("cacheprovider"):
        return
    folder = config.cache.mkdir(f"templates-{version('jinja2')}")
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test uses, by its fixtures.

    Tests in a browser come last: Playwright keeps an event loop running, in which others cannot start theirs.
    """
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "chromium" in used:
            item.add_marker("browser")
        if "database_url" in used:
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The server's address on PostgreSQL, None on SQLite."""
    if os.environ.get("QUNJIAN_TEST_DATABASE", "sqlite") == "sqlite":
        yield None
        return
    from tests.postgres_server import running_server

    with ExitStack() as stack:
        yield stack.enter_context(running_server())


class PatientQueue(Queue):
    """A queue that leaves the files of papers for the tests that read them: each takes a third of a second."""

    leaves: frozenset[str] = frozenset({PAPER_FILES})

    def run_job(self, job_id: str, *, later: bool = False) -> None:
        """Do a job at once, unless it is of a kind that is left."""
        with self.app.app_context(), one_transaction(write=False):
            job = job_by_id(uuid.UUID(job_id))
            if job is not None and job.kind in self.leaves:
                return
        super().run_job(job_id, later=later)


def patient(app: Flask) -> Flask:
    """``app`` with a queue that makes no papers until a test asks for them (``seal_files``, ``papers_are_made``).

    Programs of tests read a record before they edit it.
    """
    app.test_client_class = Program
    app.extensions["huey"].__class__ = PatientQueue  # the very queue, with the timed work registered on it
    return app


@pytest.fixture
def papers_are_made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of papers are made with their issue, as on a server."""
    monkeypatch.setattr(app.extensions["huey"], "leaves", frozenset())


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Iterator[Flask]:
    """One application with its tables; its clock stands at ``cast.NOW``."""
    app = patient(create_app(settings_for(tmp_path_factory.mktemp("qunjian"), database_url)))
    app.config["CLOCK"] = lambda: NOW
    with app.app_context():
        db.drop_all()
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def empty(app: Flask) -> None:
    """Delete every row, whatever the foreign keys."""
    db.session.rollback()  # its read locks would keep PostgreSQL from emptying the tables
    if db.engine.dialect.name == "postgresql":
        _delete_all()
        return
    with db.engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        names = filled(connection)
        with lifted(connection, [name for name in (*APPEND_ONLY, HEADS) if name in names]):
            for name in names:
                connection.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - our own table names


def _delete_all() -> None:
    """Empty the tables of PostgreSQL: a hundred empty ones are deleted from in milliseconds and truncated in a second.

    The role of a replica asks no foreign key.  Again where the last request of a page just closed held some rows: two
    that wait for each other are told apart by the server, which ends one of them.
    """
    deletes = ";".join(f'DELETE FROM "{name}"' for name in db.metadata.tables)  # noqa: S608 - our own table names
    for tries_left in reversed(range(5)):
        try:
            with db.engine.begin() as connection:
                connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletes}"))
        except OperationalError as error:
            if tries_left and isinstance(error.orig, DeadlockDetected):
                continue
            raise
        return


@pytest.fixture(autouse=True)
def the_shipped_law() -> Iterator[None]:
    """The register of provisions is the process's: what a test imported ends with it."""
    edition = REGISTER.edition
    yield
    if REGISTER.edition != edition:
        REGISTER.use([], on=None)
        REGISTER.mark = None


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application inside a context, with an empty database."""
    application.config["CLOCK"] = lambda: NOW
    with application.app_context():
        empty(application)
        yield application
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The named people and unions, committed."""
    made_once(app, "cast", _load_cast)
    return Cast()


def _load_cast() -> None:
    with one_transaction():
        the_cast.load()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A browser of a member of the cast: ``signed_in("chenjing").get("/")``; forms need no CSRF token."""

    app.config["WTF_CSRF_ENABLED"] = False

    def open_browser(sign_in_name: str) -> FlaskClient:
        with one_transaction():
            _, token = people.sign_in(
                member=cast.member(sign_in_name), now=NOW, client="tests", second_factor=True
            )
        browser = app.test_client()
        browser.set_cookie(COOKIE, token)
        return browser

    return open_browser


@pytest.fixture
def api(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A program with a bearer token of a member of the cast: ``api("liqiang").put("/api/v1/…", json=…)``."""

    def open_client(sign_in_name: str) -> FlaskClient:
        now = app.config["CLOCK"]()
        with one_transaction():
            _, token = people.create_token(
                actor=cast.actor(sign_in_name), now=now, name="tests", expires_at=now + timedelta(days=365)
            )
        program = app.test_client()
        program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return program

    return open_client


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run: two of Playwright's drivers cannot live in one process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(), args=list(machine.CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()
