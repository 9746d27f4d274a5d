"""The kinds of entries, each replayed through the operations of its feature."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety.sync.kinds.checks import Checks
from safety.sync.kinds.rechecks import Rechecks
from safety.sync.kinds.replaying import Done, Kind, Made, Replay
from safety.sync.rules import EntryKind

KINDS: Mapping[EntryKind, Kind] = MappingProxyType(
    {
        EntryKind.CHECK: Checks(),
        EntryKind.RECHECK: Rechecks(),
    }
)

__all__ = ["KINDS", "Done", "Kind", "Made", "Replay"]
