"""The API's description is enough for a stranger: names, rights, refusals, meanings, and examples that work."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.web.api_examples import EXAMPLES
from tests.architecture.conftest import TOKEN
from tests.architecture.record_ids import RECORDS, fixed
from tests.cast import NOW, id_of
from tests.programs import Program

#: What the id of an example stands for, where its name does not tell.
STANDS_FOR = {"owner_id": "employer_id", "inspectors": "member_id"}
#: What a list leaves out unless it is asked for.
WHOLE = {"/api/v1/sites": {"state": "all"}}
#: What is asked about a finding wants one that is on no notice yet.
FREE = {"demand_id": str(fixed("finding0", "own"))}
VERBS = [
    "accept",
    "add",
    "adopt",
    "announce",
    "answer",
    "appoint",
    "ask",
    "begin",
    "change",
    "close",
    "confirm",
    "count",
    "counter",
    "create",
    "decide",
    "declare",
    "delete",
    "deliver",
    "disable",
    "discard",
    "draft",
    "enable",
    "end",
    "enrol",
    "enter",
    "export",
    "get",
    "give",
    "hand",
    "import",
    "issue",
    "judge",
    "keep",
    "link",
    "list",
    "make",
    "move",
    "name",
    "offer",
    "open",
    "preview",
    "propose",
    "publish",
    "put",
    "reassign",
    "record",
    "refer",
    "refuse",
    "remind",
    "rename",
    "reopen",
    "replace",
    "report",
    "reset",
    "resume",
    "retire",
    "revoke",
    "send",
    "set",
    "settle",
    "show",
    "sign",
    "start",
    "stop",
    "supplement",
    "take",
    "transmit",
    "verify",
    "withdraw",
]


@pytest.fixture
def program(world: Flask) -> Program:
    """A program with the token of somebody who holds every role; it sends what it is told and nothing else."""
    client = world.test_client()
    assert isinstance(client, Program)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    client.reads_first = False
    return client


@pytest.fixture
def document(client: FlaskClient) -> Mapping[str, Any]:
    """The description, as a stranger gets it."""
    found: Mapping[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def calls(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every call: its path, method and description."""
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            if method != "parameters":
                yield path, method, call


def test_every_call_has_a_name_of_its_own_that_begins_with_a_verb(document: Mapping[str, Any]) -> None:
    names = [call["operationId"] for _, _, call in calls(document)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(rf"({'|'.join(VERBS)})(_[a-z]+)+", name)] == []


@pytest.mark.parametrize("asked", [["print"], ["write", "-"]])
def test_the_command_writes_the_document_that_is_served(
    world: Flask, document: Mapping[str, Any], asked: list[str]
) -> None:
    result = world.test_cli_runner().invoke(args=["openapi", *asked])
    assert json.loads(result.output) == document


def test_the_code_of_a_second_factor_is_not_told_as_that_of_a_refusal(document: Mapping[str, Any]) -> None:
    """What a code is of differs from schema to schema: each has words of its own."""
    schemas = document["components"]["schemas"]
    told = {
        f"{n}.code": s["properties"]["code"]["description"]
        for n, s in schemas.items()
        if "code" in s.get("properties", {})
    }
    assert [
        name for name, words in told.items() if ("refusal" in words) != (name == "wire.ProblemOut.code")
    ] == []
    assert "second factor" in told["people.TokenIn.code"]


def test_every_field_and_argument_says_what_it_means(document: Mapping[str, Any]) -> None:
    fields = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description")
    }
    arguments = {
        f"{path} {one['name']}"
        for path, methods in document["paths"].items()
        for told in methods.values()
        for one in (told if isinstance(told, list) else told.get("parameters", []))
        if not one.get("description")
    }
    assert not fields | arguments


def test_every_call_says_who_may_ask_it_and_how_it_can_be_refused(document: Mapping[str, Any]) -> None:
    schemes = set(document["components"]["securitySchemes"])
    for path, method, call in calls(document):
        answers = set(call["responses"])
        assert {name for one in call["security"] for name in one} <= schemes
        assert "429" in answers, path
        assert not call["security"] or {"401", "403"} <= answers, path
        assert "{" not in path or "404" in answers, path
        assert method == "get" or "409" in answers, path
    assert [call["operationId"] for _, _, call in calls(document) if not call["security"]] == ["verify_paper"]


def test_every_call_that_takes_something_says_in_what_form(document: Mapping[str, Any]) -> None:
    silent = {call["operationId"] for _, method, call in calls(document) if method in {"put", "patch"}}
    silent -= {call["operationId"] for _, _, call in calls(document) if "requestBody" in call}
    assert silent == set()


def test_every_example_is_taken_by_the_server(program: Program, document: Mapping[str, Any]) -> None:
    assert {
        name: sent for name, sent in send_examples(program, document).items() if not sent.startswith("20")
    } == {}


def send_examples(program: Program, document: Mapping[str, Any]) -> dict[str, str]:
    """What the server says to each example; one about a record that an example made is sent about that one."""
    program.reads_first = True
    places = {call["operationId"]: (path, method) for path, method, call in calls(document)}
    made: dict[str, str] = {}
    said = {}
    for name, example in EXAMPLES.items():
        path, method = places[name]
        if name.startswith("put_"):
            made |= {one: str(uuid.uuid4()) for one in re.findall(r"\{(\w+)\}", path)}
        answer = program.open(about(path, made), method=method.upper(), json=filled(example))
        said[name] = f"{answer.status_code} {answer.get_json()}"
    return said


def about(path: str, made: Mapping[str, str] = MappingProxyType({})) -> str:
    """A path about the records there are."""
    return re.sub(r"\{(\w+)\}", lambda found: made.get(found[1]) or of_record(found[1]), path)


def of_record(name: str) -> str:
    """The id of the record that a name stands for."""
    return str(RECORDS[STANDS_FOR.get(name, name)]["own"])


def filled(value: Any, name: str = "") -> Any:
    """An example with the ids of records there are."""
    if isinstance(value, Mapping):
        return {key: filled(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, name) for inner in value]
    if name in FREE:
        return FREE[name]
    if name == "to_union_id":
        return str(id_of("jiefangbei"))
    return of_record(name) if name in STANDS_FOR or name.endswith("_id") else value


def made_up(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "") -> Any:
    """The least that a schema takes, about the records there are."""
    parts = schema.get("allOf") or schema.get("anyOf") or schema.get("oneOf")
    if "$ref" in schema or parts:
        inner = parts[0] if parts else schemas[schema["$ref"].rsplit("/", 1)[1]]
        return made_up(inner, schemas, name)
    if schema.get("enum"):
        return next(one for one in schema["enum"] if one is not None)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
    if kind == "object":
        told = schema.get("properties", {})
        return {one: made_up(told[one], schemas, one) for one in schema.get("required", ())}
    if kind == "array":
        return [made_up(schema["items"], schemas, name)] if schema.get("minItems") else []
    return made_up_value(kind, schema, name)


def made_up_value(kind: str, schema: Mapping[str, Any], name: str) -> Any:
    """A value of no parts; an id is that of the record there is, where its name tells."""
    if schema.get("format") == "uuid" and STANDS_FOR.get(name, name) in RECORDS:
        return of_record(name)
    text = "某事" * max(1, (schema.get("minLength") or 0) // 2)
    forms = {"uuid": str(uuid.uuid4()), "date": NOW.date().isoformat(), "date-time": NOW.isoformat()}
    kinds = {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": False}
    return kinds.get(kind, forms.get(schema.get("format", ""), text))


def test_an_edit_that_names_no_version_changes_nothing_and_is_told_so(
    program: Program, document: Mapping[str, Any]
) -> None:
    """Every call that edits, with a body that fits its schema."""
    schemas = document["components"]["schemas"]
    missed, refused = [], {}
    for path, method, call in calls(document):
        if not any(one["name"] == "If-Match" and one["required"] for one in call["parameters"]):
            continue
        body = None
        if "requestBody" in call:
            content = call["requestBody"]["content"]
            if "application/json" not in content:
                continue
            example = EXAMPLES.get(call["operationId"])
            body = (
                made_up(content["application/json"]["schema"], schemas)
                if example is None
                else filled(example)
            )
        # Two kinds of opinion bear one name in paths: those about accidents are records of their own.
        of_accident = "/accidents/" in path
        place = path.replace("{opinion_id}", "{accident_opinion_id}") if of_accident else path
        answer = program.open(about(place), method=method.upper(), json=body)
        if answer.status_code == 428:
            assert answer.get_json()["code"] == "version_missing"
            missed.append(call["operationId"])
        else:
            refused[call["operationId"]] = answer.status_code, answer.get_json(silent=True)
    assert refused == {}
    assert len(missed) > 50


def test_an_edit_with_a_wrong_body_is_asked_for_its_version_first(
    program: Program, document: Mapping[str, Any]
) -> None:
    """Every call that has to name a version and takes a body: none that fits, empty, or with a field there is not."""
    program.reads_first = False
    wrong, tried = [], 0
    for path, method, call in calls(document):
        if not any(one["name"] == "If-Match" and one["required"] for one in call["parameters"]):
            continue
        if "application/json" not in call.get("requestBody", {}).get("content", {}):
            continue
        place = path.replace("{opinion_id}", "{accident_opinion_id}") if "/accidents/" in path else path
        for body in ({}, {"no_such_field": 1}):
            tried += 1
            answer = program.open(about(place), method=method.upper(), json=body)
            if answer.status_code != 428:
                wrong.append((call["operationId"], body, answer.status_code, answer.text[:200]))
    assert wrong == []
    assert tried > 80


def test_every_record_that_is_read_carries_an_etag(program: Program, document: Mapping[str, Any]) -> None:
    without, read = [], 0
    for path, method, _ in calls(document):
        if method != "get" or not path.endswith("_id}"):
            continue
        answer = program.get(about(path))
        if answer.status_code == 200:
            read += 1
            version = (answer.get_json() if answer.is_json else {}).get("version")
            expected = f'"{version}"' if isinstance(version, int) else answer.headers.get("ETag", "")
            if not re.fullmatch(r'"[0-9a-f]+"', expected) or answer.headers.get("ETag") != expected:
                without.append(path)
    assert without == []
    assert read > 25


def test_changed_since_finds_in_every_register_what_was_done_since(
    program: Program, document: Mapping[str, Any]
) -> None:
    """What the world of these tests put straight into its tables is done once more through the API."""
    send_examples(program, document)
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    registers = [
        path
        for path, _, call in calls(document)
        if any(one["name"] == "changed_since" for one in call["parameters"])
    ]
    assert len(registers) > 15
    found = {}
    for path in registers:
        since = [
            program.get(
                path, query_string={"changed_since": moment.isoformat(), **WHOLE.get(path, {})}
            ).get_json()["total"]
            for moment in (before, after)
        ]
        found[path] = since
    assert {path for path, one in found.items() if one[1]} <= {"/api/v1/audit"}
    assert {path for path, one in found.items() if not one[0]} == set()
