"""Refusals as answers: ``application/problem+json`` (RFC 9457) for programs, a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from safety.errors import Conflict, Invalid, Refusal, Unavailable, VersionMissing
from safety.text import N_, Sentence, Text, as_text
from safety.wire.versions import lacks_its_version

_HTTP_SENTENCES: Mapping[int, str] = {
    400: N_("请求的格式不正确"),
    404: N_("没有这个页面"),
    405: N_("这个地址不接受这种请求"),
    408: N_("等待超时，请重试"),
    413: N_("提交的内容过大"),
    414: N_("地址过长"),
    415: N_("不支持的内容类型"),
    422: N_("填写的内容有误，请按提示修改"),
    429: N_("操作过于频繁，请稍后再试"),
    431: N_("请求头过长"),
}
#: What a violated constraint means to a person, by constraint name; features add their own.
CONSTRAINTS: dict[str, tuple[str, str | None]] = {}

PROBLEM = "application/problem+json"


def explain_constraint(name: str, sentence: str, *, field: str | None = None) -> None:
    """Say what breaking the constraint ``name`` means, and which field it concerns."""
    CONSTRAINTS[name] = (sentence, field)


def translate(sentence: Sentence) -> str:
    """The sentence in the reader's language, with its values."""
    text = as_text(sentence)
    values = {name: translate(value) if isinstance(value, Text) else value for name, value in text.params}
    return str(gettext(text.msgid, **values))


def translate_all(sentences: Iterable[Sentence]) -> str | None:
    """Several sentences as one text in the reader's language; None when there are none."""
    return str(gettext("；")).join(translate(one) for one in sentences) or None


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, list[Sentence]]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else str(name)
            yield from _flat(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(messages, list | tuple):
        yield path, [one if isinstance(one, str | Text) else str(one) for one in messages]
    else:
        yield path, [messages if isinstance(messages, str | Text) else str(messages)]


def fields_of(messages: Any) -> dict[str, list[Sentence]]:
    """Marshmallow's nested messages as errors by dotted field name (``findings.0.summary``)."""
    found: dict[str, list[Sentence]] = {}
    for name, sentences in _flat(messages):
        found.setdefault(name, []).extend(sentences)
    return found


def invalid_from(error: ValidationError) -> Invalid:
    """A schema's complaint as our refusal."""
    return Invalid(fields=fields_of(error.messages))


def is_for_map_programs() -> bool:
    """Whether the request is for ``/ogc``, which is read by programs that keep a name and a password."""
    return request.path == "/ogc" or request.path.startswith("/ogc/")


def wants_json() -> bool:
    """Whether the answer goes to a program."""
    if request.path.startswith(("/api/", "/health")) or is_for_map_programs():
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes["text/html"] < 1


def problem_body(refusal: Refusal) -> dict[str, Any]:
    """The RFC 9457 document for a refusal, in the reader's language."""
    body: dict[str, Any] = {
        "type": f"urn:qunjian:problem:{refusal.code}",
        "title": translate(refusal.default_sentence),
        "status": refusal.status,
        "code": refusal.code,
        "detail": translate(refusal.sentence),
    }
    if refusal.fields:
        body["errors"] = {
            name: [translate(one) for one in sentences] for name, sentences in refusal.fields.items()
        }
    return body | refusal.extra


def answer(refusal: Refusal) -> Response:
    """The one HTTP answer of a refusal."""
    if wants_json():
        response = jsonify(problem_body(refusal))
        response.content_type = PROBLEM
    else:
        response = Response(render_template("errors/refusal.html", problem=problem_body(refusal)))
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
        if is_for_map_programs():
            response.headers.add("WWW-Authenticate", 'Basic realm="Qunjian", charset="UTF-8"')
    return response


def from_http(error: HTTPException) -> Refusal:
    """A framework's HTTP error as a refusal with a sentence of ours."""
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages")
    if messages:
        if status == Invalid.status and lacks_its_version():
            return VersionMissing()  # the first thing to do: what was read may answer the rest
        inner = messages
        if isinstance(messages, Mapping) and set(messages) <= {"json", "query", "form", "files", "headers"}:
            inner = {key: value for part in messages.values() for key, value in _as_mapping(part).items()}
        return Invalid(fields=fields_of(inner))
    sentence = _HTTP_SENTENCES.get(status, N_("请求被拒绝"))
    return Refusal(sentence, code=f"http_{status}", status=status)


def _as_mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {"": part}


def from_integrity(error: IntegrityError) -> Refusal:
    """A violated constraint in words; an unknown one is a plain conflict."""
    text = str(error.orig)
    for name, (sentence, field) in CONSTRAINTS.items():
        columns = name.removeprefix("uq_")
        if name in text or (text.startswith("UNIQUE constraint failed") and _sqlite_name(text) == columns):
            return Conflict(sentence, code=name, fields={field: [sentence]} if field else None)
    return Conflict()


def _sqlite_name(text: str) -> str:
    """``UNIQUE constraint failed: sites.code, sites.name`` → ``sites_code_name`` (our naming rule)."""
    columns = text.partition(": ")[2].split(", ")
    table = columns[0].partition(".")[0]
    return "_".join([table, *(column.partition(".")[2] for column in columns)])


def register(app: Flask) -> None:
    """Give every refusal its answer."""
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(ValidationError, lambda error: answer(invalid_from(error)))
    app.register_error_handler(IntegrityError, lambda error: answer(from_integrity(error)))
    app.register_error_handler(HTTPException, _answer_http)

    def unavailable(error: OperationalError) -> Response:
        app.logger.error("database unavailable: %s", type(error.orig).__name__)
        return answer(Unavailable())

    app.register_error_handler(OperationalError, unavailable)


def _answer_http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    response = answer(from_http(error))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    if getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(error.retry_after)  # type: ignore[attr-defined]
    return response
