"""Who acts, and on which version: as ``corrections.guard``, shared by the pages and the API of duty 3."""

from __future__ import annotations

from safety.corrections.guard import Who, status_of, who
from safety.wire.versions import fresh

__all__ = ["Who", "fresh", "status_of", "who"]
