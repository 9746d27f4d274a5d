"""A page tells nothing of a record of another district that its form, or its address, is made to name.

Every page that somebody of 渝中 with every role comes to is walked through its links; each form is sent, and each address
asked, with foreign ids in place of those it holds.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html  # type: ignore[import-untyped]

from tests.access.test_foreign_references import FOREIGN, KINDS, NAMES, foreign, program

__all__ = ["program"]

pytestmark = pytest.mark.once

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What is not sent: it ends the session, or changes who may do what.
_LEFT_OUT: Final = ("/sign-out", "/profile", "/password", "/second-factor")
#: Names of fields with ids, where another kind of record stands under them than in bodies of the API.
_FIELDS: Final = KINDS | {"employer": "employer", "site": "site", "inspector": "member", "member": "member"}


@dataclass(frozen=True)
class Ask:
    """A form with what it would send, or an address with its query."""

    method: str
    address: str
    fields: tuple[tuple[str, str], ...]

    def with_id(self, number: int, value: str) -> tuple[tuple[str, str], ...]:
        return tuple((name, value if at == number else old) for at, (name, old) in enumerate(self.fields))

    def ids(self) -> Iterator[tuple[int, str]]:
        """Number and kind of the fields that name records."""
        for number, (name, value) in enumerate(self.fields):
            kind = _FIELDS.get(name.rpartition(".")[2])
            if kind is not None and (not value or _ID.fullmatch(value)):
                yield number, kind


def _value(field: html.HtmlElement) -> str:
    if field.tag == "select":
        offered = [one.get("value") or "" for one in field.iter("option")]
        return next((one for one in offered if one), "")
    if field.tag == "textarea":
        return "文字"
    kinds = {"date": "2026-11-23", "number": "1", "datetime-local": "2026-11-23T10:00"}
    return field.get("value") or kinds.get(field.get("type", ""), "")


def _asks(page: str, document: html.HtmlElement) -> Iterator[Ask]:
    for form in document.iter("form"):
        fields = [
            (one.get("name"), _value(one))
            for one in form.iter("input", "select", "textarea")
            if one.get("name") and one.get("type") not in {"submit", "file"}
        ]
        yield Ask(form.get("method", "get").upper(), urljoin(page, form.get("action") or page), tuple(fields))
    for link in document.xpath("//a/@href"):
        parts = urlsplit(urljoin(page, link))
        if not parts.netloc and parts.query:
            yield Ask("GET", parts.path, tuple(parse_qsl(parts.query)))


def _walk(program: FlaskClient) -> Mapping[tuple[str, str, tuple[str, ...]], Ask]:
    """Each form and each kind of address once, from the first page on."""
    found: dict[tuple[str, str, tuple[str, ...]], Ask] = {}
    seen, ahead = set[str](), ["/"]
    while ahead:
        page = ahead.pop()
        answer = program.get(page)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        document = html.fromstring(answer.text)
        for ask in _asks(page, document):
            kind = _ID.sub("#", ask.address)
            found.setdefault((ask.method, kind, tuple(sorted({name for name, _ in ask.fields}))), ask)
        for link in document.xpath("//a/@href"):
            parts = urlsplit(urljoin(page, link))
            kind = _ID.sub("#", parts.path)
            if not (parts.netloc or parts.scheme or kind in seen or kind.startswith(_LEFT_OUT)):
                seen.add(kind)
                ahead.append(parts.path)
    return found


def _names_told(program: FlaskClient, ask: Ask, fields: tuple[tuple[str, str], ...]) -> set[str]:
    sent = urlencode(fields)
    if ask.method == "GET":
        answer = program.get(f"{urlsplit(ask.address).path}?{sent}")
    else:
        answer = program.post(ask.address, data=sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500, f"{ask}: {answer.text}"
    return {one for one in NAMES if one in answer.text}


def test_no_page_tells_what_a_foreign_id_names(program: FlaskClient) -> None:
    asks = [one for one in _walk(program).values() if not one.address.startswith(_LEFT_OUT)]
    tried, told = 0, []
    for ask in asks:
        for number, kind in ask.ids():
            nobody = _names_told(program, ask, ask.with_id(number, str(uuid.uuid4())))
            names = _names_told(program, ask, ask.with_id(number, foreign(kind, FOREIGN[0])))
            tried += 1
            if names - nobody:
                told.append(f"{ask.method} {ask.address} {ask.fields[number][0]}: {names - nobody}")
    assert tried > 50
    assert not told, "\n".join(told)
