"""The clerk's commands say plainly what they did or why not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from safety.audit.models import AuditEntry
from safety.database import db
from safety.people import operations as people
from safety.people.models import Union
from safety.transactions import one_transaction
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.proof.planting import by_force

ROOT = Path(__file__).resolve().parents[1]


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
    with by_force() as connection:
        connection.execute(update(AuditEntry).values(action="never"))
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
    assert runner.invoke(args=["backup", "create", out, "--unencrypted", "--yes"]).exit_code == 0
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
    assert "run `flask boundaries adopt-shipped`" in result.stderr
    password = result.output.split("temporary password ")[1].split()[0]
    with one_transaction():
        member = people.check_sign_in(sign_in_name="zhangsan", password=password, now=NOW, lane="a lane")
    assert member is not None
    assert member.must_change_password
    assert {one.role for one in member.appointments} == {"system_administrator", "district_officer"}


def officer(app: Flask, union: str, sign_in: str, *more: str, typed: str | None = None) -> Result:
    named = ["--union", union, "--name", "张三", "--sign-in", sign_in, "--role", "inspector"]
    return app.test_cli_runner().invoke(args=["create-officer", *named, *more], input=typed)


def test_a_new_union_is_what_its_name_says_and_what_a_name_does_not_tell_is_asked(
    app: Flask, cast: Cast
) -> None:
    assert app.test_cli_runner().invoke(args=["boundaries", "adopt-shipped"]).exit_code == 0
    district = officer(app, "渝中区总工会", "first")
    assert "made 渝中区总工会: district, 渝中区, below 重庆市总工会（示例）" in district.output
    street = officer(app, "七星岗街道工会", "second", typed="street\n渝中区总工会\n")
    assert "made 七星岗街道工会: street, 渝中区, below 渝中区总工会" in street.output
    silent = officer(app, "某某公司工会", "third", typed="")
    assert silent.exit_code == 1
    assert "Its level" in silent.output
    with one_transaction(write=False):
        names = db.session.scalars(select(Union.name)).all()
    assert "某某公司工会" not in names
    assert officer(app, "示例市总工会", "fourth").output.startswith(
        "made 示例市总工会: city, no district, at the top"
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "QUNJIAN_SECRET_KEY is not set: write it into .env (see docs/operations.md)"),
        (
            {"QUNJIAN_API_CALLS_A_MINUTE": "many"},
            "QUNJIAN_API_CALLS_A_MINUTE cannot be 'many': see docs/operations.md for what it can be",
        ),
        (
            {"QUNJIAN_DATA_DIR": "/dev/null/var"},
            "QUNJIAN_DATA_DIR cannot be used: /dev/null/var: Not a directory",
        ),
    ],
)
def test_a_missing_or_wrong_setting_is_one_sentence(
    tmp_path: Path, given: dict[str, str], sentence: str
) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QUNJIAN_")}
    kept |= ({"QUNJIAN_SECRET_KEY": "k" * 40} if given else {}) | given
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import app; app.create_app()",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"qunjian: {sentence}\n"


def test_a_second_officer_joins_the_union_that_exists(app: Flask, cast: Cast) -> None:
    union = cast.union("nanan").name
    args = ["create-officer", "--union", union, "--name", "李四", "--sign-in", "lisi", "--role", "inspector"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    again = app.test_cli_runner().invoke(args=args)
    assert again.exit_code == 1
