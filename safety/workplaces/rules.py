"""Rules of workplaces: kinds of sites, datums, and when two sites are probably one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from safety.errors import Invalid, NotPossibleNow
from safety.folding.names import is_like
from safety.law.industries import SECTIONS
from safety.law.positions import distance_m
from safety.text import N_, Text

NEAR_M = 200.0
MOST_WORKERS = 1_000_000


class SiteKind(StrEnum):
    """An operating workplace, or a project under construction by its nature (重庆市工会条例 Art 23(2))."""

    OPERATING = "operating"
    NEW_BUILD = "new_build"
    EXPANSION = "expansion"
    REBUILD = "rebuild"
    UPGRADE = "upgrade"


SITE_KIND_LABELS: Mapping[SiteKind, str] = MappingProxyType(
    {
        SiteKind.OPERATING: N_("在用场所"),
        SiteKind.NEW_BUILD: N_("新建项目"),
        SiteKind.EXPANSION: N_("扩建项目"),
        SiteKind.REBUILD: N_("改建项目"),
        SiteKind.UPGRADE: N_("技术改造项目"),
    }
)
PROJECT_KINDS = frozenset(SiteKind) - {SiteKind.OPERATING}


class TransferState(StrEnum):
    """Where the passing of a site to another union stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSFER_LABELS: Mapping[TransferState, str] = MappingProxyType(
    {
        TransferState.PROPOSED: N_("待接收"),
        TransferState.ACCEPTED: N_("已接收"),
        TransferState.REFUSED: N_("未接收"),
        TransferState.WITHDRAWN: N_("已撤回"),
    }
)
#: A day of handing over lies at most so many days before or after its proposal.
TRANSFER_DAYS = 366


def check_transfer_day(on_day: date, *, today: date) -> None:
    """Refuse a day of handing over more than a year away.

    Raises:
        Invalid: field ``on_day``.
    """
    if abs((on_day - today).days) > TRANSFER_DAYS:
        raise Invalid(fields={"on_day": [N_("移交日期应在前后一年之内")]})


def check_acceptance(state: str, on_day: date, *, today: date) -> None:
    """Refuse to accept what is decided already, or before the day on which it is handed over.

    Raises:
        NotPossibleNow: codes ``transfer_decided``, ``transfer_too_early``.
    """
    check_undecided(state)
    if today < on_day:
        sentence = Text(N_("约定自 %(day)s 起移交，到那天才能接收"), day=on_day.isoformat())
        raise NotPossibleNow(sentence, code="transfer_too_early")


def check_undecided(state: str) -> None:
    """Refuse a second decision.

    Raises:
        NotPossibleNow: code ``transfer_decided``.
    """
    if state != TransferState.PROPOSED:
        raise NotPossibleNow(N_("这次移交已经处理，不能再改"), code="transfer_decided")


class HandoverState(StrEnum):
    """How far a handing-over of sites is."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


HANDOVER_LABELS: Mapping[HandoverState, str] = MappingProxyType(
    {
        HandoverState.PROPOSED: N_("待确认"),
        HandoverState.CONFIRMED: N_("已移交"),
        HandoverState.WITHDRAWN: N_("已撤回"),
    }
)


def successor_of(
    code: str | None,
    *,
    codes: Collection[str],
    successors: Mapping[str, Sequence[str]],
    at: str | None,
    is_overruled: bool = False,
) -> str | None:
    """The district of a record in a new edition; None when it cannot be told.

    ``codes`` are those of the edition, ``successors`` its table, ``at`` what its outlines say of the position.
    The table goes before the outlines, which are coarse at borders: a position only chooses among the
    districts that it names.  A district that a person chose against the outlines stays while there is one of it.
    """
    named = [one for one in successors.get(code or "", ()) if one in codes]
    if named:
        if at in named:
            return at
        return named[0] if len(named) == 1 else None
    if at is not None and not is_overruled:
        return at
    return code if code in codes else None


class Datum(StrEnum):
    """What a pair of coordinates refers to; what is stored is WGS 84, what was given is kept beside it."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


DATUM_LABELS: Mapping[Datum, str] = MappingProxyType(
    {
        Datum.WGS84: N_("WGS 84（平板定位）"),
        Datum.CGCS2000: N_("CGCS2000（天地图）"),
        Datum.GCJ02: N_("GCJ-02（高德、腾讯）"),
        Datum.BD09: N_("BD-09（百度）"),
    }
)


@dataclass(frozen=True)
class Position:
    """A place as it was given: a point or an outline, with its datum and accuracy in metres."""

    lon: float | None = None
    lat: float | None = None
    datum: Datum = Datum.WGS84
    accuracy_m: float | None = None
    outline: Mapping[str, Any] | None = None


def probably_one(
    *,
    name: str,
    other_name: str,
    same_employer: bool,
    position: tuple[float, float] | None,
    other_position: tuple[float, float] | None,
) -> bool:
    """Whether two sites are probably the same place.

    Near (within 200 m) with the same employer or a like name; or of the same employer with a like name
    where either has no position.  Positions are WGS 84 (longitude, latitude).
    """
    like = is_like(name, other_name)
    if position is not None and other_position is not None:
        return distance_m(*position, *other_position) <= NEAR_M and (same_employer or like)
    return same_employer and like


def check_industry(section: str | None) -> None:
    """Refuse a letter that is no section of GB/T 4754."""
    if section is not None and section not in SECTIONS:
        raise Invalid(fields={"industry": [N_("不是国民经济行业门类")]})


def check_headcount(headcount: int | None) -> None:
    """Refuse a number of workers that cannot be."""
    if headcount is not None and not 0 <= headcount <= MOST_WORKERS:
        raise Invalid(fields={"headcount": [N_("人数不合理")]})
