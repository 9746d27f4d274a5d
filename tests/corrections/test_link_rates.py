"""A signed link can be tried only so often: guessing one or filling a notice with replies is slowed down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.rules import FindingGrade
from safety.transactions import one_transaction
from safety.web.limits import limiter
from tests.cast import NOW, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings

READS, SENDS = 30, 10  # a minute, from one address


@pytest.fixture(autouse=True)
def counted(app: Flask) -> Iterator[None]:
    """Tries are counted, as in a server; none before."""
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    limiter.enabled = True
    yield
    limiter.enabled = False
    limiter.reset()


@pytest.fixture
def link(cast: Cast) -> str:
    """The address that is printed on a notice."""
    with one_transaction():
        site = make_site(cast)
        notice = issued_notice(cast, site, raise_findings(cast, site, FindingGrade.ORDINARY))
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=notice)
    return f"/reply/{token}"


def answers(
    client: FlaskClient, method: str, url: str, times: int, *, address: str = "203.0.113.7"
) -> list[int]:
    environ = {"REMOTE_ADDR": address}
    return [client.open(url, method=method, environ_base=environ).status_code for _ in range(times)]


def test_reading_the_link_is_counted_by_address(client: FlaskClient, link: str) -> None:
    assert set(answers(client, "GET", link, READS)) == {200}
    assert answers(client, "GET", link, 1) == [429]
    assert answers(client, "GET", link, 1, address="203.0.113.8") == [200], "others are not kept out"


def test_guessing_links_meets_the_same_limit(client: FlaskClient) -> None:
    found = [answers(client, "GET", f"/reply/{n:032d}", 1)[0] for n in range(READS + 1)]
    assert set(found[:READS]) == {404}
    assert found[-1] == 429


def test_sending_is_slower_still_and_counted_apart_from_reading(client: FlaskClient, link: str) -> None:
    assert set(answers(client, "POST", link, SENDS)) == {422}
    assert answers(client, "POST", link, 1) == [429]
    assert answers(client, "GET", link, 1) == [200]
