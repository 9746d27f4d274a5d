"""What holds for every call: arguments by name, versions, limits, long answers compressed."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from safety import lists, pages
from safety.transactions import one_transaction
from safety.web import limits
from safety.web.api_examples import EXAMPLES
from safety.wire import paging
from tests.inspections.workplaces import load_sites, site_id
from tests.programs import Program

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


@pytest.fixture
def program(api: Client) -> Program:
    """陈静's program, which sends what it is told and nothing else; there are sites in her district."""
    with one_transaction():
        load_sites()
    client = api("chenjing")
    assert isinstance(client, Program)
    client.reads_first = False
    return client


@pytest.mark.parametrize(
    ("address", "name", "allowed"),
    [
        ("/api/v1/sites?distrct=500103", "distrct", "district"),
        ("/api/v1/sites?page=2", "page", "cursor"),
        ("/api/v1/sites?sort=colour", "sort", "-name"),
        ("/api/v1/notices?sort=number", "sort", "id"),
        ("/api/v1/today?day=2026-11-23", "day", ""),
    ],
)
def test_a_misspelled_filter_or_sort_is_named_with_what_there_is(
    program: Program, address: str, name: str, allowed: str
) -> None:
    answer = program.get(address)
    assert answer.status_code == 422
    ((sentence,),) = (answer.get_json()["errors"][name],)
    assert allowed in sentence


def test_an_edit_is_made_on_the_version_that_was_read(program: Program) -> None:
    address = f"/api/v1/sites/{uuid.uuid4()}"
    known = program.get(f"/api/v1/sites/{site_id('tower')}").get_json()
    facts = {**EXAMPLES["put_site"], "employer_id": known["employer_id"]}
    assert program.put(address, json=facts).status_code == 201
    read = program.get(address)
    assert read.headers["ETag"] == f'"{read.get_json()["version"]}"'
    assert program.patch(address, json={"address": "甲"}).status_code == 428
    made = program.patch(address, json={"address": "甲"}, headers={"If-Match": read.headers["ETag"]})
    assert made.status_code == 200
    assert made.headers["ETag"] == f'"{read.get_json()["version"] + 1}"'
    stale = program.patch(address, json={"address": "乙"}, headers={"If-Match": read.headers["ETag"]})
    assert (stale.status_code, stale.get_json()["version"]) == (412, read.get_json()["version"] + 1)
    assert program.get(address).get_json()["address"] == "甲"


def test_what_has_no_version_is_not_sent_again_while_it_stays_the_same(program: Program) -> None:
    job = program.post("/api/v1/exports", json={"register": "sites", "format": "csv"}).get_json()
    address = f"/api/v1/exports/{job['id']}"
    tag = program.get(address).headers["ETag"]
    assert program.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_list_is_counted_up_to_a_bound(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = program.get("/api/v1/sites").get_json()
    assert whole["total"] == len(whole["items"]) > 1
    assert "total_at_least" not in whole
    for module in (lists, pages, paging):
        monkeypatch.setattr(module, "COUNTED_EXACTLY", 1)
    part = program.get("/api/v1/sites").get_json()
    assert (part["total"], part["total_at_least"]) == (None, 2)


def test_long_answers_are_compressed_and_the_version_stays(program: Program, signed_in: Client) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    plain, packed = program.get("/api/v1/roles"), program.get("/api/v1/roles", headers=accepts)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    site = program.get(f"/api/v1/sites/{site_id('tower')}", headers=accepts)
    assert site.headers["ETag"] == '"1"'
    browser = signed_in("chenjing")
    for secret in ("/sites", "/api/v1/me/csrf"):
        assert "Content-Encoding" not in browser.get(secret, headers=accepts).headers


@pytest.fixture
def three_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each member may ask three times a minute."""
    monkeypatch.setattr(limits.limiter, "for_members", parse("3 per minute"))
    monkeypatch.setattr(limits.limiter, "enabled", True)
    limits.limiter.reset()
    yield
    limits.limiter.reset()


@pytest.mark.usefixtures("three_a_minute")
def test_a_program_is_told_how_many_calls_are_left(api: Client) -> None:
    program, other = api("chenjing"), api("wanglei")
    left = [program.get("/api/v1/me").headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = program.get("/api/v1/me")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["X-RateLimit-Limit"] == "3"
    assert other.get("/api/v1/me").status_code == 200


def test_the_limit_is_wide_enough_for_a_day_of_200_checks_with_ten_pictures_each(app: Flask) -> None:
    assert app.config["SETTINGS"].api_calls_a_minute >= 200 * (1 + 10)
