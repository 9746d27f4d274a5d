"""When the heads went outside and where to, as the audit tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from safety.audit.models import AuditEntry
from safety.database import session

#: Kind and id under which each sending is noted.
RECORD = ("audit_heads", "outside")


#: So many of the latest sendings are looked at for the last one to a place.
_LATEST = 200


def last_sendings(places: Collection[str]) -> dict[str, tuple[datetime, bool]]:
    """For each place (``folder``, ``mail``): when sending there was last tried, and whether it succeeded."""
    latest = _sendings().order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(_LATEST)
    found: dict[str, tuple[datetime, bool]] = {}
    for at, change in session.execute(latest):
        for place in places:
            if place in change["to"] or place in change["failed"]:
                found.setdefault(place, (at, place in change["to"]))
    return found


def files_sent_to_folder() -> set[str]:
    """The names of all files of heads that went into the folder."""
    return {change["file"] for _, change in session.execute(_sendings()) if "folder" in change["to"]}


def _sendings() -> Select[tuple[datetime, Mapping[str, Any]]]:
    return select(AuditEntry.at, AuditEntry.change).where(
        AuditEntry.kind == RECORD[0], AuditEntry.record_id == RECORD[1]
    )
