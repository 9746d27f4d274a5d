"""The feed of an area: everything in pages, then what changed, by an opaque cursor."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from safety.access.permissions import Permission as P
from safety.audit.rules import canonical, plain, row_hash
from safety.errors import Invalid, Refusal
from safety.sync.queries.area import PARTS, Area, Item, changed
from safety.text import N_

PAGE = 200
#: A transaction may end later than the moment it bears: what is told overlaps by this much.
OVERLAP = timedelta(minutes=2)
#: A cursor older than this begins anew.
OLDEST = timedelta(days=60)
_RIGHTS = (
    P.SITE_READ,
    P.CORRECTION_READ,
    P.CHECKLIST_READ,
    P.INSPECTION_RECORD,
    P.ACCIDENT_RECORD,
    P.PROJECT_RECORD,
)


class TooOld(Refusal):
    """The cursor no longer leads on: the device begins anew."""

    status = 410
    default_code = "cursor_too_old"
    default_sentence = N_("离线数据已经过旧，或您的管辖范围有变化，请重新下载")


@dataclass(frozen=True)
class Cursor:
    """Where a device stands: since when it knows (None: it knows nothing yet), and within the pages where."""

    began: datetime
    since: datetime | None
    part: int
    after: str
    area: str

    def spelled(self) -> str:
        """The opaque form."""
        told = [
            _said(self.began),
            _said(self.since) if self.since else None,
            self.part,
            self.after,
            self.area,
        ]
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


@dataclass(frozen=True)
class Page:
    """Items, and where to go on."""

    items: list[Item]
    next: str
    more: bool


def fingerprint(area: Area) -> str:
    """What the area is made of: when the person's scope changes, so does this."""
    scopes = {}
    for right in _RIGHTS:
        scope = area.actor.scope(right)
        scopes[right.value] = [scope.everything, sorted(scope.district_codes), sorted(scope.union_paths)]
    told = {
        "scopes": scopes,
        "districts": sorted(area.districts),
        "sites": sorted(str(one) for one in area.sites),
        "member": str(area.actor.member_id),
    }
    return row_hash(told)[:16]


def read_cursor(text: str, area: Area, now: datetime) -> Cursor:
    """The cursor that a device sends back.

    Raises:
        Invalid: it is none of ours (field ``since``).
        TooOld: the area or the person's scope changed, or it is too old.
    """
    try:
        began, since, part, after, of = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = Cursor(
            datetime.fromisoformat(began),
            datetime.fromisoformat(since) if since else None,
            int(part),
            str(after),
            str(of),
        )
        if found.began.tzinfo is None or not 0 <= found.part <= len(PARTS):
            raise ValueError
        if found.since is not None and found.since.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(fields={"since": [N_("翻页标记无效")]}) from error
    if found.area != fingerprint(area) or (found.since or found.began) < now - OLDEST:
        raise TooOld
    return found


def page(area: Area, now: datetime, text: str | None, limit: int = PAGE) -> Page:
    """The next page of the feed after the cursor ``text`` (None: from the beginning)."""
    start = Cursor(now, None, 0, "", fingerprint(area))
    at = read_cursor(text, area, now) if text else start
    if at.part >= len(PARTS):  # it was at the end: now what changed since
        at = Cursor(now, at.began - OVERLAP, 0, "", at.area)
    told: list[Item] = []
    for number, kind in enumerate(PARTS):
        if number < at.part:
            continue
        every = PARTS[kind](area) if at.since is None else changed(kind, area, at.since)
        beyond = at.after if number == at.part else ""
        rest = sorted((one for one in every if one.id > beyond), key=lambda one: one.id)
        room = limit - len(told)
        told += rest[:room]
        if len(rest) > room:
            after = Cursor(at.began, at.since, number, told[-1].id if room else beyond, at.area)
            return Page(told, after.spelled(), more=True)
    return Page(told, Cursor(at.began, at.since, len(PARTS), "", at.area).spelled(), more=False)


def sizes(area: Area) -> dict[str, Any]:
    """How much there is to take along, in records and bytes of JSON."""
    parts = []
    for kind, rows in PARTS.items():
        every = rows(area)
        size = sum(len(canonical(plain(one.data))) for one in every)
        parts.append({"kind": kind, "count": len(every), "bytes": size})
    counts = {one["kind"]: one["count"] for one in parts}
    return {
        "sites": counts["site"],
        "findings": counts["finding"],
        "checklists": counts["checklist"],
        "people": counts["person"],
        "bytes": sum(int(str(one["bytes"])) for one in parts),
        "parts": parts,
    }
