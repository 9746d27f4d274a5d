"""Lists: windows from the URL for pages, opaque cursors for the API."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from marshmallow import ValidationError, fields

from safety.errors import Invalid
from safety.lists import COUNTED_EXACTLY, Keys, Page, Window
from safety.text import N_, Text
from safety.wire.schemas import Instant, Line, Range, Strict

PAGE_SIZE = 50
LARGEST_PAGE = 250
#: The sort that every list knows.
BY_ID = "id"
#: What tells no filter: a cursor holds whatever the size of the next part.
_NO_FILTERS = frozenset({"cursor", "limit"})
_BAD_CURSOR = N_("翻页标记无效，或不属于这一列表的同样筛选和排序；请去掉 cursor 从头读起")
#: Sort keys that JSON does not know: their kind, how they are written and read.  A moment is a day too: it comes first.
_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "d": (date, date.isoformat, date.fromisoformat),
    "u": (uuid.UUID, str, uuid.UUID),
    "n": (Decimal, str, Decimal),
}


def page_window(size: int = PAGE_SIZE) -> Window:
    """The window of a page's ``?page=N``; nonsense counts as the first page."""
    try:
        number = max(1, min(int(request.args.get("page", "1")), 1_000_000))
    except ValueError:
        number = 1
    return Window((number - 1) * size, size)


def link_to(**changes: Any) -> str:
    """The present address with some query arguments changed (None removes one): filters stay in the URL."""
    args = {**request.args.to_dict(flat=False), **{k: [str(v)] for k, v in changes.items() if v is not None}}
    for name in (name for name, value in changes.items() if value is None):
        args.pop(name, None)
    query = urlencode([(name, value) for name, values in args.items() for value in values if value != ""])
    return f"{request.path}?{query}" if query else request.path


def _signer() -> URLSafeSerializer:
    """What makes cursors opaque: one holds for its list, its filters and its order only."""
    asked = sorted((name, value) for name, value in request.args.items(multi=True) if name not in _NO_FILTERS)
    salt = json.dumps([request.path, asked], ensure_ascii=False)
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"],
        salt=f"cursor {salt}",
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def cursor_for(keys: Keys | None) -> str | None:
    """An opaque cursor for what comes after the row with these sort keys, in the list that is asked for."""
    return None if keys is None else str(_signer().dumps([_told(one) for one in keys]))


def _told(value: Any) -> Any:
    """A sort key as JSON: what JSON does not know carries the name of its kind."""
    for kind, (type_, write, _) in _KINDS.items():
        if isinstance(value, type_):
            return {kind: write(value)}
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _KINDS[kind][2](text)
    return value


def window_at(args: dict[str, Any]) -> Window:
    """The window that a list's arguments (``ListArgs``) ask for; what is left of ``args`` are the filters and ``sort``.

    Raises:
        Invalid: the cursor is not one of ours, or belongs to another list, order or choice of filters (``cursor``).
    """
    cursor, limit = args.pop("cursor"), args.pop("limit")
    since, steady = args.pop("changed_since", None), args.get("sort", "").removeprefix("-") == BY_ID
    after = None
    if cursor:
        try:
            after = tuple(_read(one) for one in _signer().loads(cursor))
        except BadData as error:
            raise Invalid(code="bad_cursor", fields={"cursor": [_BAD_CURSOR]}) from error
    return Window(0, limit, by_key=True, after=after, steady=steady, changed_since=since)


class Order(Line):
    """The name a list is sorted by, ``-`` before it for descending; nothing means the list's own order.

    Each list can be had in the order of its ids as well, which no edit changes.
    """

    def __init__(self, *names: str, **options: Any) -> None:
        self.allowed = ["", BY_ID, *(sign + name for name in names for sign in ("", "-"))]
        options.setdefault("metadata", {})["enum"] = self.allowed
        super().__init__(maximum=40, load_default="", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs) or ""
        if name not in self.allowed:
            raise ValidationError([Text(N_("不能按此排序，可用：%(names)s"), names=_named(self.allowed))])
        return name


def _named(allowed: Iterable[str]) -> str:
    return ", ".join(one for one in allowed if one)


class PartArgs(Strict):
    """Query arguments of every API list: which part of it."""

    cursor = Line(maximum=2000, load_default=None)
    limit = fields.Integer(load_default=PAGE_SIZE, validate=Range(min=1, max=LARGEST_PAGE))


class SortedArgs(PartArgs):
    """The same for a list that can be had in more orders than its own."""

    sort = Order()


class ListArgs(SortedArgs):
    """Query arguments of the list of a register; features inherit and add their filters and sorts."""

    changed_since = Instant(load_default=None)


class WordsArgs(ListArgs):
    """The same for a list that can be searched."""

    q = Line(maximum=100, load_default=None)


class ListOut(Strict):
    """What every API list answers with; features inherit and add ``items``.

    ``next`` is the cursor of what follows, None at the end; ``total`` counts the whole list up to 10,000, beyond it
    is null and ``total_at_least`` is given.
    """

    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True, allow_none=True)
    total_at_least = fields.Integer()


def listing(page: Page[Any]) -> dict[str, Any]:
    """An API list answer: ``items``, ``next``, ``total``."""
    answer = {"items": page.items, "next": cursor_for(page.next_keys), "total": page.total}
    if page.total > COUNTED_EXACTLY:
        answer |= {"total": None, "total_at_least": page.total}
    return answer
