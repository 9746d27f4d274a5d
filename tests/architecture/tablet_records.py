"""A tablet of each side, with an entry and a conflict of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from safety.database import db
from safety.people.models import Union
from safety.people.queries import digest
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.transactions import one_transaction
from tests.cast import NOW


def load_tablet(fixed: Callable[[str], uuid.UUID], *, member_id: uuid.UUID, union: Union) -> None:
    """The member's tablet, an entry of it that is to be judged, and two contents of one record."""
    place = {"union_id": union.id, "district_code": union.district_code}
    record = {"kind": "check", "record_id": fixed("inspection"), "made_at": NOW, "received_at": NOW}
    with one_transaction():
        db.session.add(
            SyncDevice(
                id=fixed("device"),
                member_id=member_id,
                name="平板一",
                platform="Android",
                secret_hash=digest(str(fixed("device"))),
                enrolled_at=NOW,
                **place,
            )
        )
        db.session.flush()
        entry = SyncEntry(
            id=fixed("entry"),
            device_id=fixed("device"),
            member_id=member_id,
            sequence=1,
            sent={"kind": "check", "after": [], "files": [], "content": {}},
            touches=[],
            changes=[],
            sha256="0" * 64,
            state="refused",
            judged=[],
            **record,
            **place,
        )
        db.session.add(entry)
        db.session.flush()
        db.session.add(
            SyncConflict(
                id=fixed("conflict"),
                entry_id=entry.id,
                reason="other_content",
                server={},
                device={},
                sha256="1" * 64,
                device_id=fixed("device"),
                received_from=member_id,
                **record,
                **place,
            )
        )
