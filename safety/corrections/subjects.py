"""The pages of the records that demands and applications come from; each duty registers its own kinds."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.models import Demand
from safety.corrections.queries.demands import begun_as
from safety.corrections.queries.found import moments_of
from safety.law.applications import About
from safety.law.days import shanghai_date

Address = Callable[[uuid.UUID], str | None]
_PAGES: dict[str, tuple[Permission, Address]] = {}


@dataclass(frozen=True)
class Told(About):
    """What the record an application is about tells the law; ``invited``: whether the union was invited to a review."""

    invited: bool = True


_TOLD: dict[str, Callable[[uuid.UUID], Told]] = {}
_PICTURES: dict[str, Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, uuid.UUID]]] = {}
_COLLEAGUES: dict[str, Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]] = {}
_QUESTIONS: dict[str, Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]] = {}


def register_subject(kind: str, permission: Permission, address: Address) -> None:
    """Say where records of ``kind`` are read, and with which right; ``address`` may answer None for one."""
    _PAGES[kind] = (permission, address)


def address_of(actor: Actor, kind: str | None, record_id: uuid.UUID | None) -> str | None:
    """The page of a record, for an actor who may read its kind somewhere; None when there is none to go to."""
    if kind is None or record_id is None or kind not in _PAGES:
        return None
    permission, address = _PAGES[kind]
    return address(record_id) if actor.may(permission) else None


def register_facts(kind: str, told: Callable[[uuid.UUID], Told]) -> None:
    """Say what records of ``kind`` tell the law."""
    _TOLD[kind] = told


def told_of(kind: str | None, record_id: uuid.UUID | None) -> Told | None:
    """What the record of an application tells the law; None where it is about no record."""
    return _TOLD[kind](record_id) if kind in _TOLD and record_id is not None else None


def register_colleagues(
    source_kind: str, colleagues: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]
) -> None:
    """Say which members (with their names) came along when records of ``source_kind`` were made."""
    _COLLEAGUES[source_kind] = colleagues


def colleagues_of(demands: Iterable[Demand]) -> dict[uuid.UUID, str]:
    """The members who came along when what the demands are about was found, with their names."""
    wanted = list(demands)
    found: dict[uuid.UUID, str] = {}
    for kind, colleagues in _COLLEAGUES.items():
        found |= colleagues(sorted({one.source_id for one in wanted if one.source_kind == kind}))
    return found


def register_questions(
    source_kind: str, questions: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]
) -> None:
    """Say from which question of a list demands (by their ids) raised by ``source_kind`` were begun, if from one."""
    _QUESTIONS[source_kind] = questions


def begun_from(demands: Iterable[Demand]) -> dict[uuid.UUID, str]:
    """The question of a list that each demand was begun from; one that was raised again was begun as the first was."""
    first = {one.id: begun_as(one) for one in demands}
    asked: dict[uuid.UUID, str] = {}
    for kind, questions in _QUESTIONS.items():
        asked |= questions(sorted({one.id for one in first.values() if one.source_kind == kind}))
    return {one: asked[begun.id] for one, begun in first.items() if begun.id in asked}


def register_pictures(
    source_kind: str, pictures: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, uuid.UUID]]
) -> None:
    """Say which picture shows best what demands (by their ids) raised by ``source_kind`` are about."""
    _PICTURES[source_kind] = pictures


def pictures_of(demands: Iterable[Demand]) -> dict[uuid.UUID, uuid.UUID]:
    """The file of a picture for each demand that has one."""
    wanted = list(demands)
    found: dict[uuid.UUID, uuid.UUID] = {}
    for kind, pictures in _PICTURES.items():
        found |= pictures([one.id for one in wanted if one.source_kind == kind])
    return found


def found_at(demands: Iterable[Demand]) -> dict[uuid.UUID, datetime]:
    """When what each demand is about was found: by the times of its record, else when it was entered.

    What was raised again was found again on the day of that.
    """
    return moments_of(one.id for one in demands)


def seen_on(demands: Iterable[Demand]) -> dict[uuid.UUID, date]:
    """The day in China of ``found_at``."""
    return {demand_id: shanghai_date(at) for demand_id, at in found_at(demands).items()}
