"""The register of entries, and one entry: what it says, what became of it, its marks."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.evidence.copies import SHOWN, THUMBNAIL
from safety.evidence.queries import find_file
from safety.evidence.routes import picture_answer
from safety.people.guard import current_actor, needs, now
from safety.people.queries import member_names
from safety.people.sight import as_seen
from safety.sync import operations, page_schemas, parts, schemas
from safety.sync.models import SyncEntry
from safety.sync.queries import entries as queries
from safety.sync.queries import register
from safety.sync.queries.register import EntryFilters
from safety.sync.rights import JUDGES
from safety.sync.routes.blueprint import may_judge, pages, pictures_in, read_content, show
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
    return show(
        "entry.html",
        form.status if form else 200,
        form=form,
        entry=found,
        fields=read_content(found.kind, as_seen(found.sent["content"], found)),
        files=[_file(found, line) for line in found.sent["files"]],
        seen=pictures_in(found, found.sent["content"]),
        judged_at=judged_at(found.made_at, found.offset_ms, found.received_at),
        conflicts=register.conflicts_of(found),
        may_judge=may_judge(found),
        names=member_names([found.judged_by]),
    )


def _file(entry: SyncEntry, line: dict[str, Any]) -> dict[str, Any]:
    """A file that the entry names: here, or how far it came."""
    file_id = uuid.UUID(line["id"])
    kept = find_file(file_id)
    missing = kept is None or kept.sha256 != line["sha256"]
    return {
        "name": kept.name if kept else str(file_id)[:8],
        "size": line["size"],
        "sha256": line["sha256"],
        "have": parts.bytes_there(file_id) if missing and entry.state in WAITING else None,
        "missing": missing,
        "url": url_for("sync.entry_file", entry_id=entry.id, file_id=file_id)
        if kept is not None and kept.is_picture and not missing
        else None,
    }


@pages.get("/entries/<uuid:entry_id>/files/<uuid:file_id>")
@needs(P.SELF)
def entry_file(entry_id: uuid.UUID, file_id: uuid.UUID) -> ResponseReturnValue:
    """A picture that came with the entry, for whoever sees the entry, claimed by its record or not."""
    found = queries.get_entry(entry_id, current_actor())
    size = THUMBNAIL if request.args.get("size") == "small" else SHOWN
    return picture_answer(queries.file_of_entry(found, file_id), size)


@pages.post("/entries/<uuid:entry_id>/judgement")
@needs(*JUDGES)
def judge(entry_id: uuid.UUID) -> ResponseReturnValue:
    """What was made of the entry's marks."""
    form = Form(schemas.JudgementIn())
    found = queries.get_entry(entry_id, current_actor())

    def act(given: dict[str, Any]) -> None:
        operations.judge_entry(actor=current_actor(), now=now(), entry=found, words=given["words"])

    if not form.carry_out(act):
        return _page(entry_id, form)
    flash(_("核对意见已登记"), "success")
    return redirect(url_for("sync.entry", entry_id=entry_id))
