"""What operations about people are told."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Second:
    """Who agrees, as she entered herself."""

    sign_in_name: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
