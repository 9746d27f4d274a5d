"""The record of backups, of keys stored apart, and of rehearsed restores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from safety.database import Identified, Model
from safety.text import Text


class BackupRun(Identified, Model):
    """One run of a command of ``flask backup``; ``path`` is where its file lies on the server, sizes are in bytes.

    ``failure`` is the sentence that says why it failed, with its values, as in a job.
    """

    __tablename__ = "backup_runs"
    __table_args__ = (Index(None, "kind", "at"),)

    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    path: Mapped[str] = mapped_column(String(1000))
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    encrypted: Mapped[bool]
    row_count: Mapped[int | None]
    failure: Mapped[dict[str, Any] | None]

    @property
    def file_name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def failure_words(self) -> Text | None:
        """Why it failed; None when it succeeded."""
        return Text.from_json(self.failure) if self.failure else None

    @property
    def succeeded(self) -> bool:
        """Whether it came to its end."""
        return self.failure is None
