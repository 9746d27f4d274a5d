"""Why a job failed is kept as sentences for every language, and goes back to the one text of before."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.jobs.models import Job
from safety.jobs.queries import reason_of
from safety.papers.models import Paper
from safety.papers.operations import making
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.papers.test_operations import issued

pytestmark = FROZEN

INSERT = "INSERT INTO jobs (id, kind, state, done, total, given, problem, created_at) VALUES (:id, 'x', 'failed', 0, 0, '{}', :why, :at)"


def test_reasons_of_jobs_and_papers_from_before_come_through(upgraded_app: Flask) -> None:
    upgraded_app.extensions["huey"].huey.immediate = False  # nothing is made while nobody serves
    with one_transaction():
        the_cast.load()
    paper = issued(Cast()).id
    db.session.remove()
    downgrade(revision="0009")
    with db.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM jobs")).scalar() == 0
        for why in ("ValueError", "同名场所已经存在"):
            one = uuid.uuid4()
            given = one.hex if connection.dialect.name == "sqlite" else one
            connection.execute(text(INSERT), {"id": given, "why": why, "at": NOW.isoformat()})
    upgrade()
    told = {str(sentence) for job in db.session.scalars(select(Job)) for sentence in reason_of(job)}
    assert "同名场所已经存在" in told
    assert not any("ValueError" in one for one in told)
    assert any("管理员" in one for one in told)
    making.take_up_papers()
    assert db.session.get_one(Paper, paper).file_job_id is not None
    db.session.remove()
    downgrade(revision="0009")
    with db.engine.connect() as connection:
        assert "同名场所已经存在" in connection.execute(text("SELECT problem FROM jobs")).scalars().all()
    upgrade()
