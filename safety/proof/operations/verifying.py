"""The whole verification as a job: asked for by the auditor or by a command, its last result kept for all who may read the audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.config import Settings
from safety.jobs import operations as jobs
from safety.jobs.models import Job
from safety.papers.keys import known
from safety.proof.queries.results import KIND
from safety.proof.queries.whole import verify_everything
from safety.transactions import one_transaction


def begin_whole_verification(*, actor: Actor, now: datetime, queued: bool = True) -> Job:
    """Ask for everything to be verified behind; with ``queued=False`` the caller runs the job itself.

    Raises:
        NotAllowed: without ``audit:read``.
    """
    actor.require(Permission.AUDIT_READ)
    return jobs.start(kind=KIND, owner_id=actor.member_id, given={}, now=now, queued=queued)


@jobs.work(KIND, resumable=True)
def _verify(_job_id: uuid.UUID, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Walk everything; it begins anew after a stop, since it changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    with one_transaction(write=False):
        found = verify_everything(data_dir=settings.data_dir, keys=known(), outside=settings.heads_folder)
    return found.as_json()
