"""Lines of the main menu: what each leads to, and which permission shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from safety.access.permissions import Permission


class MenuGroup(StrEnum):
    """The headings of the menu, in its order."""

    TODAY = "today"
    SUPERVISION = "supervision"
    FIGURES = "figures"
    PEOPLE = "people"
    SYSTEM = "system"


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu; it shows to those who hold any of ``permissions``.

    ``place`` orders the lines of a group, the smallest first. ``also`` are endpoints (or blueprint names ending with a
    dot) that count as being here; ``query`` is what a list opens with.
    """

    endpoint: str
    label: str
    icon: str
    permissions: tuple[Permission, ...]
    also: tuple[str, ...] = ()
    query: tuple[tuple[str, Any], ...] = ()
    group: MenuGroup = MenuGroup.SUPERVISION
    place: int = 0
