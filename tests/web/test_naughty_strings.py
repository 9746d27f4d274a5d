"""The Big List of Naughty Strings (461, MIT, `naughty/`) through every text that a write call of the API takes.

Each is kept as it came, but for what every text loses (``safety.folding.texts.tidied``), or refused at a field: never a fault.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.folding.texts import in_one_line, tidied
from tests.access.full_bodies import Call, full_calls
from tests.access.test_foreign_references import address, described
from tests.architecture.conftest import TOKEN, hold_every_role
from tests.architecture.records import load_records
from tests.cast import Cast
from tests.inspections.workplaces import complete_check, upload
from tests.sizes import WHOLE

STRINGS: list[str] = json.loads((Path(__file__).parent / "naughty" / "blns.json").read_text("utf-8"))
#: So many go through each text in an everyday run, other ones each time; all of them in a whole one.
EACH = len(STRINGS) if WHOLE else 3
Path_ = tuple[str | int, ...]


@pytest.fixture
def program(app: Flask, cast: Cast) -> FlaskClient:
    """A program of somebody of 渝中 who holds every role there."""
    load_records(app, cast, sides=("own", "other"))
    hold_every_role()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    return client


def texts(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Where in a body texts are."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from texts(one, (*path, name))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from texts(one, (*path, number))
    elif isinstance(value, str):
        yield path


def with_text(body: Mapping[str, Any], path: Path_, text: str) -> Any:
    """The body with another text at one place."""
    changed = copy.deepcopy(dict(body))
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    return changed


def fault(answer: Any, path: Path_, text: str) -> str | None:
    """What is wrong with an answer to a naughty text."""
    if answer.status_code >= 500 or not (answer.is_json or answer.status_code == 204):
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code >= 400:
        told = answer.get_json()
        return None if told.get("code") and told.get("detail", told.get("title")) else f"no words: {told}"
    told = answer.get_json() if answer.status_code != 204 else None
    kept = told.get(path[-1]) if isinstance(told, dict) and len(path) == 1 else None
    as_given = {tidied(text), tidied(in_one_line(text)), text, ""}
    return None if not isinstance(kept, str) or kept in as_given else f"{text!r} came back as {kept!r}"


def test_every_naughty_string_is_kept_as_it_came_or_refused_in_words(program: FlaskClient) -> None:
    assert len(STRINGS) == 461
    document = program.get("/api/v1/openapi.json").get_json()
    calls = {name: (method, path) for name, method, path, _ in described(document)}
    wrong, sent = [], 0
    for call in full_calls(complete_check(program), lambda: upload(program)):
        method, path = calls[call.name]
        for where in texts(call.body):
            for _ in range(EACH):
                text = STRINGS[sent % len(STRINGS)]
                sent += 1
                answer = send(program, call, method, path, with_text(call.body, where, text))
                if (told := fault(answer, where, text)) is not None:
                    wrong.append(f"{call.name} {'.'.join(map(str, where))} {text[:60]!r}: {told}")
        send(program, call, method, path, call.body)  # what comes next stands on it
    assert sent >= len(STRINGS)
    assert not wrong, "\n".join(wrong[:40])


def send(program: FlaskClient, call: Call, method: str, path: str, body: Any) -> Any:
    return program.open(address(path, call.about), method=method, json=body)
