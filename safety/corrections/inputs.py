"""What the operations are given, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from safety.corrections.vocabulary import FindingGrade, RecheckResult, Stance


@dataclass(frozen=True)
class NewDemand:
    """A demand to be raised.

    ``basis`` lists citations (``law``, ``article``, ``checked``); ``colour`` is red, orange, yellow or
    blue; ``binding`` is False for advisory opinions; ``addressee`` defaults to the employer.
    """

    id: UUID
    summary: str
    detail: str = ""
    grade: FindingGrade = FindingGrade.ORDINARY
    colour: str | None = None
    basis: Sequence[Mapping[str, Any]] = ()
    place_on_site: str | None = None
    responsible_id: UUID | None = None
    term_on: date | None = None
    binding: bool = True
    addressee: str | None = None
    continues_id: UUID | None = None


@dataclass(frozen=True)
class NoticeLine:
    """A finding on a notice: what is asked for, and by when (None: the union's usual term)."""

    demand_id: UUID
    asked: str | None = None
    term_on: date | None = None


@dataclass(frozen=True)
class ReplyLine:
    """What a reply says to one demand; not adopting needs ``words``.  ``file_ids`` are staged files."""

    demand_id: UUID
    stance: Stance
    words: str | None = None
    person: str | None = None
    done_on: date | None = None
    cost_yuan: Decimal | None = None
    file_ids: Sequence[UUID] = field(default=())


@dataclass(frozen=True)
class RecheckLine:
    """What a re-check found for one demand."""

    demand_id: UUID
    result: RecheckResult
    words: str | None = None
    file_ids: Sequence[UUID] = field(default=())
