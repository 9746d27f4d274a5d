"""Counts of wrong tries, tokens without an end, and access that ended go up and down with their migration."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.people import operations as people
from safety.people.models import AccessToken, SignInTry
from safety.people.operations import members, tries
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import IN_A_YEAR, NOW, Cast, id_of
from tests.migrations import FROZEN

pytestmark = FROZEN

BEFORE = "0024"


def test_counts_tokens_and_ended_access_come_and_go(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    for name in ("liqiang", "chenjing"):
        with one_transaction():
            people.create_token(actor=Cast().actor(name), now=NOW, name=name, expires_at=IN_A_YEAR)
    with one_transaction():
        members.disable_member(
            actor=Cast().actor("hemei"),
            now=NOW + timedelta(days=1),
            member_id=id_of("chenjing"),
            reason="调离",
        )
    for _ in range(6):
        with one_transaction():
            tries.note_wrong(tries.lane_of_name("liqiang"), NOW, Cast().member("liqiang"))
    db.session.remove()

    downgrade(revision=BEFORE)
    counted = "SELECT sign_in_name, failed_sign_ins FROM members WHERE failed_sign_ins > 0"
    ended = "SELECT name FROM access_tokens WHERE revoked_at IS NOT NULL"
    with db.engine.begin() as connection:
        assert connection.execute(text(counted)).all() == [("liqiang", 6)]
        assert connection.execute(text(ended)).scalars().all() == ["chenjing"]
        connection.execute(text("UPDATE access_tokens SET expires_at = NULL WHERE name = 'liqiang'"))

    upgrade()
    row = db.session.get_one(SignInTry, tries.lane_of_name("liqiang"))
    assert (row.failures, row.locked_until) == (6, NOW + timedelta(seconds=60))
    token = db.session.scalars(select(AccessToken).where(AccessToken.name == "liqiang")).one()
    assert (token.expires_at, token.read_only) == (NOW + timedelta(days=366), False)
