"""One served application and one browser a run; an emptied database with the cast for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app import create_app
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.browser.served import PATIENCE, Served, serving
from tests.cast import NOW
from tests.conftest import empty, patient, settings_for


@pytest.fixture(scope="session")
def served_application(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Iterator[Flask]:
    """The application behind the pages, on a SQLite file of its own or on the run's PostgreSQL."""
    app = patient(create_app(settings_for(tmp_path_factory.mktemp("served"), database_url)))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def served_address(served_application: Flask) -> Iterator[str]:
    """Where it is served."""
    expect.set_options(
        timeout=PATIENCE
    )  # as long as acts wait: its own five seconds are short beside other work
    with serving(served_application) as address:
        yield address


@pytest.fixture
def served(served_application: Flask, served_address: str, chromium: Browser) -> Iterator[Served]:
    """The application with nothing but the cast in it; fails when a page complained or reached for another host."""
    served_application.config["CLOCK"] = lambda: NOW
    with served_application.app_context():
        empty(served_application)
        with one_transaction():
            the_cast.load()
        db.session.remove()
    running = Served(served_application, served_address, chromium)
    yield running
    assert running.close() == []
