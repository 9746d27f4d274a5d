"""The register of entries, and one entry: what it says, what became of it, its marks."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.evidence.queries import find_file, may_see
from safety.people.guard import current_actor, needs, now
from safety.people.queries import member_names
from safety.sync import operations, page_schemas, parts, schemas
from safety.sync.models import SyncEntry
from safety.sync.queries import entries as queries
from safety.sync.queries import register
from safety.sync.queries.register import EntryFilters
from safety.sync.rights import JUDGES
from safety.sync.routes.blueprint import may_judge, pages, read_content, show
from safety.sync.rules import WAITING, judged_at
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window

FILTERS = ("q", "state", "record", "device", "person", "marks", "mine", "sort")


def entry_filters() -> EntryFilters:
    """The filters of the register that stand in the address."""
    return EntryFilters(**given_filters(page_schemas.EntryPageArgs(), FILTERS))


@pages.get("/entries")
@needs(P.SELF)
def entries() -> ResponseReturnValue:
    """Entries of one's own and of one's scope."""
    actor = current_actor()
    filters = entry_filters()
    return show(
        "entries.html",
        page=register.entries_page(actor, filters, page_window()),
        filters=filters,
        waiting=register.waiting_judgement(actor),
        conflicts=register.open_conflicts(actor),
        devices=register.sending_devices(actor),
        people=register.senders(actor),
    )


@pages.get("/entries/<uuid:entry_id>")
@needs(P.SELF)
def entry(entry_id: uuid.UUID) -> ResponseReturnValue:
    """One entry."""
    return _page(entry_id, None)


def _page(entry_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = queries.get_entry(entry_id, current_actor())
    files = _files(found)
    return show(
        "entry.html",
        form.status if form else 200,
        form=form,
        entry=found,
        fields=read_content(found.kind, found.sent["content"]),
        files=files,
        seen={one["id"]: one["name"] for one in files if one["seen"]},
        judged_at=judged_at(found.made_at, found.offset_ms, found.received_at),
        conflicts=register.conflicts_of(found),
        may_judge=may_judge(found),
        names=member_names([found.judged_by]),
    )


def _files(entry: SyncEntry) -> list[dict[str, Any]]:
    """The files that the entry names: here or how far, and whether this person may see them."""
    missing = {one["id"] for one in queries.missing_files(entry)}
    return [_file(entry, line, missing=line["id"] in missing) for line in entry.sent["files"]]


def _file(entry: SyncEntry, line: dict[str, Any], *, missing: bool) -> dict[str, Any]:
    file_id = uuid.UUID(line["id"])
    kept = None if missing else find_file(file_id)
    return {
        "id": str(file_id),
        "name": kept.name if kept else str(file_id)[:8],
        "size": line["size"],
        "sha256": line["sha256"],
        "have": parts.bytes_there(file_id) if missing and entry.state in WAITING else None,
        "missing": missing,
        "seen": kept is not None and may_see(current_actor(), kept),
        "is_picture": kept is not None and kept.is_picture,
    }


@pages.post("/entries/<uuid:entry_id>/judgement")
@needs(*JUDGES)
def judge(entry_id: uuid.UUID) -> ResponseReturnValue:
    """What was made of the entry's marks."""
    form = Form(schemas.JudgementIn())
    found = queries.get_entry(entry_id, current_actor())

    def act(given: dict[str, Any]) -> bool:
        operations.judge_entry(actor=current_actor(), now=now(), entry=found, words=given["words"])
        return True

    if not form.submit(act):
        return _page(entry_id, form)
    flash(_("核对意见已登记"), "success")
    return redirect(url_for("sync.entry", entry_id=entry_id))
