"""What a person does on *check your answers*: reads the page and confirms."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.address, self.fields = "", dict[str, list[str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("id") == "check-answers":
            self.address = unescape(given["action"] or "")
        elif self.address and tag == "input" and given.get("type") == "hidden":
            self.fields.setdefault(given["name"] or "", []).append(given.get("value") or "")


def page_of(answer: TestResponse) -> str:
    """The page that stands before an issue."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    assert "核对后签发" in text
    return text


def carried(answer: TestResponse) -> tuple[str, dict[str, list[str]]]:
    """Where the page's form goes, and the fields that it carries."""
    reader = _Hidden()
    reader.feed(page_of(answer))
    return reader.address, reader.fields


def confirmed(client: FlaskClient, answer: TestResponse, **more: Any) -> TestResponse:
    """What follows when the paper is confirmed with the button 签发."""
    address, fields = carried(answer)
    return client.post(address, data={**fields, **more})


def issue(client: FlaskClient, address: str, data: Any = None) -> TestResponse:
    """Send a form that issues a paper, read the page that follows, and confirm it."""
    return confirmed(client, client.post(address, data=data or {}))
