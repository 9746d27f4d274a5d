"""What projects were before a change goes with its table; the projects stay, and take it again."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables
from tests.projects.story import Story
from tests.projects.test_former_kinds import edited

pytestmark = FROZEN


def test_a_changed_project_stays_when_what_it_was_goes_and_its_table_comes_again(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        story = Story(Cast())
        project = edited(story, story.project(), NOW, nature="rebuilt", tracks=["health"])
        assert [one.nature for one in project.former_kinds] == ["new"]
    db.session.remove()
    downgrade(revision="0031")
    assert "project_former_kinds" not in tables()
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    row = db.session.scalars(select(Project)).one()
    assert (row.nature, row.tracks, row.former_kinds) == ("rebuilt", ["health"], [])
    with one_transaction():
        edited(story, row, NOW + timedelta(days=1), nature="new")
    assert [one.nature for one in db.session.scalars(select(Project)).one().former_kinds] == ["rebuilt"]
