"""What a duty shows of itself beside its own pages: one descriptor a duty, ``face.py`` in its folder.

``app.py`` holds the list of faces; pages and programs that span the duties iterate over it and name none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from safety.access.scope import Actor
from safety.faces.codes import CodeList
from safety.faces.day import Day
from safety.faces.menu import MenuEntry
from safety.worklist import Asked, Duty, Reading
from safety.workplaces.models import Site
from safety.workplaces.queries import Action, Event, Summary


@dataclass(frozen=True)
class Face:
    """A duty as everything around it knows it.

    ``key`` stands in addresses, ``label`` names it in the worklist. ``open_items`` reads what is to be done in it;
    ``add_numbers`` adds its numbers to a person's day. Of a site's page it gives the events of the ``history``, the
    ``numbers_of_site`` and the ``beginnings`` (what can be begun there). ``code_lists`` are the meanings of its codes
    by the name of the list; ``tablet_lists`` are the choices that the tablet's page holds for it on a day.
    """

    key: str
    label: str
    menu: Sequence[MenuEntry] = ()
    open_items: Reading | None = None
    add_numbers: Callable[[Day, Asked], None] | None = None
    history: Callable[[Site, Actor], Iterable[Event]] | None = None
    numbers_of_site: Callable[[Site, Actor], Iterable[Summary]] | None = None
    beginnings: Callable[[Site, Actor], Iterable[Action]] | None = None
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    tablet_lists: Callable[[date], Mapping[str, Any]] | None = None


_shown: list[Face] = []


def show(faces: Iterable[Face]) -> None:
    """Make these the faces of the application; called once while it is made."""
    _shown[:] = faces


def shown() -> Sequence[Face]:
    """The faces of the application, in its order."""
    return tuple(_shown)


def duties() -> list[Duty]:
    """The duties in which something can be open, as the worklist reads them."""
    return [Duty(face.key, face.label, face.open_items) for face in _shown if face.open_items]
