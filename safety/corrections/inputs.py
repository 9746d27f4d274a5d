"""What the operations are given, as plain facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Required, TypedDict
from uuid import UUID

from safety.corrections.vocabulary import FindingGrade, RecheckResult, ReferralKind, Stance
from safety.law.grounds import UNSAID, Said

#: How people part the names of those who came along.
_NAMES_APART = re.compile(r"[、，,；;\s]+")


def names_in(typed: str | None) -> list[str]:
    """The names that somebody typed in one line, each once."""
    return [name for name in dict.fromkeys(_NAMES_APART.split(typed or "")) if name]


@dataclass(frozen=True)
class NewDemand:
    """A demand to be raised.

    ``basis`` lists citations (``law``, ``article``, ``checked``); ``colour`` is red, orange, yellow or
    blue; ``binding`` is False for advisory opinions; ``addressee`` defaults to the employer; ``said`` is of findings.
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
    said: Said = UNSAID


@dataclass(frozen=True)
class NoticeLine:
    """A finding on a notice: what is asked for, and by when (None: the union's usual term)."""

    demand_id: UUID
    asked: str | None = None
    term_on: date | None = None


@dataclass(frozen=True)
class SaidLine:
    """What is said of a finding on a notice that decides the law of the paper."""

    demand_id: UUID
    said: Said


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


class Application(TypedDict, total=False):
    """What an application to a department says, and what it is about.

    ``demand_ids`` may be missing (the union was not invited): ``subject_kind`` and ``subject_id`` then name the record.
    ``attachments`` that nobody listed are computed from the case; ``copies_to`` are those who get a copy (抄送).
    """

    department: Required[str]
    about: Required[str]
    reason: Required[str]
    request: Required[str]
    kind: ReferralKind
    demand_ids: Sequence[UUID]
    attachments: Sequence[str] | None
    copies_to: Sequence[str] | None
    site_id: UUID | None
    subject_kind: str | None
    subject_id: UUID | None
