"""The whole dossier: asked for, followed, fetched by its owner."""

from __future__ import annotations

import uuid

from flask import redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.corrections.guard import who
from safety.errors import NotFound
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.people.guard import current_actor, current_scope, needs
from safety.projects import operations, queries
from safety.projects.operations.dossiers import KIND
from safety.projects.routes.blueprint import pages, show


@pages.post("/projects/<uuid:project_id>/dossier")
@needs(P.EXPORT_CREATE)
def begin_dossier(project_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the dossier."""
    project = queries.get_project(project_id, current_scope(P.PROJECT_READ))
    job = operations.begin_dossier(**who(), project=project)
    return redirect(url_for("projects.dossier", job_id=job.id))


def _own(job_id: uuid.UUID) -> Job:
    job = jobs.get_job(job_id, current_actor().member_id)
    if job.kind != KIND:
        raise NotFound
    return job


@pages.get("/projects/dossiers/<uuid:job_id>")
@needs(P.EXPORT_CREATE)
def dossier(job_id: uuid.UUID) -> ResponseReturnValue:
    """How far one's own dossier is, and its file once it is done."""
    job = _own(job_id)
    project = queries.get_project(uuid.UUID(job.given["project_id"]), current_scope(P.PROJECT_READ))
    there = job.state == "done" and operations.dossier_path(job.id).exists()
    return show("dossier.html", job=job, project=project, there=there)


@pages.get("/projects/dossiers/<uuid:job_id>/file")
@needs(P.EXPORT_CREATE)
def dossier_file(job_id: uuid.UUID) -> ResponseReturnValue:
    """The ZIP, for its owner only."""
    job = _own(job_id)
    queries.get_project(uuid.UUID(job.given["project_id"]), current_scope(P.PROJECT_READ))
    path = operations.dossier_path(job.id)
    if job.state != "done" or not path.exists():
        raise NotFound
    answer = send_file(
        path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"dossier-{job.given['project_id']}.zip",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
