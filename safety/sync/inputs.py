"""What the operations of the queue are given, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from safety.sync.rules import EntryKind


@dataclass(frozen=True)
class FileFacts:
    """A file that an entry names: it must be whole and durable before the entry is applied."""

    id: UUID
    sha256: str
    size: int
    media_type: str | None = None


@dataclass(frozen=True)
class EntryFacts:
    """An entry as it came; ``sent`` is the part that its hash covers, exactly as it was sent."""

    id: UUID
    kind: EntryKind
    record_id: UUID
    sequence: int
    made_at: datetime
    sent: Mapping[str, Any]
    after: Sequence[UUID] = ()
    files: Sequence[FileFacts] = ()
    device_offset_ms: int | None = None
    clock_set_ms: int | None = None
    mock_location: bool = False
    mends: UUID | None = None


@dataclass(frozen=True)
class ContactFacts:
    """What a device tells of itself."""

    device_time: datetime
    unsent: int
    oldest_unsent_at: datetime | None = None
    app_version: str | None = None
    storage_used: int | None = None
    storage_quota: int | None = None


@dataclass(frozen=True)
class DeviceFacts:
    """The device of a request, proven by its secret."""

    id: UUID
    member_id: UUID
