"""Long work outlives requests: done by the queue in this process, told truly after a stop."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from threading import Event, current_thread
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from safety.database import session
from safety.errors import Conflict, Invalid
from safety.jobs import operations as jobs
from safety.jobs.models import Job
from safety.jobs.operations import Queue
from safety.jobs.queries import reason_of
from safety.text import Text
from safety.transactions import one_transaction
from safety.wire.problems import translate
from tests.cast import NOW


def ask(kind: str, **given: Any) -> uuid.UUID:
    with one_transaction():
        return jobs.start(kind=kind, owner_id=None, given=given, now=NOW).id


def look(job_id: uuid.UUID) -> Job:
    session.rollback()
    session.expire_all()
    return session.get_one(Job, job_id)


def said(job: Job) -> list[str]:
    return [translate(sentence) for sentence in reason_of(job)]


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, jobs.Work]:
    """Kinds of work that only this test knows."""
    known: dict[str, jobs.Work] = {}
    monkeypatch.setattr(jobs, "WORKS", known)
    return known


@pytest.fixture
def queue(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """A queue with a file, as a server has it."""
    real = Queue(app, path=str(tmp_path / "queue.sqlite3"), immediate=False)
    monkeypatch.setitem(app.extensions, "huey", real)
    return real


@pytest.mark.usefixtures("app")
def test_work_reports_its_steps_and_its_result(kinds: dict[str, jobs.Work]) -> None:
    def count(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
        jobs.report_progress(job_id, 1, 3)
        assert look(job_id).state == "running"
        return {"rows": given["rows"]}

    kinds["count"] = count
    job = look(ask("count", rows=7))
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"rows": 7})


@pytest.mark.usefixtures("app")
def test_a_refusal_ends_the_work_with_its_sentence(kinds: dict[str, jobs.Work]) -> None:
    def refuse(_job_id: uuid.UUID, _given: Mapping[str, Any]) -> Mapping[str, Any]:
        raise Conflict("同名场所已经存在")

    kinds["refuse"] = refuse
    job = look(ask("refuse"))
    assert (job.state, said(job), job.ended_at is not None) == ("failed", ["同名场所已经存在"], True)


@pytest.mark.usefixtures("app")
def test_work_that_breaks_tells_a_sentence_in_each_readers_language_never_a_class(
    kinds: dict[str, jobs.Work],
) -> None:
    def stumble(_job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
        raise (
            Invalid(fields={"rows": [Text("超过 %(n)s 行", n=given["rows"])]}) if given else KeyError("name")
        )

    kinds["stumble"] = stumble
    broken = look(ask("stumble"))
    assert said(broken) == [
        f"服务器出错，这项工作没有完成，请重试；仍不成功，请把编号 {broken.id} 告诉管理员"
    ]
    with force_locale("en"):
        (sentence,) = said(broken)
        assert str(broken.id) in sentence
        assert sentence.isascii()
    assert said(look(ask("stumble", rows=7))) == ["超过 7 行"], "what is wrong with a field is the cause"


def test_a_server_does_queued_work_in_a_thread_of_its_own(kinds: dict[str, jobs.Work], queue: Queue) -> None:
    done = Event()
    threads = []

    def note(_job_id: uuid.UUID, _given: Mapping[str, Any]) -> Mapping[str, Any]:
        threads.append(current_thread())
        done.set()
        return {}

    kinds["note"] = note
    job_id = ask("note")
    assert look(job_id).state == "queued"
    consumer = queue.consume()
    try:
        assert done.wait(20)
    finally:
        consumer.stop(graceful=True)
    assert look(job_id).state == "done"
    assert threads != [current_thread()]


@pytest.mark.usefixtures("app")
def test_after_a_stop_begun_work_has_failed_and_the_rest_is_queued_again(kinds: dict[str, jobs.Work]) -> None:
    with one_transaction():
        for state in ("running", "queued", "done"):
            session.add(Job(kind="import", state=state, given={}, created_at=NOW))
    ids = {job.state: job.id for job in session.query(Job)}
    again: list[str] = []

    jobs.take_up_again(again.append)

    assert again == [str(ids["queued"])]
    assert look(ids["running"]).state == "failed"
    assert said(look(ids["running"])) == [jobs.INTERRUPTED]
    assert look(ids["done"]).state == "done"


@pytest.mark.usefixtures("app")
def test_after_a_stop_resumable_work_goes_on_except_a_commands_own(
    kinds: dict[str, jobs.Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "RESUMABLE", {"import"})
    asked, commanded = uuid.uuid4(), uuid.uuid4()
    with one_transaction():
        session.add(Job(id=asked, kind="import", state="running", owner_id=asked, given={}, created_at=NOW))
        session.add(Job(id=commanded, kind="import", state="running", given={}, created_at=NOW))
    again: list[str] = []

    jobs.take_up_again(again.append)

    assert again == [str(asked)]
    assert (look(asked).state, look(commanded).state) == ("queued", "failed")
