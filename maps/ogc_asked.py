"""What a request for features asks: parameters of the standard and properties to filter and sort by, each checked."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request

from maps.ogc_systems import CRS84, SYSTEMS, System
from safety.errors import Refusal
from safety.law.days import shanghai_date
from safety.people.guard import today
from safety.text import N_, Sentence
from safety.workplaces.queries.placed import Box

MOST_AT_ONCE = 10_000
USUAL = 1000
_SORTS = 4
PARAMETERS = ("bbox", "bbox-crs", "crs", "datetime", "limit", "sortby", "after", "f")
#: What each parameter's own form is, in strict notation: programs that mistype are told, not guessed.
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    _DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)
_OPEN = ("", "..")
FORMATS = ("json", "geojson")
#: What values a property takes: any text, yes or no, or one of some words.
Values = str | tuple[str, ...]
TEXT, YES_NO = "text", "yes_no"
_YES_NO: Mapping[str, bool] = {"true": True, "false": False}
_DATE_WORDS = N_("应为日期、带时区的时刻，或“起/止”的时段（YYYY-MM-DD，.. 表示不限）")
_BOX_WORDS = N_("范围应为四个数，先是一角，再是对角，都按 bbox-crs 的坐标系")
#: What no database takes in a text: NUL, and halves of characters.
_UNASKABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Period:
    """What ``datetime`` asks for: things as they stood at the end of ``day``, events from ``since`` on (None: from the first)."""

    day: date
    since: date | None = None


@dataclass(frozen=True)
class Asked:
    """A request for features; ``boxes`` are in degrees (two across the antimeridian), ``after`` the keys of the last one given."""

    period: Period
    boxes: Sequence[Box] | None = None
    filters: Mapping[str, Any] | None = None
    sort: Sequence[tuple[str, bool]] = ()
    limit: int = USUAL
    after: Sequence[Any] | None = None
    system: System = SYSTEMS[CRS84]

    @property
    def day(self) -> date:
        """The day at whose end things are told."""
        return self.period.day

    @property
    def wanted(self) -> Mapping[str, Any]:
        """The properties that features must have."""
        return self.filters or {}


def asked(filterable: Mapping[str, Values], sortable: Sequence[str]) -> Asked:
    """What the present request asks of a layer; ``filterable`` gives what values each property takes.

    Raises:
        Refusal: 400, with the parameter that is unknown or makes no sense.
    """
    refuse_unknown(*PARAMETERS, *filterable)
    sort = _sort(sortable)
    return Asked(
        period=period_asked(),
        boxes=_boxes(),
        filters={
            name: _value(name, request.args[name], kind)
            for name, kind in filterable.items()
            if name in request.args
        },
        sort=sort,
        limit=_limit(),
        after=_after(len(sort) + 1),
        system=system_asked("crs"),
    )


def token_of(keys: Sequence[Any]) -> str:
    """The keys of a feature as the value of ``after``."""
    return base64.urlsafe_b64encode(json.dumps(keys, default=str, ensure_ascii=False).encode()).decode()


def refuse_unknown(*known: str) -> None:
    """Refuse what is not ``known`` beside ``f``, as the standard asks (Requirement 8), and what is said twice."""
    for name, values in sorted(request.args.lists()):
        if name not in {*known, "f"}:
            raise refused(name, N_("没有这个参数"))
        if len(values) > 1:
            raise refused(name, N_("这个参数只能给一次"))
    if request.args.get("f", "json") not in FORMATS:
        raise refused("f", N_("只提供 json"))


def system_asked(name: str) -> System:
    """The coordinate system that a parameter names; CRS 84 without one."""
    found = SYSTEMS.get(request.args.get(name, CRS84))
    if found is None:
        raise refused(name, N_("不支持这个坐标系"))
    return found


def period_asked() -> Period:
    """The days of ``datetime`` in the time of Chongqing: of an instant its day, of an interval from its first to its last."""
    if "datetime" not in request.args:
        return Period(today())
    ends = request.args["datetime"].split("/")
    if len(ends) == 1:
        day = _day_of(ends[0])
        return Period(min(day, today()), day)
    if len(ends) != 2 or ends == ["", ""]:
        raise refused("datetime", _DATE_WORDS)
    begin, end = (None if one in _OPEN else _day_of(one) for one in ends)
    if begin and end and begin > end:
        raise refused("datetime", N_("时段的开始不能晚于结束"))
    return Period(min(end or today(), today()), begin)


def _day_of(text: str) -> date:
    text = text.replace(" ", "+")  # a plus in an address arrives as the blank that it stands for in forms
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return shanghai_date(datetime.fromisoformat(text.upper()))
    except (ValueError, OverflowError):
        pass
    raise refused("datetime", _DATE_WORDS)


def refused(name: str, words: Sentence) -> Refusal:
    """The refusal of a parameter."""
    return Refusal(words, code="ogc_parameter", status=400, fields={name: [words]})


def _limit() -> int:
    """How many features at most; more than are given at once is no mistake (Requirement 22)."""
    text = request.args.get("limit", str(USUAL))
    if not _WHOLE.fullmatch(text):
        raise refused("limit", N_("应为整数"))
    if int(text) < 1:
        raise refused("limit", N_("数值超出范围"))
    return min(int(text), MOST_AT_ONCE)


def _boxes() -> Sequence[Box] | None:
    """The rectangles of ``bbox`` in degrees; one whose west lies east of its east goes across the antimeridian."""
    system = system_asked("bbox-crs")
    if "bbox" not in request.args:
        return None
    parts = [part.strip() for part in request.args["bbox"].split(",")]
    if not all(map(_NUMBER.fullmatch, parts)):
        raise refused("bbox", _BOX_WORDS)
    numbers = [float(part) for part in parts]
    if len(numbers) == 6:  # with heights, which are not looked at
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(abs(number) < 1e9 for number in numbers):
        raise refused("bbox", _BOX_WORDS)
    west, south = system.to_degrees(numbers[0], numbers[1])
    east, north = system.to_degrees(numbers[2], numbers[3])
    if south > north or north < -90 or south > 90 or (system.is_metric and west > east):
        raise refused("bbox", _BOX_WORDS)
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _value(name: str, text: str, values: Values) -> Any:
    if "\x00" in text or (isinstance(values, tuple) and text not in values):
        raise refused(name, N_("没有这个值"))
    if values != YES_NO:
        return text
    if text not in _YES_NO:
        raise refused(name, N_("应为 true 或 false"))
    return _YES_NO[text]


def _sort(sortable: Sequence[str]) -> list[tuple[str, bool]]:
    """The properties of ``sortby`` (``name,-day``), each with whether it runs backwards."""
    if "sortby" not in request.args:
        return []
    # A plus in an address may arrive as the blank it stands for in forms.
    given = [one.replace(" ", "+") for one in request.args["sortby"].split(",")]
    found = [(one[1:] if one[:1] in {"+", "-"} else one, one.startswith("-")) for one in given]
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
