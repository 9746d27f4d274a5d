"""Asking for long work and doing it, through huey: in this process by default.

A kind of work registers a function at import (``@work("site_import")``).  It is called outside a request
with the job's id and what was given, and reports progress in short transactions of its own.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from flask import Flask, current_app, has_request_context
from huey import Huey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import select

from safety.database import held, session
from safety.errors import Refusal
from safety.ids import new_id
from safety.jobs.models import Job
from safety.text import N_, Text
from safety.transactions import after_commit, one_transaction
from safety.turns import turn_of

Work = Callable[[uuid.UUID, Mapping[str, Any]], Mapping[str, Any]]
WORKS: dict[str, Work] = {}
#: Kinds whose function goes on after the steps already done when it is called again.
RESUMABLE: set[str] = set()
#: Kinds that nobody in particular asked for: the server itself does them, whoever started them.
UNATTENDED: set[str] = set()
#: What the process that does the work looks for when it begins.
AT_START: list[Callable[[], object]] = []
INTERRUPTED = N_("服务器在办理途中停止，这项工作没有完成，请重新提交")
FAILED = N_("服务器出错，这项工作没有完成，请重试；仍不成功，请把编号 %(id)s 告诉管理员")
log = structlog.get_logger()


def work(kind: str, *, resumable: bool = False, unattended: bool = False) -> Callable[[Work], Work]:
    """Register the function that does work of ``kind``; it returns the job's result.

    ``resumable``: called again for a job that was interrupted, it does only what is left.
    ``unattended``: without an owner it is still the server's work, not a command's.
    """

    def register(function: Work) -> Work:
        WORKS[kind] = function
        if resumable:
            RESUMABLE.add(kind)
        if unattended:
            UNATTENDED.add(kind)
        return function

    return register


def at_start(act: Callable[[], object]) -> Callable[[], object]:
    """Register what the process that does the work does first; it opens its own transactions."""
    AT_START.append(act)
    return act


def start(
    *,
    kind: str,
    owner_id: uuid.UUID | None,
    given: Mapping[str, Any],
    now: datetime,
    total: int = 0,
    queued: bool = True,
) -> Job:
    """Ask for work; it begins once the present transaction is on disk.

    What a person at a page or a program asked for comes before what a command or the server itself started.
    With ``queued=False`` nobody takes it up: the caller (a command) does it itself with ``run``.
    """
    job = Job(id=new_id(), kind=kind, owner_id=owner_id, given=dict(given), created_at=now, total=total)
    session.add(job)
    session.flush()
    if queued:
        queue, later = current_app.extensions["huey"], not has_request_context()
        after_commit(lambda: queue.run_job(str(job.id), later=later))
    return job


def report_progress(job_id: uuid.UUID, done: int, total: int) -> None:
    """Say how far the work is, in a transaction of its own (never inside another)."""
    with one_transaction():
        job = session.get_one(Job, job_id)
        job.done, job.total = done, total


def run(job_id: uuid.UUID) -> None:
    """Do one job now; a refusal ends it as failed with the refusal's sentence."""
    with one_transaction():
        job = session.scalars(held(select(Job).where(Job.id == job_id))).one()
        if job.state != "queued":
            return  # somebody else has taken it up
        job.state, job.began_at = "running", datetime.now(UTC)
        kind, given = job.kind, dict(job.given)
    try:
        result = dict(WORKS[kind](job_id, given))
    except Refusal as refusal:
        _end(job_id, state="failed", reason=_sentences(refusal))
    except BaseException as error:
        # Only the kind of error: its text may hold what somebody typed.
        log.error("job_failed", job=str(job_id), kind=kind, error=type(error).__name__)  # noqa: TRY400
        _end(job_id, state="failed", reason=[Text(FAILED, id=str(job_id))])
        raise
    else:
        _end(job_id, state="done", result=result)


def _sentences(refusal: Refusal) -> list[Text]:
    """What a refusal says; of one about fields what it says of them, which is the cause."""
    found = [sentence for sentences in refusal.fields.values() for sentence in sentences]
    return list(dict.fromkeys(found)) or [refusal.sentence]


def _end(
    job_id: uuid.UUID, *, state: str, reason: list[Text] | None = None, result: dict[str, Any] | None = None
) -> None:
    with one_transaction():
        job = session.get_one(Job, job_id)
        job.state, job.result = state, result
        job.reason = [sentence.as_json() for sentence in reason] if reason else None
        job.ended_at = datetime.now(UTC)
        if state == "done":
            job.done = max(job.done, job.total)


def take_up_again(run_job: Callable[[str], None]) -> None:
    """After a stop of the one process that does the work: end what it was amid, queue again what had not begun.

    Work that had begun goes on only where its kind is resumable; otherwise only the person who asked knows
    whether its first half may stand.  A job without an owner is a command's, which does it itself, unless its
    kind is unattended.
    """
    with one_transaction():
        for job in session.scalars(select(Job).where(Job.state.in_(["queued", "running"]))):
            ownerless = job.owner_id is None and job.kind not in UNATTENDED
            if job.state == "running" and (ownerless or job.kind not in RESUMABLE):
                job.state, job.reason = "failed", [Text(INTERRUPTED).as_json()]
                job.ended_at = datetime.now(UTC)
            else:
                job.state = "queued"
                after_commit(partial(run_job, str(job.id)))


class EmbeddedConsumer(Consumer):  # type: ignore[misc]  # the package has no types
    """Does jobs in threads of a web server's process; the signals stay the server's."""

    def _set_signal_handlers(self) -> None:
        """None: the threads end with the process."""


class Queue:
    """The queue of one application: huey on a SQLite file, or immediate in tests."""

    def __init__(self, app: Flask, *, path: str, immediate: bool) -> None:
        self.huey: Huey = SqliteHuey("qunjian", filename=path, fsync=True, immediate=immediate, utc=True)
        self.app = app
        self.path = path

        def do(job_id: str) -> None:
            with app.app_context():
                run(uuid.UUID(job_id))

        self._task = self.huey.task(name="do_job")(do)

    def regularly(self, name: str, act: Callable[[], object]) -> None:
        """Have the process that does the work call ``act`` each minute, in the application's context.

        ``act`` opens its own transactions; it is to find quickly that there is nothing to do.
        """

        def do() -> None:
            with self.app.app_context():
                act()

        self.huey.periodic_task(crontab(minute="*"), name=name)(do)

    def run_job(self, job_id: str, *, later: bool = False) -> None:
        """Hand a job to the queue; ``later``: after all that people wait for."""
        self._task(job_id, priority=-1 if later else 0)

    def consume_in_turn(self) -> None:
        """Do jobs in a thread of this process as soon as no other process of the server does them.

        The first of a server's processes takes the work up; when it ends, by whatever cause, another does.
        """
        turn = turn_of(f"{self.path}.consumer")

        def wait_and_consume() -> None:
            turn.take(seconds=None)
            self.consume()

        threading.Thread(target=wait_and_consume, name="waits-for-jobs", daemon=True).start()

    def consume(self, workers: int = 1) -> EmbeddedConsumer:
        """Start doing jobs in threads of this process; returns the consumer, whose ``stop()`` ends them."""
        with self.app.app_context():
            take_up_again(partial(self.run_job, later=True))
            for act in AT_START:
                act()
        consumer = EmbeddedConsumer(self.huey, workers=workers, worker_type="thread", periodic=True)
        consumer.start()
        return consumer
