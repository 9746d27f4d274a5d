"""Papers for programs."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.evidence.api import conflict_answer
from safety.evidence.operations import prove_content
from safety.evidence.queries import is_known
from safety.evidence.schemas import EvidenceOut
from safety.evidence.uploads import one_upload
from safety.papers import files, operations, queries
from safety.papers.guard import paper_to_open
from safety.papers.models import Paper
from safety.papers.rules import REVOKERS, FileState, PaperKind
from safety.papers.schemas import (
    ContactIn,
    ContactOut,
    PaperFilesOut,
    PaperListArgs,
    PaperOut,
    PapersOut,
    PaperVerifiedOut,
    RevokeIn,
    SecondPersonIn,
    TitleIn,
    TitleOut,
    TitlesOut,
)
from safety.papers.verification import Verified, look_up
from safety.people.guard import current_actor, current_scope, needs, now, open_to_all
from safety.people.models import Union
from safety.people.queries import get_union
from safety.transactions import reads_first
from safety.wire.limits import limited
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate_all
from safety.wire.versions import edits_version, fresh

api = Blueprint("papers_api", __name__, description="Papers that go out, their titles and verification")
VERIFY_RATE = "30 per minute"


@api.route("/papers", methods=["GET"])
@api.arguments(PaperListArgs, location="query")
@api.response(200, PapersOut)
@needs(P.PAPER_READ)
def list_papers(args: dict[str, Any]) -> dict[str, Any]:
    """The papers of the scope, newest first."""
    window = window_at(args)
    filters = {name: args[name] for name in ("q", "kind", "state")}
    return listing(queries.list_papers(current_scope(P.PAPER_READ), window, **filters))


@api.route("/papers/<uuid:paper_id>", methods=["GET"])
@api.response(200, PaperOut)
@needs(P.PAPER_READ)
def get_paper(paper_id: uuid.UUID) -> Any:
    """A paper; its files are at ``/papers/<id>.pdf`` and ``/papers/<id>.docx``."""
    return queries.get_paper(paper_id, current_scope(P.PAPER_READ))


@api.route("/papers/<uuid:paper_id>/record", methods=["GET"])
@api.response(200, description="The signed record: content, statement, signature, public key")
@needs(P.PAPER_READ)
def get_record(paper_id: uuid.UUID) -> Response:
    """The signed record of an issued paper, enough to verify it without this database."""
    return jsonify(files.record_of(paper_to_open(paper_id)))


@api.route("/papers/<uuid:paper_id>/files", methods=["GET"])
@api.response(200, PaperFilesOut)
@needs(P.PAPER_READ)
def get_files(paper_id: uuid.UUID) -> dict[str, Any]:
    """How far the PDF of an issued paper is: queued, running, done or failed, and then why.

    While it is being made ``/papers/<id>.pdf`` answers 202 with ``Retry-After``.
    """
    return _files_out(queries.get_issued(paper_id, current_scope(P.PAPER_READ)))


@api.route("/papers/<uuid:paper_id>/files", methods=["POST"])
@api.response(202, PaperFilesOut, description="Asked for again")
@api.alt_response(409, description="They are there, or are being made")
@needs(P.PAPER_READ)
def make_files_again(paper_id: uuid.UUID) -> dict[str, Any]:
    """Ask again for files that could not be made."""
    found = queries.get_issued(paper_id, current_scope(P.PAPER_READ))
    operations.make_files_again(actor=current_actor(), now=now(), paper=found)
    return _files_out(found)


@api.route("/papers/<uuid:paper_id>/revoke", methods=["POST"])
@api.arguments(RevokeIn)
@api.response(200, PaperOut)
@api.alt_response(409, description="Not in force, a kind that stays, or its case refuses it")
@needs(*REVOKERS)
@edits_version
def revoke_paper(given: dict[str, str], paper_id: uuid.UUID) -> Paper:
    """Revoke a paper; its case follows and its receiver gets a notice of withdrawal (撤回通知)."""
    found = fresh(queries.get_paper(paper_id, current_scope(P.PAPER_READ)))
    return operations.revoke_paper(actor=current_actor(), now=now(), paper=found, **given)


def _files_out(found: Paper) -> dict[str, Any]:
    progress = files.progress_of(found)
    return {
        "state": progress.state,
        "done": int(progress.state is FileState.DONE),
        "total": 1,
        "problem": translate_all(progress.problem),
        "sealed_at": found.sealed_at,
    }


@api.route("/papers/<uuid:paper_id>/sealed-scans/<uuid:file_id>", methods=["PUT"])
@api.doc(
    requestBody={
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
)
@api.response(201, EvidenceOut, description="Kept")
@api.alt_response(200, schema=EvidenceOut, description="The same bytes were sent before")
@api.alt_response(409, description="Other bytes were sent under this id before (both are kept), or a draft")
@api.alt_response(413, description="Too large")
@api.alt_response(422, description="Neither a PDF nor a picture, or damaged")
@needs(P.NOTICE_ISSUE)
@reads_first
def put_sealed_scan(paper_id: uuid.UUID, file_id: uuid.UUID) -> Any:
    """Keep the scan of the sealed original; earlier scans are kept too."""
    found = queries.get_paper(paper_id, current_scope(P.PAPER_READ))
    known = is_known(file_id)
    name, content = one_upload(request)
    file = operations.attach_sealed_scan(
        actor=current_actor(),
        now=now(),
        paper=found,
        id=file_id,
        content=prove_content(content),
        declared_name=name,
    )
    if file.id != file_id:
        return conflict_answer(file)
    return file, (200 if known else 201)


@api.route("/unions/<uuid:union_id>/paper-titles", methods=["GET"])
@api.response(200, TitlesOut)
@needs(P.PAPER_TITLE_EDIT)
def list_titles(union_id: uuid.UUID) -> dict[str, Any]:
    """How a union heads each kind of paper."""
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    wanted_by = queries.second_person_wanted_by(union)
    items = [
        {
            "kind": kind.value,
            "title": title.title,
            "mark": title.mark,
            "own": own,
            "second_person": kind.value in wanted_by,
            "second_person_wanted_by": wanted_by[kind.value].name if kind.value in wanted_by else None,
        }
        for kind, title, own in queries.titles_of(union)
    ]
    return {"items": items, "next": None, "total": len(items)}


@api.route("/unions/<uuid:union_id>/paper-contact", methods=["GET"])
@api.response(200, ContactOut)
@needs(P.PAPER_TITLE_EDIT)
def get_contact(union_id: uuid.UUID) -> Any:
    """Whom the receiver of the union's papers may ask, and how many originals are made."""
    said = queries.contact_of(get_union(union_id, current_scope(P.PAPER_TITLE_EDIT)).id)
    return said or {"person": None, "phone": None, "originals": None}


@api.route("/unions/<uuid:union_id>/paper-contact", methods=["PUT"])
@api.arguments(ContactIn)
@api.response(200, ContactOut)
@needs(P.PAPER_TITLE_EDIT)
def put_contact(given: dict[str, Any], union_id: uuid.UUID) -> Any:
    """Say whom the receiver may ask, and how many originals are made; papers drafted from now on print it."""
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    return operations.edit_contact(actor=current_actor(), now=now(), union=union, **given)


@api.route("/unions/<uuid:union_id>/paper-titles/<kind>", methods=["PUT"])
@api.arguments(TitleIn)
@api.response(200, TitleOut)
@needs(P.PAPER_TITLE_EDIT)
def put_title(given: dict[str, str], union_id: uuid.UUID, kind: str) -> dict[str, Any]:
    """Say how a union heads a kind of paper from now on."""
    if kind not in set(PaperKind):
        raise NotFound
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    operations.edit_title(actor=current_actor(), now=now(), union=union, kind=PaperKind(kind), **given)
    return _title_out(union, PaperKind(kind))


def _title_out(union: Union, kind: PaperKind) -> dict[str, Any]:
    title = queries.title_for(union, kind)
    wanted_by = queries.second_person_wanted_by(union).get(kind.value)
    return {
        "kind": kind,
        "title": title.title,
        "mark": title.mark,
        "own": queries.own_title(union.id, kind) is not None,
        "second_person": wanted_by is not None,
        "second_person_wanted_by": wanted_by.name if wanted_by else None,
    }


@api.route("/unions/<uuid:union_id>/paper-titles/<kind>/second-person", methods=["PUT"])
@api.arguments(SecondPersonIn)
@api.response(200, TitleOut)
@needs(P.PAPER_TITLE_EDIT)
def put_second_person(given: dict[str, bool], union_id: uuid.UUID, kind: str) -> dict[str, Any]:
    """Say whether somebody else than who drafted it issues a kind of paper from now on, here and in the unions below."""
    if kind not in set(PaperKind):
        raise NotFound
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    operations.demand_second_person(
        actor=current_actor(), now=now(), union=union, kind=PaperKind(kind), **given
    )
    return _title_out(union, PaperKind(kind))


@api.route("/verify/<code>", methods=["GET"])
@api.response(200, PaperVerifiedOut)
@api.alt_response(404, description="No paper has this code (the answer is the same for every such code)")
@open_to_all("anyone who holds a paper may check it")
@limited(VERIFY_RATE)
def verify(code: str) -> Verified:
    """What a verification code stands for."""
    found = look_up(code)
    if found is None:
        raise NotFound
    return found
