"""Rules of plans: what may be planned, how sites are spread over inspectors, how far a plan has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from safety.errors import Invalid, NotPossibleNow
from safety.text import N_, Text

MOST_SITES = 2000
#: Cells of the grid that keeps neighbours together, in degrees (about 2 km).
CELL = 0.02


class PlanKind(StrEnum):
    """A month's ordinary work, or a campaign with a theme of its own."""

    MONTHLY = "monthly"
    CAMPAIGN = "campaign"


KIND_LABELS: Mapping[PlanKind, str] = MappingProxyType(
    {PlanKind.MONTHLY: N_("月度计划"), PlanKind.CAMPAIGN: N_("专项检查")}
)


class ItemState(StrEnum):
    """Where one site of a plan stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


ITEM_LABELS: Mapping[ItemState, str] = MappingProxyType(
    {
        ItemState.OPEN: N_("待检查"),
        ItemState.OVERDUE: N_("已逾期"),
        ItemState.DONE: N_("已检查"),
        ItemState.DROPPED: N_("已取消"),
    }
)


@dataclass(frozen=True)
class Spot:
    """A site as the spreading sees it: WGS 84 degrees, None when it has no position."""

    id: UUID
    district_code: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Progress:
    """How far a plan has come; ``dropped`` items do not count in ``total``."""

    total: int
    done: int
    overdue: int
    dropped: int

    @property
    def percent(self) -> int:
        """Done of total in whole per cent, rounded down, so that 100 means all."""
        return 100 * self.done // self.total if self.total else 0


def item_state(*, done: bool, dropped: bool, due_on: date, today: date) -> ItemState:
    """The state of one item on the day ``today``; its term ends at 24:00 of ``due_on``."""
    if dropped:
        return ItemState.DROPPED
    if done:
        return ItemState.DONE
    return ItemState.OVERDUE if today > due_on else ItemState.OPEN


def progress(states: Iterable[ItemState]) -> Progress:
    """The progress that item states add up to."""
    counts = dict.fromkeys(ItemState, 0)
    for state in states:
        counts[state] += 1
    dropped = counts[ItemState.DROPPED]
    return Progress(
        sum(counts.values()) - dropped, counts[ItemState.DONE], counts[ItemState.OVERDUE], dropped
    )


def _interleaved(x: int, y: int) -> int:
    """The place of a grid cell on a Z-shaped line through the grid: near on the line is near on the ground."""
    found = 0
    for bit in range(16):
        found |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1)
    return found


def _order(spot: Spot) -> tuple[str, int, float, float, str]:
    if spot.lon is None or spot.lat is None:
        return (spot.district_code or "~", 1 << 40, 0.0, 0.0, str(spot.id))
    cell = _interleaved(int((spot.lon + 180) / CELL), int((spot.lat + 90) / CELL))
    return (spot.district_code or "~", cell, spot.lon, spot.lat, str(spot.id))


def spread(spots: Sequence[Spot], inspectors: Sequence[tuple[UUID, int]]) -> dict[UUID, UUID | None]:
    """Give each site an inspector: fairly, the same each time, neighbours to the same person.

    ``inspectors`` are (id, open work already theirs); the numbers of sites differ by one at most, and
    whoever has least work gets the larger shares.  Without inspectors every site stays unassigned.
    """
    ordered = sorted(spots, key=_order)
    if not inspectors:
        return {spot.id: None for spot in ordered}
    people = [one for one, _ in sorted(inspectors, key=lambda pair: (pair[1], str(pair[0])))]
    share, larger = divmod(len(ordered), len(people))
    given: dict[UUID, UUID | None] = {}
    begin = 0
    for index, person in enumerate(people):
        end = begin + share + (index < larger)
        given |= {spot.id: person for spot in ordered[begin:end]}
        begin = end
    return given


def check_plan(*, starts_on: date, due_on: date, sites: int, today: date, new: bool) -> None:
    """Refuse a plan that cannot be worked.

    Raises:
        Invalid: it ends before it starts, is due in the past, names no site or too many.
    """
    fields: dict[str, list[Text]] = {}
    if due_on < starts_on:
        fields["due_on"] = [Text(N_("完成日期不能早于开始日期"))]
    elif new and due_on < today:
        fields["due_on"] = [Text(N_("完成日期已经过去"))]
    if sites < 1:
        fields["site_ids"] = [Text(N_("至少选择一个场所"))]
    elif sites > MOST_SITES:
        fields["site_ids"] = [Text(N_("一个计划最多 %(most)s 个场所"), most=MOST_SITES)]
    if fields:
        raise Invalid(fields=fields)


def check_open(*, closed: bool) -> None:
    """Refuse a change to a plan that is closed."""
    if closed:
        raise NotPossibleNow(N_("计划已经结束，不能再修改"), code="plan_closed")
