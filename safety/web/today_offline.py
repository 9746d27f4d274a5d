"""What of the tablets' records waits for a person, for the page of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from safety.access.scope import Actor
from safety.sync.queries.devices import silent_devices
from safety.sync.queries.register import open_conflicts, waiting_judgement
from safety.text import N_


@dataclass(frozen=True)
class Waiting:
    """A number, and the list behind it."""

    key: str
    label: str
    count: int
    symbol: str
    url: str


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """Open conflicts and marked entries for who may judge them, and silent devices with unsent records."""
    found = (
        Waiting(
            "sync_conflicts",
            N_("待裁决的记录冲突"),
            open_conflicts(actor),
            "arrows-exchange",
            url_for("sync.conflicts", state="open"),
        ),
        Waiting(
            "sync_marks",
            N_("待核对的离线记录"),
            waiting_judgement(actor),
            "flag",
            url_for("sync.entries", marks="waiting", mine="true"),
        ),
        Waiting(
            "sync_silent",
            N_("久未联系的设备有未送出记录"),
            silent_devices(actor, now=now),
            "device-tablet",
            url_for("sync.devices", state="silent"),
        ),
    )
    return [one for one in found if one.count]
