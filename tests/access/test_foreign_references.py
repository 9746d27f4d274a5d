"""Whoever names a record in what he sends must be one who may see it.

Every write call of the API is sent a full valid body in which each id in turn stands for a record of another district:
it is refused as if there were no such record, changes nothing, and tells nothing.
"""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.database import db
from safety.exports.participation_saying import filter_words
from safety.exports.registers import REGISTERS
from safety.exports.registers.said import INSPECTOR, PERSON, RESPONSIBLE, SENDER, SITE, UNION
from safety.exports.rules.participation import Filters
from safety.people.models import Appointment, Certificate, Member, Union
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site
from tests.access.full_bodies import Call, full_calls
from tests.architecture import records
from tests.architecture.conftest import TOKEN, hold_every_role
from tests.architecture.record_ids import RECORDS, fixed
from tests.architecture.records import load_records
from tests.cast import NOW, Cast, id_of
from tests.inspections.workplaces import complete_check, site_id, upload

#: Foreign districts: 南岸 beside one's own, and 江北 that shares nothing with either.
FOREIGN = ("other", "third")
NAMES = ("南岸", "王磊", "郑凯", "江北区", "周远", "何川")
#: What an id of a body is the id of, by its name; the ids that a sender makes up himself name nothing.
KINDS = {
    "accident": "accident",
    "accident_id": "accident",
    "answers_id": "opinion",
    "assignment_id": "assignment",
    "companion_ids": "member",
    "demand_id": "finding2",
    "demand_ids": "finding2",
    "employer_id": "employer",
    "file_ids": "file",
    "files": "file",
    "from_id": "member",
    "industry_parent_id": "union",
    "inspector_file": "file",
    "inspector_id": "member",
    "inspectors": "member",
    "member_id": "member",
    "notice_id": "notice",
    "notification_id": "notification",
    "owner_id": "employer",
    "parent_id": "union",
    "people": "member",
    "person": "member",
    "photos": "file",
    "plan_id": "plan",
    "site_file": "file",
    "site_id": "site",
    "to_id": "member",
    "union": "union",
    "union_id": "union",
}
MADE_UP = {"id"}
#: The same of the ids in an address, where their name does not tell.
KIND_OF_ADDRESS = {"demand_id": "finding", "opinion_id": "accident_opinion", "proposal_id": "evacuation"}
#: Named in no body of this test, and why.
NOT_SENT = {
    **{
        ("export_participation", one): "narrows what is in sight; the test of filters below"
        for one in ("accident", "person", "union")
    },
    (
        "add_review_opinion",
        "answers_id",
    ): "an opinion of the same project alone: tests/projects/test_operations.py",
    ("create_union", "industry_parent_id"): "the test below",
    ("change_union", "industry_parent_id"): "the test below",
    ("put_inspection", "version_id"): "checklists are read by all unions",
    ("put_plan", "template_id"): "checklists are read by all unions",
    (
        "propose_transfer",
        "to_union_id",
    ): "a site may be offered to any union; nothing passes without its consent",
    (
        "take_passed",
        "inspector_id",
    ): "a passed site takes a transfer: tests/inspections/test_passed_assignments.py",
    (
        "take_passed",
        "plan_id",
    ): "a passed site takes a transfer: tests/inspections/test_passed_assignments.py",
    ("put_sync_entry", "after"): "entries of the same tablet",
    ("put_sync_entry", "mends"): "an entry of the same tablet",
    ("put_sync_entry", "record_id"): "judged by the operation that the entry is replayed through",
}


@dataclass(frozen=True)
class Place:
    """Where an id stands in a body: keys and numbers, and its name in the description."""

    steps: tuple[str | int, ...]
    name: str

    def put(self, body: Mapping[str, Any], value: str) -> dict[str, Any]:
        """The body with another id at this place."""
        changed: Any = copy.deepcopy(dict(body))
        inner = changed
        for step in self.steps[:-1]:
            inner = inner[step]
        inner[self.steps[-1]] = value
        return changed  # type: ignore[no-any-return]


def places(value: Any, name: str = "", steps: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Where a body has ids."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from places(inner, key, (*steps, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, name, (*steps, number))
    elif (
        isinstance(value, str) and name not in MADE_UP and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]+){4}", value)
    ):
        yield Place(steps, name)


def ids_described(document: Mapping[str, Any], schema: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """The names under which a body may carry ids."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("format") == "uuid" and name not in MADE_UP:
        yield name
    for key, inner in schema.get("properties", {}).items():
        yield from ids_described(document, inner, key)
    parts = [one for key in ("anyOf", "oneOf", "allOf") for one in schema.get(key, [])]
    for inner in [*parts, *([schema["items"]] if schema.get("items") else [])]:
        yield from ids_described(document, inner, name)


def described(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str, set[str]]]:
    """Every write call: name, method, address and the names of the ids in its body."""
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            if method in {"put", "post", "patch", "delete"}:
                content = call.get("requestBody", {}).get("content", {}).values()
                names = {name for one in content for name in ids_described(document, one["schema"])}
                yield call["operationId"], method.upper(), path, names


def load_jiangbei(cast: Cast) -> None:
    """江北: a district with an officer 何川, an inspector 周远, an employer and a site, and a record of every kind."""
    records.WHO["third"] = ("hechuan", "zhouyuan", "depot", "jiangbei")
    with one_transaction():
        city = cast.union("city")
        union = Union(
            id=id_of("jiangbei"),
            name="江北区总工会（示例）",
            short_name="江北区总工会",
            level="district",
            parent_id=city.id,
            path=f"{city.path}{id_of('jiangbei')}/",
            district_code="500105",
        )
        db.session.add(union)
        db.session.flush()
        for key, name, role in (
            ("hechuan", "何川", Role.DISTRICT_OFFICER),
            ("zhouyuan", "周远", Role.INSPECTOR),
        ):
            db.session.add(
                Member(id=id_of(key), name=name, sign_in_name=key, union_id=union.id, created_at=NOW)
            )
            db.session.flush()
            held = {"member_id": id_of(key), "union_id": union.id, "valid_from": date(2024, 1, 1)}
            db.session.add(Appointment(role=role, **held))
            term = {"issued_on": date(2024, 1, 1), "valid_to": date(2028, 12, 31)}
            db.session.add(Certificate(member_id=id_of(key), number=key, issuer="示例", **term))
        place = {"union_id": union.id, "district_code": "500105", "created_at": NOW}
        employer = Employer(
            id=uuid.uuid5(uuid.NAMESPACE_URL, "employer:depot"), name="江北区仓库（示例）公司", **place
        )
        db.session.add(employer)
        db.session.flush()
        db.session.add(
            Site(
                id=site_id("depot"),
                name="江北区仓库（示例）",
                employer_id=employer.id,
                kind="operating",
                **place,
            )
        )


@pytest.fixture
def program(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A program of somebody of 渝中 who holds every role there."""
    monkeypatch.setattr(records, "WHO", dict(records.WHO))
    load_jiangbei(cast)
    load_records(app, cast, sides=("own", *FOREIGN))
    hold_every_role()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    return client


def foreign(kind: str, side: str) -> str:
    """The id of a record of another district."""
    _, inspector, site, union = records.WHO[side]
    known = {
        "employer": uuid.uuid5(uuid.NAMESPACE_URL, f"employer:{site}"),
        "member": id_of(inspector),
        "site": site_id(site),
        "union": id_of(union),
    }
    return str(known.get(kind) or fixed(kind, side))


def everything() -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        name: sorted(map(str, db.session.execute(select(table)).all()))
        for name, table in db.metadata.tables.items()
    }


def address(path: str, about: Mapping[str, str]) -> str:
    """A path about records of one's own, but those named."""
    return re.sub(r"\{(\w+)\}", lambda found: about.get(found[1]) or str(RECORDS[found[1]]["own"]), path)


def plain(answer: Any, sent: str) -> tuple[int, str]:
    """What an answer says, without the id that was sent and the name of the request."""
    body = re.sub(r'"(request|request_id|instance)": ?"[^"]*",?', "", answer.text)
    return answer.status_code, body.replace(sent, "…")


@pytest.mark.once
def test_a_record_of_another_district_is_no_record(program: FlaskClient) -> None:
    document: Mapping[str, Any] = program.get("/api/v1/openapi.json").get_json()
    calls = {name: (method, path, names) for name, method, path, names in described(document)}
    wrong: list[str] = []
    tried: set[tuple[str, str]] = set()
    for call in full_calls(complete_check(program), lambda: upload(program)):
        method, path, _ = calls[call.name]
        wrong += [f"{call.name} {one}" for one in refused(program, call, method, path)]
        tried |= {(call.name, place.name) for place in places(call.body)}
        answer = program.open(address(path, call.about), method=method, json=call.body)
        if answer.status_code not in {200, 201, 202, 204}:
            wrong.append(f"{call.name}: the body is not valid: {answer.status_code} {answer.text}")
        if (method, answer.status_code) == ("PUT", 201):
            again = program.open(address(path, call.about), method=method, json=call.body).status_code
            if again not in {200, 428}:  # 428: its record has a version from then on
                wrong.append(f"{call.name}: the same again answers {again}")
    wrong += [
        f"{name} {one}: never tried"
        for name, (_, _, names) in calls.items()
        for one in names
        if (name, one) not in tried and (name, one) not in NOT_SENT
    ]
    assert not wrong, "\n".join(wrong)


def refused(program: FlaskClient, call: Call, method: str, path: str) -> Iterator[str]:
    """What is wrong with the answers to a call that names foreign records in its body or its address."""
    to = address(path, call.about)
    before = everything()
    for place in places(call.body):
        if (call.name, place.name) in NOT_SENT:
            continue
        nobody = str(uuid.uuid4())
        expected = plain(program.open(to, method=method, json=place.put(call.body, nobody)), nobody)
        for side in FOREIGN:
            there = foreign(KINDS[place.name], side)
            answer = program.open(to, method=method, json=place.put(call.body, there))
            if plain(answer, there) != expected:
                yield f"{place.name} of {side}: {plain(answer, there)}, but of nobody: {expected}"
            elif answer.status_code != 422 or not _said_at(answer.get_json()["errors"], place):
                yield f"{place.name} is not refused at its field: {expected}"
            if told := [name for name in NAMES if name in answer.text]:
                yield f"{place.name} of {side} tells {told}"
    yield from refused_addresses(program, call, method, path)
    after = everything()
    if changed := [name for name in before if before[name] != after[name]]:
        yield f"one of them changed {changed}"


def _said_at(errors: Mapping[str, Any], place: Place) -> bool:
    """Whether an error stands at the field that named the record, or at the list or part that it stands in.

    A file is told among those that did not arrive, wherever in the body it was named.
    """
    told = "files" if KINDS[place.name] == "file" else place.steps[0]
    return any(one.partition(".")[0] in {told, place.steps[0]} for one in errors)


def refused_addresses(program: FlaskClient, call: Call, method: str, path: str) -> Iterator[str]:
    """The same of each id in the address, one at a time."""
    names = [one for one in re.findall(r"\{(\w+)\}", path) if RECORDS[one].get("scoped", True)]
    for name in names:
        for side in FOREIGN:
            kind = KIND_OF_ADDRESS.get(name, name.removesuffix("_id"))
            there = str(RECORDS[name]["other"]) if side == "other" else foreign(kind, side)
            to = address(path, {**call.about, name: there})
            # Nobody can read its version there; 1 is a good guess.
            answer = program.open(to, method=method, json=call.body, headers={"If-Match": '"1"'})
            if answer.status_code not in {404, 409, 422} or any(one in answer.text for one in NAMES):
                yield f"{name} of {side} in the address: {answer.status_code} {answer.text}"


def test_a_union_hangs_below_no_industrial_union_out_of_sight(program: FlaskClient) -> None:
    street = {"name": "朝天门街道总工会（示例）", "level": "street", "parent_id": str(id_of("yuzhong"))}
    chemistry, nobody = str(id_of("chemistry")), str(uuid.uuid4())
    new = [
        program.post("/api/v1/unions", json=street | {"industry_parent_id": one})
        for one in (chemistry, nobody)
    ]
    there = f"/api/v1/unions/{id_of('jiefangbei')}"
    old = [program.put(there, json=street | {"industry_parent_id": one}) for one in (chemistry, nobody)]
    assert [set(one.get_json()["errors"]) for one in (*new, *old)] == [{"industry_parent_id"}] * 4
    assert (
        plain(new[0], chemistry) == plain(new[1], nobody) == plain(old[0], chemistry) == plain(old[1], nobody)
    )


def test_the_filters_of_a_file_name_nobody_of_another_district(
    program: FlaskClient, app: Flask, cast: Cast
) -> None:
    chenjing, sunjie = cast.actor("chenjing"), cast.actor("sunjie")
    scope = chenjing.scope(Permission.SITE_READ)
    ids = [uuid.UUID(foreign(kind, side)) for kind in ("member", "union", "site") for side in FOREIGN]
    with app.test_request_context():
        said = [
            one.words(value, scope)
            for register in REGISTERS.values()
            for one in register.told.values()
            for value in ids
            if one in (SITE, UNION, INSPECTOR, RESPONSIBLE, PERSON, SENDER)
        ]
        for side in FOREIGN:
            given = Filters(
                accident=fixed("accident", side),
                union=uuid.UUID(foreign("union", side)),
                person=uuid.UUID(foreign("member", side)),
            )
            said += [value for _, value in filter_words(given, sunjie)]
        assert INSPECTOR.words(id_of("liqiang"), scope) == "李强"
    assert len(said) > 50
    assert set(said) <= {str(one) for one in [*ids, *(fixed("accident", side) for side in FOREIGN)]}
