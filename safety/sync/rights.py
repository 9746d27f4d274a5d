"""Who may send a kind of record from a tablet, see what became of it, and judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.sync.rules import EntryKind


@dataclass(frozen=True)
class Rights:
    """The permissions that the feature of a kind asks for."""

    record: P
    read: P
    judge: P


RIGHTS: Mapping[EntryKind, Rights] = MappingProxyType(
    {
        EntryKind.CHECK: Rights(P.INSPECTION_RECORD, P.INSPECTION_READ, P.INSPECTION_ADOPT),
        EntryKind.RECHECK: Rights(P.CORRECTION_RECHECK, P.CORRECTION_READ, P.INSPECTION_ADOPT),
        EntryKind.EVACUATION: Rights(P.INSPECTION_RECORD, P.CORRECTION_READ, P.INSPECTION_ADOPT),
        EntryKind.ACTIVITY: Rights(P.ACCIDENT_RECORD, P.ACCIDENT_READ, P.ACCIDENT_RECORD),
        EntryKind.ATTENDANCE: Rights(P.PROJECT_RECORD, P.PROJECT_READ, P.PROJECT_RECORD),
        EntryKind.FINDING_NOTE: Rights(P.CORRECTION_RECHECK, P.CORRECTION_READ, P.INSPECTION_ADOPT),
    }
)
#: Who may judge some kind; which one is asked for by the operation.
JUDGES: tuple[P, ...] = tuple(dict.fromkeys(one.judge for one in RIGHTS.values()))
