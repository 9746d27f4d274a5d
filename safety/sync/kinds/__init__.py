"""The kinds of entries, each replayed through the operations of its feature."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety.sync.kinds.accidents import Activities
from safety.sync.kinds.checks import Checks
from safety.sync.kinds.evacuations import Evacuations
from safety.sync.kinds.finding_notes import FindingNotes
from safety.sync.kinds.projects import Attendances
from safety.sync.kinds.rechecks import Rechecks
from safety.sync.kinds.replaying import Done, Kind, Made, Replay
from safety.sync.rules import EntryKind

KINDS: Mapping[EntryKind, Kind] = MappingProxyType(
    {
        EntryKind.CHECK: Checks(),
        EntryKind.RECHECK: Rechecks(),
        EntryKind.EVACUATION: Evacuations(),
        EntryKind.ACTIVITY: Activities(),
        EntryKind.ATTENDANCE: Attendances(),
        EntryKind.FINDING_NOTE: FindingNotes(),
    }
)

__all__ = ["KINDS", "Done", "Kind", "Made", "Replay"]
