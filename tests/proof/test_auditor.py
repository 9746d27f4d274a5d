"""马睿 has everything verified: from the page, by the command, by a program; the last result is on the page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from safety.database import db
from safety.people.models import Appointment
from tests.cast import Cast

Open = Callable[[str], FlaskClient]


def test_the_auditor_verifies_all_records_and_reads_what_is_false(
    app: Flask, registered: Cast, signed_in: Open, api: Open
) -> None:
    auditor = signed_in("marui")
    assert "还没有校验过全部记录" in auditor.get("/audit").text
    page = auditor.post("/audit/verify-all", follow_redirects=True).text
    assert "没有发现不实之处" in page
    with db.engine.begin() as connection:
        connection.execute(update(Appointment).values(ended_reason="调离"))
    auditor.post("/audit/verify-all")
    page = auditor.get("/audit").text
    assert "不实" in page
    assert "内容与登记时不符" in page
    assert "任职" in page
    told = api("marui").get("/api/v1/audit/whole-verification").get_json()
    assert set(told["by_table"]) == {"appointments"}
    assert {one["why"] for one in told["faults"]} == {"changed"}
    assert api("marui").post("/api/v1/audit/whole-verification").status_code == 202
    assert signed_in("chenjing").post("/audit/verify-all").status_code == 403


def test_the_command_names_every_false_record(app: Flask, registered: Cast) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["verify", "--all"]).exit_code == 0
    with db.engine.begin() as connection:
        connection.execute(delete(Appointment).where(Appointment.role == "inspector"))
        connection.execute(update(Appointment).values(ended_reason="调离"))
    found = run.invoke(args=["verify", "--all"])
    assert found.exit_code == 1
    assert found.output.count(": missing") >= 1
    assert found.output.count(": changed") >= 1
    assert "false: appointments" in found.output
    assert run.invoke(args=["verify"]).exit_code == 2  # neither a file nor --all
