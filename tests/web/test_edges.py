"""What is too long is a problem that programs read, and no host that a caller names comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [("q=" + "a" * 20_000, {}, 414), ("", {"X-Long": "a" * 50_000}, 431)],
)
def test_what_is_too_long_to_read_is_a_problem_for_programs(
    api: Client, query: str, headers: dict[str, str], status: int
) -> None:
    answer = api("chenjing").get(f"/api/v1/sites?{query}", headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["code"] == f"http_{status}"


@pytest.mark.parametrize("path", ["/api/v1/sites", "/sites", "/sign-in", "/api/v1/nothing"])
@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [("q=" + "a" * 20_000, {}, 414), ("", {"X-Long": "a" * 50_000}, 431)],
)
def test_what_is_too_long_is_told_so_to_a_stranger_and_to_a_wrong_token_too(
    app: Flask, path: str, query: str, headers: dict[str, str], status: int
) -> None:
    """Nothing of such a request is looked at, who sent it least of all."""
    for who in ({}, {"Authorization": "Bearer nobody"}):
        answer = app.test_client().get(f"{path}?{query}", headers=headers | who)
        assert answer.status_code == status
        wanted = "application/problem+json" if path.startswith("/api/") else "text/html"
        assert answer.mimetype == wanted


def test_no_host_that_a_caller_names_comes_back(app: Flask, cast: Cast, api: Client) -> None:
    named = {"Host": "evil.example"}
    for program in (api("chenjing"), app.test_client()):
        for path in (
            *(
                "/",
                "/sign-in",
                "//sign-in",
                "/map//",
                "/nothing",
                "/sites",
                "/api/v1/sites",
                "/api/v1/nothing",
            ),
            *(
                "/ogc",
                "/ogc/api",
                "/ogc/collections",
                "/ogc/collections/sites/items?limit=1",
                "/api/v1/openapi.json",
            ),
            *("/ogc/collections/sites/tiles", "/tablet", "/verify/AAAA", "/health/live"),
        ):
            answer = program.get(path, headers=named)
            assert b"evil.example" not in answer.data, path
            assert "evil.example" not in str(answer.headers), path


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/v1/sites", "/static/css/qunjian.css"])
def test_nothing_is_traced(api: Client, path: str) -> None:
    """What was sent, cookies among it, does not come back."""
    sent = {"X-Secret": "of the caller"}
    answer = api("chenjing").open(path, method="TRACE", headers=sent)
    assert answer.status_code in {404, 405}
    assert "of the caller" not in answer.get_data(as_text=True)
