"""Every write of the tablet's queue."""

from __future__ import annotations

from safety.sync.operations.conflicts import decide_conflict, judge_entry
from safety.sync.operations.devices import (
    enrol_device,
    name_device,
    note_contact,
    offer_enrolment,
    revoke_device,
)
from safety.sync.operations.entries import Outcome, Received, give_up_entry, receive_entry
from safety.sync.operations.files import announce_file, complete_upload, drop_file, own_file
from safety.sync.operations.settling import settle_device, with_device

__all__ = [
    "Outcome",
    "Received",
    "announce_file",
    "complete_upload",
    "decide_conflict",
    "drop_file",
    "enrol_device",
    "give_up_entry",
    "judge_entry",
    "name_device",
    "note_contact",
    "offer_enrolment",
    "own_file",
    "receive_entry",
    "revoke_device",
    "settle_device",
    "with_device",
]
