"""Checking the audit's chains: at once while they are short, as a job when that would keep a page waiting."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.jobs import operations as jobs
from safety.jobs import queries as jobs_queries
from safety.jobs.models import Job
from safety.proof.queries.chains import verify_chains
from safety.proof.rules import Broken
from safety.transactions import one_transaction

KIND = "audit_verification"
#: Rows checked while the page waits (a second or so); more is done behind.
DIRECT_ROWS = 20_000


@dataclass(frozen=True)
class Verified:
    """What came of a check: how many chains hold, and the first bad row."""

    held: int
    broken: Broken | None


def verify_now() -> Verified:
    """Check every chain in the present transaction."""
    return Verified(*verify_chains())


def begin_verification(*, actor: Actor, now: datetime, rows: int) -> Job:
    """Ask for the check to be done behind.

    Raises:
        NotAllowed: without ``audit:read``.
    """
    actor.require(Permission.AUDIT_READ)
    return jobs.start(kind=KIND, owner_id=actor.member_id, given={}, now=now, total=rows)


@jobs.work(KIND, resumable=True)
def do_verification(_job_id: uuid.UUID, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check every chain; it begins anew after a stop, since it changes nothing."""
    with one_transaction(write=False):
        found = verify_now()
    broken = found.broken
    said = {"chain": broken.chain, "seq": broken.seq, "why": broken.why} if broken else None
    return {"chains": found.held, "broken": said}


def result_of(job: Job) -> Verified | None:
    """What came of a finished check; None while it is under way or when it failed."""
    if job.kind != KIND or job.state != "done" or job.result is None:
        return None
    broken = job.result["broken"]
    return Verified(job.result["chains"], Broken(**broken) if broken else None)


def own_verification(job_id: uuid.UUID, owner_id: uuid.UUID | None) -> Job:
    """A check of one's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return jobs_queries.get_job(job_id, owner_id)
