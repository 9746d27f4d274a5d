"""The whole dossier of a project as a ZIP: files, papers, signed records, an index and a SHA-256 manifest."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.corrections.operations.rechecks import OWNER_KIND as RECHECK_ITEM
from safety.corrections.queries import facts_of_many, rechecks_of_demands, replies_of_demands
from safety.corrections.receipts import receipt_file
from safety.errors import NotAllowed, Unavailable
from safety.evidence.queries import files_of_many
from safety.evidence.storage import the_store
from safety.jobs import operations as jobs
from safety.jobs import queries as job_queries
from safety.jobs.models import Job
from safety.law.days import shanghai_date
from safety.papers.files import docx_of, pdf_of, record_of
from safety.papers.models import Paper
from safety.papers.operations import seal_files
from safety.papers.queries import papers_of
from safety.papers.rules import PaperState
from safety.people.queries import actor_of, member_by_id
from safety.projects import queries
from safety.projects.models import Project, Review
from safety.projects.operations.notes import note, require
from safety.projects.operations.opinions import OPINION
from safety.projects.operations.reviews import MATERIAL, SIGNATURE
from safety.text import N_, Text
from safety.transactions import one_transaction

KIND = "project_dossier"
MANIFEST = "manifest.json"


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
        _, project = _asked_by(job_id, project_id, now)
        papers = [paper.id for review in queries.reviews_of(project.id).values() for paper in _issued(review)]
    for paper_id in papers:
        seal_files(paper_id)  # a dossier asked for right after an issue holds that paper too
    with one_transaction():
        actor, project = _asked_by(job_id, project_id, now)
        count = write_dossier(project, path, now=now)
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


def _issued(review: Review) -> list[Paper]:
    return [paper for paper in papers_of(queries.SOURCE, review.id) if paper.state != PaperState.DRAFT]


def write_dossier(project: Project, path: Path, *, now: datetime) -> int:
    """Write everything of a project to ``path``; how many files, index and manifest left out."""
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _members(project):
            archive.writestr(name, content)
            hashes[name] = hashlib.sha256(content).hexdigest()
        lines = [f"{project.name}", f"{now.isoformat(timespec='seconds')}", "", *sorted(hashes)]
        index = "\n".join(lines).encode()
        archive.writestr("index.txt", index)
        hashes["index.txt"] = hashlib.sha256(index).hexdigest()
        about = {"project": str(project.id), "made_at": now.isoformat(), "sha256": hashes}
        archive.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True))
    return len(hashes) - 1


def _members(project: Project) -> Iterator[tuple[str, bytes]]:
    store = the_store()
    for kind, review in queries.reviews_of(project.id).items():
        yield f"{kind}/review.json", _record(review)
        owners = {MATERIAL: [one.id for one in review.materials]}
        owners[OPINION] = [one.id for one in review.opinions]
        owners[SIGNATURE] = [one.id for one in review.attendances] + [one.id for one in review.sign_offs]
        for owner_kind, ids in owners.items():
            for number, file in enumerate(_files(owner_kind, ids), 1):
                name = Path(file.name).name
                if store.has(file.sha256):  # a removed file leaves its row alone
                    yield f"{kind}/{owner_kind}/{number:03d}-{name}", store.get(file.sha256)
        yield from _replies(kind, review)
        for paper in _issued(review):
            base = f"{kind}/papers/{paper.number}"
            pdf = pdf_of(paper)
            if pdf is None:  # issued or ended while this is written
                raise Unavailable(
                    Text(N_("文书 %(number)s 的 PDF 还没有生成，请稍后重新导出"), number=paper.number)
                )
            yield f"{base}.pdf", pdf
            yield f"{base}.docx", docx_of(paper)
            yield f"{base}.json", _json(record_of(paper))


def _replies(kind: str, review: Review) -> Iterator[tuple[str, bytes]]:
    """The owner's written replies with their receipts, and what was photographed when they were verified."""
    store, demands = the_store(), [one.demand_id for one in review.opinions]
    for number, reply in enumerate(replies_of_demands(demands), 1):
        base = f"{kind}/replies/{number:03d}"
        if reply.receipt is not None:
            yield f"{base}-receipt-{reply.receipt_number}.json", _json(receipt_file(reply))
        for at, file in enumerate(_files(REPLY_ITEM, [one.id for one in reply.items]), 1):
            if store.has(file.sha256):
                yield f"{base}-{at:03d}-{Path(file.name).name}", store.get(file.sha256)
    rechecked = [item.id for one in rechecks_of_demands(demands) for item in one.items]
    for number, file in enumerate(_files(RECHECK_ITEM, rechecked), 1):
        if store.has(file.sha256):
            yield f"{kind}/rechecks/{number:03d}-{Path(file.name).name}", store.get(file.sha256)


def _files(owner_kind: str, ids: list[uuid.UUID]) -> Iterator[Any]:
    for files in files_of_many(owner_kind, ids).values():
        yield from files


def _record(review: Review) -> bytes:
    """The review with its opinions and what happened to each."""
    facts = facts_of_many([one.demand_id for one in review.opinions])
    opinions = [
        {
            "text": one.demand.summary,
            "mandatory": one.demand.binding,
            "category": one.category,
            "state": one.demand.state,
            "facts": [
                {"at": fact.at.isoformat(), "kind": fact.kind, "words": fact.words, "result": fact.result}
                for fact in facts.get(one.demand_id, [])
            ],
        }
        for one in review.opinions
    ]
    return _json(
        {
            "kind": review.kind,
            "invited": review.invited,
            "notified_on": review.notified_on.isoformat(),
            "notified_by": review.notified_by,
            "conclusion": review.conclusion,
            "opinions": opinions,
            "dissents": [one.words for one in review.dissents],
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
