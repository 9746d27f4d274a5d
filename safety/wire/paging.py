"""Lists: windows from the URL for pages, opaque cursors for the API."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlencode

from flask import request
from marshmallow import fields

from safety.errors import Invalid
from safety.lists import Page, Window
from safety.text import N_
from safety.wire.schemas import Line, Range, Strict

PAGE_SIZE = 50
LARGEST_PAGE = 250


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


def cursor_for(offset: int | None) -> str | None:
    """An opaque cursor for the row at ``offset``."""
    if offset is None:
        return None
    return base64.urlsafe_b64encode(json.dumps({"o": offset}).encode()).decode().rstrip("=")


def window_at(cursor: str | None, limit: int) -> Window:
    """The window a cursor stands for.

    Raises:
        Invalid: the cursor is not one of ours (field ``cursor``).
    """
    if not cursor:
        return Window(0, limit)
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        offset = json.loads(base64.urlsafe_b64decode(padded))["o"]
    except (ValueError, KeyError, TypeError, binascii.Error):
        offset = None
    if not isinstance(offset, int) or not 0 <= offset < 2**40:
        raise Invalid(code="bad_cursor", fields={"cursor": [N_("翻页标记无效")]})
    return Window(offset, limit)


class Order(Line):
    """The name a list is sorted by, ``-`` before it for descending; nothing means the list's own order."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, attr, data, **kwargs) or ""


class ListArgs(Strict):
    """Query arguments of every API list; features inherit and add their filters."""

    cursor = Line(maximum=200, load_default=None)
    limit = fields.Integer(load_default=PAGE_SIZE, validate=Range(min=1, max=LARGEST_PAGE))
    sort = Order(maximum=40, load_default="")
    q = Line(maximum=100, load_default=None)


class ListOut(Strict):
    """What every API list answers with; features inherit and add ``items``.

    ``next`` is the cursor of what follows, None at the end; ``total`` counts the whole list.
    """

    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)


def listing(page: Page[Any]) -> dict[str, Any]:
    """An API list answer: ``items``, ``next``, ``total``."""
    return {"items": page.items, "next": cursor_for(page.next_offset), "total": page.total}
