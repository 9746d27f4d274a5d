"""Reading long work: one's own only."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from safety.database import session
from safety.errors import NotFound
from safety.jobs.models import Job
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.text import Text


def get_job(job_id: uuid.UUID, owner_id: uuid.UUID | None) -> Job:
    """A job of one's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    job = session.scalars(select(Job).where(Job.id == job_id, Job.owner_id == owner_id)).one_or_none()
    if job is None:
        raise NotFound
    return job


def jobs_of(owner_id: uuid.UUID | None, window: Window) -> Page[Job]:
    """One's own jobs, newest first."""
    return page_of(
        in_order(select(Job).where(Job.owner_id == owner_id), Job.created_at.desc(), Job.id), window
    )


def owner_of(job_id: uuid.UUID) -> uuid.UUID | None:
    """Whose work it is: for the work itself, which acts with that person's rights."""
    return session.scalars(select(Job.owner_id).where(Job.id == job_id)).one_or_none()


def job_by_id(job_id: uuid.UUID) -> Job | None:
    """The job whoever asks: for what has settled the right itself."""
    return session.get(Job, job_id)


def reason_of(job: Job) -> list[Text]:
    """Why a job failed: sentences to be said in the reader's language; none for one that did not."""
    return [Text.from_json(one) for one in job.reason or ()]


def has_ended(job_id: uuid.UUID) -> bool:
    """Whether nobody works on a job any more: it is done or has failed (or was swept away)."""
    state = session.scalars(select(Job.state).where(Job.id == job_id)).one_or_none()
    return state not in {"queued", "running"}
