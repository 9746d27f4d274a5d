"""The whole dossier: asked for, followed, fetched by its owner."""

from __future__ import annotations

import uuid

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.corrections.guard import who
from safety.jobs.queries import reason_of
from safety.people.guard import current_scope, needs
from safety.projects import operations, queries
from safety.projects.guard import dossier_answer, own_dossier
from safety.projects.routes.blueprint import pages, show
from safety.wire.problems import translate_all


@pages.post("/projects/<uuid:project_id>/dossier")
@needs(P.EXPORT_CREATE)
def begin_dossier(project_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the dossier."""
    project = queries.get_project(project_id, current_scope(P.PROJECT_READ))
    job = operations.begin_dossier(**who(), project=project)
    return redirect(url_for("projects.dossier", job_id=job.id))


@pages.get("/projects/dossiers/<uuid:job_id>")
@needs(P.EXPORT_CREATE)
def dossier(job_id: uuid.UUID) -> ResponseReturnValue:
    """How far one's own dossier is, and its file once it is done."""
    job = own_dossier(job_id)
    project = queries.get_project(uuid.UUID(job.given["project_id"]), current_scope(P.PROJECT_READ))
    there = job.state == "done" and operations.dossier_path(job.id).exists()
    problem = translate_all(reason_of(job))
    return show("dossier.html", job=job, project=project, there=there, problem=problem)


@pages.get("/projects/dossiers/<uuid:job_id>/file")
@needs(P.EXPORT_CREATE)
def dossier_file(job_id: uuid.UUID) -> ResponseReturnValue:
    """The ZIP, for its owner only."""
    return dossier_answer(own_dossier(job_id))
