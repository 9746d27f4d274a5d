"""What kinds have in common that make one record and stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from safety.sync.kinds.replaying import AsSent, Replay, never_rewritten


class Alone(AsSent):
    """A record that the entry makes; nothing has to be there before but what the register has anyway."""

    def touches(self, record_id: UUID, facts: Any) -> set[UUID]:
        """The record itself."""
        return {record_id}

    def changes(self, record_id: UUID, facts: Any) -> set[UUID]:
        """None: it makes what it touches."""
        return set()

    def missing(self, record_id: UUID, facts: Any) -> set[UUID]:
        """Nothing."""
        return set()

    def withdrawn(self, record_id: UUID, facts: Any) -> bool:
        """Such a record is never withdrawn before it arrives."""
        return False

    def overrule(self, given: Replay, content: Mapping[str, Any]) -> None:
        """Never: it was sent out, or others build on it."""
        raise never_rewritten()
