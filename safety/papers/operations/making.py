"""Making an issued paper's files: by a job that begins with its issue and seals at the moment of its making.

The job may be stopped anywhere and called again: the first file that was kept stays, and with it the moment
that its own signature tells.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor, system_actor
from safety.database import held, hold, session
from safety.errors import NotPossibleNow
from safety.jobs import operations as jobs
from safety.jobs.models import Job
from safety.papers import files
from safety.papers.models import Paper
from safety.papers.operations.notes import note
from safety.papers.rules import FileState, PaperState
from safety.people.queries import place_of
from safety.text import N_
from safety.transactions import one_transaction

KIND = "paper_files"
AT_ONCE = 200


def begin_files(paper: Paper, *, now: datetime) -> None:
    """Ask for the files of a paper that was just issued, superseded or revoked."""
    given = {"paper_id": str(paper.id)}
    job = jobs.start(kind=KIND, owner_id=None, given=given, now=now, total=1)
    paper.sealed_at, paper.file_job_id = None, job.id


@jobs.work(KIND, resumable=True, unattended=True)
def make_files(_job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do the job: nothing, if the files are there."""
    sealed_at = seal_files(uuid.UUID(given["paper_id"]))
    return {"sealed_at": sealed_at.isoformat() if sealed_at else None}


def seal_files(paper_id: uuid.UUID) -> datetime | None:
    """Make and seal what is missing of a paper's files, in short transactions; when its PDF was sealed.

    Raises:
        Unavailable: fonts, keys or evidence cannot be read.
    """
    with one_transaction(write=False):
        paper = session.get(Paper, paper_id)
        if paper is None or paper.state == PaperState.DRAFT:
            return None
        if files.are_there(paper):
            return paper.sealed_at
        wanted, state = files.wanted_of(paper), paper.state
    sealed_at = files.make(wanted, now=datetime.now(UTC))
    with one_transaction():
        paper = session.scalars(held(select(Paper).where(Paper.id == paper_id))).one()
        if paper.state != state:  # ended meanwhile: the job of that makes the other file
            return None
        if paper.sealed_at != sealed_at:
            paper.sealed_at = sealed_at
            note(system_actor("job"), datetime.now(UTC), paper, "paper_sealed", number=paper.number)
    return sealed_at


@jobs.at_start
def take_up_papers() -> None:
    """Ask anew for every issued paper's files that nobody makes: papers from before an upgrade, failed jobs."""
    begun = select(Job.id).where(Job.kind == KIND, Job.state.in_(["queued", "running"]))
    waiting = select(Paper.id).where(
        Paper.state != PaperState.DRAFT,
        Paper.sealed_at.is_(None),
        Paper.file_job_id.is_(None) | Paper.file_job_id.not_in(begun),
    )
    with one_transaction(write=False):
        ids = session.scalars(waiting.order_by(Paper.issued_at.desc())).all()
    for start in range(0, len(ids), AT_ONCE):
        with one_transaction():
            for paper in session.scalars(select(Paper).where(Paper.id.in_(ids[start : start + AT_ONCE]))):
                begin_files(paper, now=datetime.now(UTC))


def make_files_again(*, actor: Actor, now: datetime, paper: Paper) -> None:
    """Ask again for files that could not be made, or that were lost.

    Raises:
        NotPossibleNow: it is a draft, they are there, or are being made.
    """
    actor.require(Permission.PAPER_READ, place_of(paper))
    hold(paper)
    if files.progress_of(paper).state is not FileState.FAILED:
        raise NotPossibleNow(N_("PDF 已经生成，或正在生成，不需要重新生成"), code="paper_file")
    begin_files(paper, now=now)
    session.flush()
    note(actor, now, paper, "paper_files_asked_again")
