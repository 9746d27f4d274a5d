"""The clerk's commands say plainly what they did or why not."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import update

from safety.audit.models import AuditEntry
from safety.database import db
from safety.people import operations as people
from safety.transactions import one_transaction
from tests.cast import IN_A_YEAR, NOW, Cast


def act(cast: Cast) -> None:
    with one_transaction():
        people.create_token(actor=cast.actor("chenjing"), now=NOW, name="示例", expires_at=IN_A_YEAR)


def test_audit_verify_answers_with_the_head(app: Flask, cast: Cast) -> None:
    act(cast)
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0
    assert "1 chains hold; head " in result.output


def test_audit_verify_names_the_first_bad_row(app: Flask, cast: Cast) -> None:
    act(cast)
    with one_transaction():
        db.session.execute(update(AuditEntry).values(action="never"))
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "row 1: content" in result.output


def test_a_head_sealed_yesterday_is_known_today_and_an_invented_one_is_not(app: Flask, cast: Cast) -> None:
    act(cast)
    runner = app.test_cli_runner()
    sealed = runner.invoke(args=["audit", "seal"]).output.strip()
    act(cast)
    assert runner.invoke(args=["audit", "verify", "--head", sealed]).exit_code == 0
    assert runner.invoke(args=["audit", "verify", "--head", "0" * 64]).exit_code == 1


def test_a_backup_is_not_restored_into_a_full_database(app: Flask, cast: Cast, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    out = str(tmp_path / "backup.zip")
    assert runner.invoke(args=["backup", "create", out]).exit_code == 0
    refused = runner.invoke(args=["backup", "restore", out])
    assert refused.exit_code == 1
    assert "数据库不是空的" in refused.output


def test_the_first_officer_is_made_with_a_temporary_password(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=[
            "create-officer",
            "--union",
            "江津区总工会",
            "--name",
            "张三",
            "--sign-in",
            "zhangsan",
            "--role",
            "system_administrator",
            "--role",
            "district_officer",
        ]
    )
    assert result.exit_code == 0, result.output
    password = result.output.split("temporary password ")[1].split()[0]
    with one_transaction():
        member = people.check_sign_in(sign_in_name="zhangsan", password=password, now=NOW, lane="a lane")
    assert member is not None
    assert member.must_change_password
    assert {one.role for one in member.appointments} == {"system_administrator", "district_officer"}


def test_a_second_officer_joins_the_union_that_exists(app: Flask, cast: Cast) -> None:
    union = cast.union("nanan").name
    args = ["create-officer", "--union", union, "--name", "李四", "--sign-in", "lisi", "--role", "inspector"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    again = app.test_cli_runner().invoke(args=args)
    assert again.exit_code == 1
