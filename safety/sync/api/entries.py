"""Entries: sent one by one or in batches, safe to repeat."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import g, request
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError

from safety.access.permissions import Permission
from safety.errors import Conflict, Invalid, Refusal
from safety.people.guard import current_actor, needs, now
from safety.sync import operations, parts, schemas
from safety.sync.api.blueprint import api
from safety.sync.guard import current_device
from safety.sync.inputs import EntryFacts, FileFacts
from safety.sync.models import SyncEntry
from safety.sync.operations import Outcome
from safety.sync.queries import entries as queries
from safety.sync.rules import WAITING, EntryState, judged_at
from safety.text import N_
from safety.transactions import one_transaction, reads_first
from safety.wire.paging import listing, window_at
from safety.wire.problems import answer, invalid_from, problem_body

_BATCHED = schemas.BatchedIn()
_OUT = schemas.EntryOut()
#: What an entry's hash covers.
HASHED = ("kind", "record_id", "made_at", "after", "content", "files")


def entry_facts(entry_id: uuid.UUID, loaded: Mapping[str, Any], given: Mapping[str, Any]) -> EntryFacts:
    """What came, as facts; ``given`` is the same as it was spelled, for its hash."""
    sent = {name: given.get(name, []) for name in HASHED}
    return EntryFacts(
        id=entry_id,
        kind=loaded["kind"],
        record_id=loaded["record_id"],
        sequence=loaded["sequence"],
        made_at=loaded["made_at"],
        sent=sent,
        after=loaded["after"],
        files=[FileFacts(**one) for one in loaded["files"]],
        device_offset_ms=loaded["device_offset_ms"],
        clock_set_ms=loaded["clock_set_ms"],
        mock_location=loaded["mock_location"],
        mends=loaded["mends"],
    )


def told(entry: SyncEntry) -> dict[str, Any]:
    """An entry as it is answered."""
    missing = queries.missing_files(entry) if entry.state in WAITING else []
    return {
        "id": entry.id,
        "kind": entry.kind,
        "record_id": entry.record_id,
        "state": EntryState(entry.state),
        "sha256": entry.sha256,
        "receipt": entry.receipt,
        "missing": [
            {"id": one["id"], "size": one["size"], "have": parts.bytes_there(uuid.UUID(one["id"]))}
            for one in missing
        ],
        "problem": entry.problem,
        "conflict": entry.conflict_id,
        "judged": entry.judged,
        "url": entry.url,
        "received_at": entry.received_at,
        "clock": {
            "made_at": entry.made_at,
            "device_offset_ms": entry.offset_ms,
            "judged_at": judged_at(entry.made_at, entry.offset_ms, entry.received_at),
        },
    }


def _receive(facts: EntryFacts) -> tuple[dict[str, Any] | Conflict, int]:
    received = operations.receive_entry(
        actor=current_actor(),
        now=now(),
        device=current_device(),
        facts=facts,
        by_session=not g.get("by_token", False),
    )
    if received.outcome is Outcome.OTHER:
        refusal = Conflict(
            N_("同一编号下已有不同内容的记录，两份都已保留，请人工核对"),
            code="other_content",
            extra={
                "present": {"state": received.entry.state, "sha256": received.entry.sha256},
                "conflict": str(received.conflict.id) if received.conflict else None,
            },
        )
        return refusal, 409
    return told(received.entry), 201 if received.outcome is Outcome.NEW else 200


@api.route("/sync/entries/<uuid:entry_id>", methods=["PUT"])
@needs(Permission.SELF)
@reads_first
@api.doc(summary="Send an entry of a device's queue")
@api.arguments(schemas.EntryIn)
@api.response(201, schemas.EntryOut, description="Kept; ``state`` says what became of it")
@api.alt_response(200, schema=schemas.EntryOut, description="The same again; where it stands now")
@api.alt_response(
    403, description="``device_revoked``: it erases what it keeps; ``device_unknown``: it is enrolled anew"
)
@api.alt_response(409, description="Other content under this id; both are kept")
@api.alt_response(422, description="Nonsense, by field; nothing is kept")
def put_entry(args: dict[str, Any], entry_id: uuid.UUID) -> Any:
    """Keep an entry and apply it as far as it goes; safe to repeat, at any time and in parallel."""
    given: dict[str, Any] = request.get_json()
    found, status = _receive(entry_facts(entry_id, args, given))
    # Answered, not raised: what was sent is kept beside the first and has to be committed.
    return answer(found) if isinstance(found, Refusal) else (found, status)


@api.route("/sync/entries/<uuid:entry_id>/give-up", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="Give up an entry that waits for what never comes")
@api.response(200, schemas.EntryOut, description="``refused`` with the code ``given_up``; safe to repeat")
@api.alt_response(404, description="No such entry of this person")
@api.alt_response(409, description="It is applied, in conflict or refused already")
def give_up_entry(entry_id: uuid.UUID) -> dict[str, Any]:
    """It stays to be seen, as refused; what is right of it comes under a new id that ``mends`` it."""
    return told(
        operations.give_up_entry(actor=current_actor(), now=now(), device=current_device(), entry_id=entry_id)
    )


@api.route("/sync/entries/<uuid:entry_id>", methods=["GET"])
@needs(Permission.SELF)
@api.doc(summary="Where an entry stands")
@api.response(200, schemas.EntryOut)
def get_entry(entry_id: uuid.UUID) -> dict[str, Any]:
    """The same answer as to ``PUT``."""
    return told(queries.get_entry(entry_id, current_actor()))


@api.route("/sync/entries", methods=["GET"])
@needs(Permission.SELF)
@api.doc(summary="Entries of one's own and of one's scope")
@api.arguments(schemas.EntryArgs, location="query")
@api.response(200, schemas.EntryListOut)
def list_entries(args: dict[str, Any]) -> dict[str, Any]:
    """Entries, the newest first."""
    window = window_at(args)
    page = queries.list_entries(current_actor(), window, device=args["device"], state=args["state"])
    return listing(page) | {"items": [told(one) for one in page.items]}


@api.route("/sync/batches", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="Send several entries")
@api.arguments(schemas.BatchIn)
@api.response(200, schemas.BatchOut)
def put_batch(args: dict[str, Any]) -> Any:
    """Each entry in a transaction of its own, in the order of ``sequence``; none stops another."""
    current_device()
    answers = [_one_of_batch(one) for one in sorted(args["entries"], key=_sequence)]
    return {"answers": answers}


def _sequence(given: Any) -> int:
    found = given.get("sequence") if isinstance(given, dict) else None
    return found if type(found) is int else 2**62


def _one_of_batch(given: Any) -> dict[str, Any]:
    named = given.get("id") if isinstance(given, dict) else None
    try:
        if not isinstance(given, dict):
            raise Invalid
        loaded: Any = _BATCHED.load(given)
        facts = entry_facts(loaded["id"], loaded, given)
        found, status = _in_own_transaction(facts)
    except ValidationError as error:
        found, status = invalid_from(error), 422
    except Refusal as refusal:
        found, status = refusal, refusal.status
    body = problem_body(found) if isinstance(found, Refusal) else found
    return {"id": named, "status": status, "body": body}


def _in_own_transaction(facts: EntryFacts) -> tuple[Any, int]:
    try:
        return _committed(facts)
    except IntegrityError:
        return _committed(facts)  # what it met is there now


def _committed(facts: EntryFacts) -> tuple[Any, int]:
    with one_transaction():
        found, status = _receive(facts)
        return (found if isinstance(found, Refusal) else _OUT.dump(found)), status
