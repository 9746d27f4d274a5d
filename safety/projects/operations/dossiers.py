"""The whole dossier of a project as a ZIP: asked for, made behind, fetched by who asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.errors import NotAllowed
from safety.jobs import operations as jobs
from safety.jobs import queries as job_queries
from safety.jobs.models import Job
from safety.law.days import SHANGHAI, shanghai_date
from safety.papers.archives import Case, new_archive, safe_name
from safety.people.queries import actor_of, member_by_id
from safety.projects import queries
from safety.projects.models import Project
from safety.projects.operations.notes import note, require
from safety.projects.queries import ReviewFiles
from safety.text import N_
from safety.transactions import one_transaction
from safety.wire.problems import translate

KIND = "project_dossier"


def begin_dossier(*, actor: Actor, now: datetime, project: Project) -> Job:
    """Ask for a dossier to be made behind; only its owner can fetch it.

    Raises:
        NotAllowed: without ``export:create`` here, or nobody is signed in.
    """
    require(actor, P.PROJECT_READ, project)
    actor.require(P.EXPORT_CREATE)
    if actor.member_id is None:
        raise NotAllowed
    given = {"project_id": str(project.id)}
    return jobs.start(kind=KIND, owner_id=actor.member_id, given=given, now=now, total=1)


def dossier_path(job_id: uuid.UUID) -> Path:
    """Where a dossier waits for its owner."""
    folder: Path = current_app.config["SETTINGS"].data_dir / "exports"
    return folder / f"{job_id}.zip"


@jobs.work(KIND)
def make_dossier(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write the dossier with the owner's rights of this moment."""
    now = datetime.now(UTC)
    path = dossier_path(job_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    project_id = uuid.UUID(given["project_id"])
    with one_transaction(write=False):
        actor, project = _asked_by(job_id, project_id, now)
        name, reviews = project.name, queries.dossier_of(actor, project)
    count = write_dossier(project_id, name, reviews, path, now=now)
    with one_transaction():
        actor, project = _asked_by(job_id, project_id, now)
        note(actor, now, P.PROJECT_READ, project, "dossier_made", {"files": count})
    return {"files": count}


def _asked_by(job_id: uuid.UUID, project_id: uuid.UUID, now: datetime) -> tuple[Actor, Project]:
    """Who asked for the dossier, with the rights of this moment, and the project in that person's sight."""
    owner_id = job_queries.owner_of(job_id)
    member = member_by_id(owner_id) if owner_id else None
    if member is None or member.disabled_at is not None:
        raise NotAllowed
    actor = actor_of(member, on=shanghai_date(now), channel="job")
    actor.require(P.EXPORT_CREATE)
    return actor, queries.get_project(project_id, actor.scope(P.PROJECT_READ))


def write_dossier(
    project_id: uuid.UUID, name: str, reviews: Sequence[ReviewFiles], path: Path, *, now: datetime
) -> int:
    """Write everything of a project to ``path``, outside of any transaction; how many files, contents and manifest left out."""
    with new_archive(path) as archive:
        cases = [Case(one.title, safe_name(one.title)) for one in reviews]
        for case, review in zip(cases, reviews, strict=True):
            for file in review.files:
                archive.take(case, file)
        lines = {
            translate(N_("项目")): name,
            translate(N_("生成时间")): f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        }
        about = {"project": str(project_id), "made_at": now.isoformat()}
        archive.close(name, lines, cases, about)
    return sum(len(one.members) for one in cases)
