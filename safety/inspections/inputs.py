"""What a site check is made of, as it comes in: plain facts, the same for the page, the API and the tablet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from safety.corrections.vocabulary import FindingGrade
from safety.inspections.rules import Answer
from safety.law.grounds import Said


@dataclass(frozen=True)
class PositionFacts:
    """Where the device was: WGS 84 degrees, accuracy in metres."""

    lon: float
    lat: float
    accuracy: float | None = None


@dataclass(frozen=True)
class FindingFacts:
    """A finding as recorded at the site; ``item_id`` is None for one outside the list."""

    id: UUID
    summary: str | None = None
    detail: str | None = None
    item_id: str | None = None
    factor: str | None = None
    accident: str | None = None
    grade: FindingGrade = FindingGrade.ORDINARY
    criterion: str | None = None
    likelihood: Decimal | None = None
    exposure: Decimal | None = None
    consequence: Decimal | None = None
    place_on_site: str | None = None
    suggestion: str | None = None
    position: PositionFacts | None = None
    basis: Sequence[Mapping[str, Any]] = ()
    photos: Sequence[UUID] = ()
    orders: bool | None = None
    health: bool | None = None
    toxic: bool | None = None
    coal_mine: bool | None = None
    women: bool | None = None
    gas: bool | None = None
    disabled: bool | None = None
    acting: bool | None = None

    @property
    def said(self) -> Said:
        """What was said of it that decides the law of its papers."""
        return Said(**{one.name: getattr(self, one.name) for one in fields(Said)})


@dataclass(frozen=True)
class AnswerFacts:
    """The answer to one item, with a remark."""

    answer: Answer
    note: str | None = None


@dataclass(frozen=True)
class CompanionFacts:
    """Somebody who made the check together with the recorder."""

    name: str
    member_id: UUID | None = None


@dataclass(frozen=True)
class MetFacts:
    """Somebody of the employer who was met."""

    name: str
    position: str | None = None


@dataclass(frozen=True)
class SignatureFacts:
    """Drawn signatures as evidence ids, or how the site refused to sign."""

    inspector_file: UUID | None = None
    site_file: UUID | None = None
    site_name: str | None = None
    site_position: str | None = None
    refused: bool = False
    witness: str | None = None
    refusal_words: str | None = None


@dataclass(frozen=True)
class CheckFacts:
    """A whole site check."""

    site_id: UUID
    version_id: UUID | None = None
    assignment_id: UUID | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    device_time: datetime | None = None
    clock_set_ms: int | None = None
    position: PositionFacts | None = None
    companions: Sequence[CompanionFacts] = ()
    alone_reason: str | None = None
    people_met: Sequence[MetFacts] = ()
    answers: Mapping[str, AnswerFacts] = field(default_factory=dict)
    findings: Sequence[FindingFacts] = ()
    photos: Sequence[UUID] = ()
    signatures: SignatureFacts = field(default_factory=SignatureFacts)
    note: str | None = None

    @property
    def clock_set(self) -> timedelta | None:
        """By how much the device's clock was set forward (back: negative) during the check, as the device saw it."""
        return None if self.clock_set_ms is None else timedelta(milliseconds=self.clock_set_ms)


_ONE_PLACE = Decimal("0.1")


def content_of(facts: CheckFacts) -> dict[str, Any]:
    """A check as JSON values: what is kept of it, and what its digest is taken of.

    It is what ``schemas.CheckIn`` would write (a property test compares them), without asking a schema
    for every value: every check comes through here.
    """
    content: dict[str, Any] = orjson.loads(orjson.dumps(facts, default=_number))
    return content


def _number(value: Decimal) -> str:
    return format(value.quantize(_ONE_PLACE), "f")
