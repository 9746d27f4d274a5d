"""The OpenAPI document as it is served: what the code behind each call tells, in words for strangers.

flask-smorest makes the paths and schemas; here each call gets its name, who may ask it and how it can be refused, and
each field and filter its meaning (``api_words.toml``).  The examples are sent to the server by a test.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask

from safety.web import api_examples
from safety.web.signed_in import COOKIE

PREFIX = "/api/v1"
_WORDS = tomllib.loads(Path(__file__).with_name("api_words.toml").read_text(encoding="utf-8"))
#: What the end of a name tells, where the name has no words of its own; ``%s`` is the rest of it.
_ENDINGS = (
    ("_id", "Id of the %s (UUID)"),
    ("_ids", "Ids of the %s (UUID)"),
    ("_at", "When it was %s: a moment (ISO 8601 with offset)"),
    ("_on", "Day on which it was %s (ISO 8601), in Chongqing"),
    ("_by", "Id of the member by whom it was %s"),
    ("_by_server", "When it was %s, by the server's clock: a moment (ISO 8601 with offset)"),
    ("_from", "First day: %s (ISO 8601)"),
    ("_to", "Last day: %s (ISO 8601)"),
    ("_from_id", "Id of whom it comes from: %s (UUID)"),
    ("_yuan", "The %s in yuan, with cents, as text"),
    ("_days", "The %s in days"),
)
_REFUSALS = {
    401: "Nobody is signed in, or the session or token has ended",
    403: "The right is missing",
    404: "There is no such record, or it lies outside the caller's scope (the two are not told apart)",
    409: "The record's state does not permit it, or the id is taken by other content",
    412: "The record was changed since it was read; `version` is the present one",
    422: "What was sent is wrong, by field",
    428: "`If-Match` is missing",
    429: "Too many requests; `Retry-After` says how many seconds to wait",
}
ABOUT = """Whatever a page can do, this API can.

**Signing in**: a bearer token (made by its owner under *Own account*), or the browser's session, whose writes carry
the CSRF token of `GET /me/csrf` as `X-CSRFToken`.

**Records** of a client's own are made with `PUT` under a UUID of its own: 201 made, 200 the same again, 409 other
content.  `GET` answers with an `ETag`: the version, in quotes; an edit carries it as `If-Match`: 428 without it, 412
when the record was changed since.

**Lists** give `items`, and in `next` the cursor of what follows; a row is neither lost nor told twice while others
write.  `sort=id` is the order that no edit changes, `changed_since` gives what changed.  `total` is exact up to 10,000;
beyond it is null, and `total_at_least` is given.

**Refusals** are `application/problem+json` (RFC 9457) with a stable `code`, a sentence in the reader's language
(`Accept-Language`), and `errors` by field.  **Limits**: `X-RateLimit-Limit`, `-Remaining` and `-Reset` tell how many
requests are left and until when (seconds since 1970); beyond, 429 with `Retry-After`.

**Papers**: a call that issues papers shows them with `?preview=true`, and issues nothing; with `?coded=true` signs that no font
prints (`unprintable`) are told by their code points, and the paper's note says so.

Times are ISO 8601 with offset, days are days in Chongqing, positions are degrees in WGS 84 as GeoJSON has them."""


def described(app: Flask) -> dict[str, Any]:
    """The document of ``app``, made once."""
    made: dict[str, Any] | None = app.extensions.get("api_description")
    if made is None:
        made = app.extensions["api_description"] = _describe(app)
    return made


def arguments_of(document: dict[str, Any], rule: str, method: str) -> frozenset[str]:
    """The arguments that the address of a call takes, by its rule in the URL map."""
    path = document["paths"].get(_path_of(rule), {})
    given = [
        *path.get("parameters", []),
        *path.get(_READ_AS.get(method, method).lower(), {}).get("parameters", []),
    ]
    return frozenset(one["name"] for one in given if one["in"] == "query")


_READ_AS = {"HEAD": "GET"}
#: Calls of every register's imports whose function is named otherwise.
_IMPORT_CALLS = {"read_import": "get_import", "patch_import_answers": "answer_import"}


def _path_of(rule: str) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)


def _describe(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(app.extensions["api"].spec.to_dict())
    document["info"]["description"] = ABOUT
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made by its owner"},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": app.config["SETTINGS"].cookie(COOKIE),
            "description": "The browser's session",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": "With the session, for every write: the token of `GET /me/csrf`",
        },
    }
    responses = document["components"].setdefault("responses", {})
    for status, words in _REFUSALS.items():
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/wire.ProblemOut"}}}
        responses[HTTPStatus(status).name] = {"description": words, "content": content}
    for rule in app.url_map.iter_rules():
        path = document["paths"].get(_path_of(rule.rule))
        for method in (rule.methods or set()) & {"GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"}:
            if path and method.lower() in path:
                _describe_call(path, method, _path_of(rule.rule), app.view_functions[rule.endpoint])
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            if "description" not in told:
                told["description"] = _words(field, f"{name}.{field}")
    return document


def _describe_call(path: dict[str, Any], method: str, place: str, view: Any) -> None:
    call = path[method.lower()]
    call["operationId"] = _name_of(method, place.removeprefix(PREFIX), view.__name__)
    is_open, edits = hasattr(view, "open_reason"), hasattr(view, "edits_version")
    session: dict[str, list[str]] = {"session": []} if method == "GET" else {"session": [], "csrf": []}
    call["security"] = [] if is_open else [{"token": []}, session]
    parameters = call.setdefault("parameters", [])
    if edits or "412" in call["responses"]:
        header = {"in": "header", "name": "If-Match", "required": edits, "schema": {"type": "string"}}
        parameters.append(header | {"example": '"3"'})
    for one in [*parameters, *path.get("parameters", [])]:
        if "description" not in one:
            one["description"] = _words(one["name"], _up_to(one["name"], place.removeprefix(PREFIX)))
    for status in _refusals(call, method, about_record="{" in place, is_open=is_open, edits=edits):
        call["responses"].setdefault(
            str(status), {"$ref": f"#/components/responses/{HTTPStatus(status).name}"}
        )
    example = api_examples.EXAMPLES.get(call["operationId"])
    if example is not None:
        for content in call["requestBody"]["content"].values():
            content["example"] = example


def _refusals(
    call: dict[str, Any], method: str, *, about_record: bool, is_open: bool, edits: bool
) -> list[int]:
    found = [429]
    if not is_open:
        found += [401, 403]
    if about_record:
        found.append(404)
    if method != "GET":
        found.append(409)
    if edits:
        found += [412, 428]
    if call.get("parameters") or "requestBody" in call:
        found.append(422)
    return found


def _name_of(method: str, place: str, function: str) -> str:
    given: str | None = _WORDS["operations"].get(f"{method} {place}")
    if given is not None:
        return given
    register = re.match(r"/([\w-]+)-imports/", place)
    if register is None:
        return function
    return _IMPORT_CALLS.get(function, function).replace(
        "import", f"{register[1].replace('-', '_')}_import", 1
    )


def _up_to(name: str, place: str) -> str:
    """A call's address up to one of its arguments: what tells which record the argument is of."""
    before, argument, _ = place.partition(f"{{{name}}}")
    return before + argument


@cache
def _words(name: str, place: str) -> str:
    """What a field or filter means."""
    given: str | None = (
        _WORDS["schemas"].get(place) or _WORDS["names"].get(name) or _WORDS["names"]["headers"].get(name)
    )
    if given is not None:
        return given
    if name == "id":
        return "Id of the record (UUID)"
    for ending, words in sorted(_ENDINGS, key=lambda one: -len(one[0])):
        if name.endswith(ending):
            return words % name.removesuffix(ending).replace("_", " ")
    return ""
