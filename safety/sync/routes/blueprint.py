"""The blueprint of the pages, and what its modules share: words, tones, rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Blueprint, render_template, url_for

from safety.evidence.queries import may_see
from safety.people.guard import current_actor, now
from safety.people.queries import place_of
from safety.sync import rules
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.sync.presentation.contents import content_of
from safety.sync.presentation.saying import Named, Shown
from safety.sync.queries.naming import files_by_id, ids_in, names_of, questions_of
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind, EntryState
from safety.text import N_
from safety.wire.forms import options

pages = Blueprint("sync", __name__, url_prefix="/sync")

STATE_TONES: Mapping[str, str] = MappingProxyType(
    {
        EntryState.AWAITING_FILES: "info",
        EntryState.HELD: "info",
        EntryState.ARRIVED: "success",
        EntryState.CONFLICT: "warning",
        EntryState.REFUSED: "danger",
        EntryState.WITHDRAWN: "neutral",
    }
)
REASON_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "record_differs": N_("设备送来的内容与服务器上的记录不同"),
        "other_content": N_("同一编号下先后送来两份不同的内容"),
    }
)
_LABELS: Mapping[str, Mapping[Any, str]] = {
    "kinds": rules.KIND_LABELS,
    "states": rules.STATE_LABELS,
    "marks": rules.MARK_LABELS,
    "meanings": rules.MARK_MEANINGS,
    "judged": rules.JUDGED_LABELS,
    "choices": rules.CHOICE_LABELS,
    "devices": rules.DEVICE_STATE_LABELS,
    "reasons": REASON_LABELS,
}


@dataclass(frozen=True)
class Picture:
    """Where a picture is shown whole and small."""

    url: str
    small: str


def show(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page of the queue, with the words of the field."""
    body = render_template(
        f"sync/{template}",
        now=now(),
        labels=_LABELS,
        options=options,
        state_tones=STATE_TONES,
        silent=is_silent,
        corrected=rules.corrected,
        **values,
    )
    return body, status


def is_silent(device: SyncDevice) -> bool:
    """Whether the device keeps unsent records and was not heard of for long."""
    return rules.is_silent(
        last_contact_at=device.last_contact_at,
        unsent=device.unsent,
        revoked=device.revoked_at is not None,
        now=now(),
    )


def may_judge(row: SyncEntry | SyncConflict) -> bool:
    """Whether the operation would let this person judge the row; the pages hide what it would refuse."""
    return current_actor().scope(RIGHTS[EntryKind(row.kind)].judge).covers(place_of(row))


def named(*contents: Mapping[str, Any]) -> Named:
    """What the ids of the contents are called for the person who is signed in."""
    ids = {one for content in contents for one in ids_in(content)}
    questions = {item: ask for content in contents for item, ask in questions_of(content).items()}
    return Named(names_of(ids, current_actor()), questions)


def pictures_in(entry: SyncEntry, *contents: Mapping[str, Any]) -> dict[str, Picture]:
    """The pictures in the contents that this person may see, by id: the entry's own, and those of records."""
    own = {one["id"] for one in entry.sent["files"]}
    wanted = {one for content in contents for one in ids_in(content)}
    found: dict[str, Picture] = {}
    for file in files_by_id(wanted):
        if file.is_picture and str(file.id) in own and file.uploaded_by == entry.member_id:
            url = url_for("sync.entry_file", entry_id=entry.id, file_id=file.id)
            found[str(file.id)] = Picture(url, f"{url}?size=small")
        elif file.is_picture and may_see(current_actor(), file):
            found[str(file.id)] = Picture(
                url_for("evidence.shown", file_id=file.id), url_for("evidence.thumbnail", file_id=file.id)
            )
    return found


def read_content(kind: str, content: Mapping[str, Any]) -> tuple[Shown, ...]:
    """A content of ``kind`` field by field."""
    return content_of(EntryKind(kind), content, named(content))
