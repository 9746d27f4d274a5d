"""Who came along to a re-check."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Accompanied:
    """``companions`` is what was typed; ``came_along`` everybody by ``name`` and ``member_id``, None before ids were kept."""

    companions: Mapped[str | None] = mapped_column(String(200))
    came_along: Mapped[list[Any] | None]

    @property
    def companion_ids(self) -> list[uuid.UUID]:
        """The members among those who came along."""
        return [uuid.UUID(one["member_id"]) for one in self.came_along or () if one["member_id"]]

    @property
    def along(self) -> str | None:
        """Who came along, in words."""
        return "、".join(one["name"] for one in self.came_along) if self.came_along else self.companions
