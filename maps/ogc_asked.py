"""What a request for features asks: parameters of the standard and properties to filter and sort by, each checked."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from flask import request

from maps.ogc_systems import CRS84, SYSTEMS, System
from safety.errors import Refusal
from safety.people.guard import today
from safety.text import N_, Sentence
from safety.workplaces.queries.placed import Box

MOST_AT_ONCE = 10_000
_USUAL = 1000
_SORTS = 4
PARAMETERS = ("bbox", "bbox-crs", "crs", "datetime", "limit", "sortby", "after", "f")
_YES_NO: Mapping[str, bool] = {"true": True, "false": False}
_BOX_WORDS = N_("范围应为四个数，先是一角，再是对角，都按 bbox-crs 的坐标系")
#: What no database takes in a text: NUL, and halves of characters.
_UNASKABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Asked:
    """A request for features; ``boxes`` are in degrees (two across the antimeridian), ``after`` the keys of the last one given."""

    day: date
    boxes: Sequence[Box] | None = None
    filters: Mapping[str, Any] | None = None
    sort: Sequence[tuple[str, bool]] = ()
    limit: int = _USUAL
    after: Sequence[Any] | None = None
    system: System = SYSTEMS[CRS84]

    @property
    def wanted(self) -> Mapping[str, Any]:
        """The properties that features must have."""
        return self.filters or {}


def asked(filterable: Mapping[str, str], sortable: Sequence[str]) -> Asked:
    """What the present request asks of a layer; ``filterable`` gives each property's kind (``text``, ``yes_no``).

    Raises:
        Refusal: 400, with the parameter that is unknown or makes no sense.
    """
    refuse_unknown({*PARAMETERS, *filterable})
    if request.args.get("f", "json") not in {"json", "geojson"}:
        raise refused("f", N_("只提供 json"))
    sort = _sort(sortable)
    return Asked(
        day=day_asked(),
        boxes=_boxes(),
        filters={
            name: _value(name, request.args[name], kind)
            for name, kind in filterable.items()
            if name in request.args
        },
        sort=sort,
        limit=min(_limit(), MOST_AT_ONCE),
        after=_after(len(sort) + 1),
        system=system_asked("crs"),
    )


def token_of(keys: Sequence[Any]) -> str:
    """The keys of a feature as the value of ``after``."""
    return base64.urlsafe_b64encode(json.dumps(keys, default=str, ensure_ascii=False).encode()).decode()


def refuse_unknown(known: set[str]) -> None:
    """A parameter that is not known is refused, as the standard asks (Requirement 8)."""
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise refused(unknown[0], N_("没有这个参数"))


def system_asked(name: str) -> System:
    """The coordinate system that a parameter names; CRS 84 without one."""
    found = SYSTEMS.get(request.args.get(name, CRS84))
    if found is None:
        raise refused(name, N_("不支持这个坐标系"))
    return found


def day_asked() -> date:
    """The day of ``datetime``: of an interval its end, of an instant its day; today without one."""
    text = request.args.get("datetime", "").rsplit("/", 1)[-1]
    if text in {"", ".."}:
        return today()
    try:
        return min(date.fromisoformat(text[:10]), today())
    except ValueError as error:
        raise refused("datetime", N_("应为日期")) from error


def refused(name: str, words: Sentence) -> Refusal:
    """The refusal of a parameter."""
    return Refusal(words, code="ogc_parameter", status=400, fields={name: [words]})


def _limit() -> int:
    try:
        number = int(request.args.get("limit", _USUAL))
    except ValueError as error:
        raise refused("limit", N_("应为整数")) from error
    if not 1 <= number <= 2**31:
        raise refused("limit", N_("数值超出范围"))
    return number


def _boxes() -> Sequence[Box] | None:
    """The rectangles of ``bbox`` in degrees; one whose west lies east of its east goes across the antimeridian."""
    system = system_asked("bbox-crs")
    if "bbox" not in request.args:
        return None
    try:
        numbers = [float(part) for part in request.args["bbox"].split(",")]
    except ValueError as error:
        raise refused("bbox", _BOX_WORDS) from error
    if len(numbers) == 6:  # with heights, which are not looked at
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(isfinite(number) and abs(number) < 1e9 for number in numbers):
        raise refused("bbox", _BOX_WORDS)
    west, south = system.to_degrees(numbers[0], numbers[1])
    east, north = system.to_degrees(numbers[2], numbers[3])
    if south > north or north < -90 or south > 90 or (system.is_metric and west > east):
        raise refused("bbox", _BOX_WORDS)
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _value(name: str, text: str, kind: str) -> Any:
    if "\x00" in text:
        raise refused(name, N_("没有这个值"))
    if kind != "yes_no":
        return text
    if text not in _YES_NO:
        raise refused(name, N_("应为 true 或 false"))
    return _YES_NO[text]


def _sort(sortable: Sequence[str]) -> list[tuple[str, bool]]:
    """The properties of ``sortby`` (``name,-day``), each with whether it runs backwards."""
    given = [one for one in request.args.get("sortby", "").split(",") if one.strip()]
    # A plus in an address may arrive as the blank it stands for in forms.
    found = [(one.strip().lstrip("+-"), one.startswith("-")) for one in given]
    names = [name for name, _ in found]
    if len(found) > _SORTS or len(set(names)) < len(names) or set(names) - set(sortable):
        raise refused("sortby", N_("不能按这个属性排序"))
    return found


def _after(keys: int) -> list[Any] | None:
    if "after" not in request.args:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(request.args["after"].encode("ascii")))
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise refused("after", N_("没有这一页")) from error
    plain = isinstance(found, list) and all(isinstance(one, str | int | float) for one in found)
    plain = plain and not any(isinstance(one, str) and _UNASKABLE.search(one) for one in found)
    if not plain or len(found) != keys:
        raise refused("after", N_("没有这一页"))
    return list(found)
