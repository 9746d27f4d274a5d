"""What a page's address or form names: filters and ids that make no sense are left out, never an error."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

#: The field in which a page that answers a sending carries the page before it.
PAGE = "_page"
#: Names by which this machine is asked from itself: in demonstrations and tests, at any port.
_HERE = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?")


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint: at the address that people use, whatever host the caller named."""
    here = f"{request.scheme}://{request.host}" if _HERE.fullmatch(request.host) else None
    base: str = here or current_app.config["SETTINGS"].base_url.rstrip("/")
    return base + url_for(endpoint, **values)


def given_filters(schema: Schema, names: Iterable[str]) -> dict[str, Any]:
    """The filters of the address by name; one that makes no sense is left out."""
    wanted = list(names)
    given = {name: request.args[name] for name in wanted if request.args.get(name)}
    try:
        loaded = schema.load(given)
    except ValidationError as error:
        wrong = set(error.messages_dict)
        loaded = schema.load({name: value for name, value in given.items() if name not in wrong})
    return {name: loaded[name] for name in wanted if loaded.get(name) is not None}


def id_in(name: str) -> uuid.UUID | None:
    """The id in a query argument; nonsense counts as none."""
    return _id(request.args.get(name, ""))


def ids_in(name: str) -> list[uuid.UUID]:
    """The ids of a repeated query argument, without those that are nonsense."""
    return _ids(request.args.getlist(name))


def posted_id(name: str) -> uuid.UUID | None:
    """The id in a field of the form that was sent; nonsense counts as none."""
    return _id(request.form.get(name, ""))


def posted_ids(name: str) -> list[uuid.UUID]:
    """The ids of a repeated field, without those that are nonsense."""
    return _ids(request.form.getlist(name))


def page_before() -> str | None:
    """The page of ours that the present request comes from, as a path; None when no browser says so.

    What only answers a sending is no page to come back to: it carries the page before it in ``PAGE``.
    """
    parts = urlsplit(request.referrer or "")
    here = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return (own_page(here) if parts.netloc == request.host else None) or own_page(request.form.get(PAGE))


def page_to_come_back_to() -> str | None:
    """Where the way back from an answer to a sending leads: the page before it, or the page at the same address."""
    return page_before() or own_page(request.full_path.removesuffix("?"))


def own_page(path: str | None) -> str | None:
    """``path`` (with its query) where it is a page of this application that opens; None for anything else."""
    if not path or "\\" in path or any(ord(one) < 33 for one in path):
        return None
    parts = urlsplit(path)
    # A path that begins with two slashes would lead to another host.
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return None
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except MethodNotAllowed:
        return None
    except HTTPException:
        pass  # what is not there, or elsewhere by now, says so itself
    return path


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _ids(texts: Iterable[str]) -> list[uuid.UUID]:
    return [one for one in map(_id, texts) if one is not None]
