"""The audit is checked while the page waits, or behind when its chains are long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from safety.audit.models import AuditEntry
from safety.web import verification
from tests.cast import Cast
from tests.proof.planting import by_force

Open = Callable[[str], FlaskClient]


@pytest.fixture
def long_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every chain is too long to wait for."""
    monkeypatch.setattr(verification, "DIRECT_ROWS", -1)


def test_short_chains_are_checked_at_once(cast: Cast, signed_in: Open) -> None:
    assert "校验通过" in signed_in("marui").post("/audit/verify").text


@pytest.mark.usefixtures("long_chains")
def test_long_chains_are_checked_by_a_job_whose_result_the_page_shows(cast: Cast, signed_in: Open) -> None:
    auditor = signed_in("marui")
    begun = auditor.post("/audit/verify")
    assert begun.status_code == 302
    assert "校验通过" in auditor.get(begun.location).text
    assert "校验通过" not in signed_in("liuyang").get(begun.location).text


@pytest.mark.usefixtures("long_chains")
def test_the_job_names_the_first_bad_row(app: Flask, cast: Cast, signed_in: Open) -> None:
    auditor = signed_in("marui")
    with by_force() as connection:
        connection.execute(update(AuditEntry).values(action="never"))
    page = auditor.get(auditor.post("/audit/verify").location).text
    assert "校验未通过" in page
    assert "第 1 行" in page


def test_a_program_asks_for_the_check_and_follows_its_job(cast: Cast, api: Open) -> None:
    auditor = api("marui")
    asked = auditor.post("/api/v1/audit/verification")
    assert asked.status_code == 202
    job = auditor.get(f"/api/v1/jobs/{asked.get_json()['id']}").get_json()
    assert (job["state"], job["result"]["broken"]) == ("done", None)
    assert api("chenjing").post("/api/v1/audit/verification").status_code == 403
