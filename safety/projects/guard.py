"""What pages and API of projects share about the request."""

from __future__ import annotations

import uuid

from flask import Response, current_app, send_file

from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.people.guard import current_actor, current_scope
from safety.projects import queries
from safety.projects.operations.dossiers import KIND, dossier_path


def base_url() -> str:
    """Where the application is reached from outside."""
    url: str = current_app.config["SETTINGS"].base_url
    return url.rstrip("/")


def own_dossier(job_id: uuid.UUID) -> Job:
    """The work on a dossier that this person asked for, of a project still in sight.

    Raises:
        NotFound: there is none, it is another's, or the project is out of scope.
    """
    job = jobs.get_job(job_id, current_actor().member_id)
    if job.kind != KIND:
        raise NotFound
    queries.get_project(uuid.UUID(job.given["project_id"]), current_scope(P.PROJECT_READ))
    return job


def dossier_answer(job: Job) -> Response:
    """The ZIP of a finished dossier, never kept by anybody on the way.

    Raises:
        NotFound: it is not done, or was swept away.
    """
    path = dossier_path(job.id)
    if job.state != "done" or not path.exists():
        raise NotFound
    name = f"dossier-{job.given['project_id']}.zip"
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
