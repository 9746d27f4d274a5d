"""The table of long work."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Identified, Model


class Job(Identified, Model):
    """One piece of long work that a person asked for.

    ``state`` is queued, running, done or failed; ``done`` of ``total`` steps are behind it.  ``given`` is
    what the work needs (JSON), ``result`` what came of it, ``reason`` why it failed: the sentences, as
    ``Text.as_json`` keeps them.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "owner_id", "created_at"), Index(None, "state"))

    kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[uuid.UUID | None]
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    given: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None]
    reason: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
