"""The requests of a tablet: complete site checks, with and without a photograph."""

from __future__ import annotations

import io
import os
import struct
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import orjson
from PIL import Image

from bench.load import Request
from bench.seed import BEARERS, DISTRICTS, ITEMS, Seeded
from safety.ids import new_id

FINDINGS = 3
PHOTO_BYTES = 200_000


def photograph(size: int = PHOTO_BYTES) -> bytes:
    """A JPEG of about ``size`` bytes, 1600 x 1200 pixels, as a tablet compresses its photographs."""
    coarse = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3)).resize((1600, 1200))
    content = b""
    for quality in range(95, 5, -3):
        out = io.BytesIO()
        coarse.save(out, "JPEG", quality=quality)
        content = out.getvalue()
        if len(content) <= size:
            break
    return content


#: The first marker of a JPEG, behind which a comment may stand.
FIRST_MARKER: Final = 2


def start_of_another(photo: bytes) -> bytes:
    """What makes other bytes of the same photograph before all of it but its first marker: a comment of its own."""
    comment = uuid.uuid4().bytes
    return photo[:FIRST_MARKER] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment


_ANSWERS: Final[dict[str, Any]] = {
    f"item-{n}": {"answer": "failing", "note": "现场可见"} if n < FINDINGS else {"answer": "conforming"}
    for n in range(ITEMS)
}


def check_body(
    site: uuid.UUID, version: uuid.UUID, signature: uuid.UUID, photo: uuid.UUID | None
) -> dict[str, Any]:
    """A complete check: thirty answers, three findings, the site's refusal to sign with a witness."""
    now = datetime.now(UTC)
    findings = [
        {
            "id": str(new_id()),
            "item_id": f"item-{n}",
            "summary": "四层楼板预留洞口未设盖板，作业人员通行有坠落危险",
            "detail": "洞口约 0.6 米见方，周边无防护栏杆，无警示标志。",
            "likelihood": "6",
            "exposure": "6",
            "consequence": "7",
            "place_on_site": "四层东侧",
            "photos": [str(photo)] if photo and n == 0 else [],
        }
        for n in range(FINDINGS)
    ]
    return {
        "submit": True,
        "site_id": str(site),
        "version_id": str(version),
        "started_at": (now - timedelta(hours=1)).isoformat(),
        "ended_at": (now - timedelta(minutes=5)).isoformat(),
        "position": {"lon": 106.577, "lat": 29.558, "accuracy": 8.0},
        "alone_reason": "另一名检查员临时参加应急值守",
        "people_met": [{"name": "张建国", "position": "安全总监"}],
        "answers": _ANSWERS,
        "findings": findings,
        "signatures": {
            "refused": True,
            "witness": "李明（现场监理）",
            "refusal_words": "负责人不在场",
            "inspector_file": str(signature),
        },
    }


def tablets(seeded: Seeded, *, photo: bytes | None) -> Callable[[], Iterator[Request]]:
    """Streams of requests, one for each connection: each check under a fresh id at another site."""
    numbers = count()
    rest = photo[FIRST_MARKER:] if photo else b""

    def stream() -> Iterator[Request]:
        tablet = next(numbers)
        bearer = {"Authorization": f"Bearer {BEARERS[tablet % len(BEARERS)]}"}
        as_json = bearer | {"Content-Type": "application/json"}
        as_jpeg = bearer | {"Content-Type": "image/jpeg"}
        sites = seeded.sites[tablet % len(DISTRICTS) :: len(DISTRICTS)]  # the tablet's own district
        for n in count(tablet):
            file = new_id() if photo else None
            if photo:
                start = start_of_another(photo)
                yield Request("PUT", f"/api/v1/evidence/{file}", as_jpeg, start, ends=False, rest=rest)
            signature = seeded.signatures[tablet % len(BEARERS)].pop()
            body = check_body(sites[n % len(sites)], seeded.version, signature, file)
            yield Request("PUT", f"/api/v1/inspections/{new_id()}", as_json, orjson.dumps(body))

    return stream
