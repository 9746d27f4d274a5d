"""Records of every kind, and a person who may do everything about them."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from flask import Flask

from safety.access.roles import Role
from safety.database import db
from safety.people.models import AccessToken, Appointment, Member
from safety.people.queries import digest
from safety.transactions import one_transaction
from tests.architecture.records import load_records
from tests.cast import IN_A_YEAR, NOW, Cast, id_of

TOKEN = "everything-and-nothing"
ALL_ROLES = uuid.uuid5(uuid.NAMESPACE_URL, "all roles")


@pytest.fixture
def world(app: Flask, cast: Cast) -> Flask:
    """Records of every kind, and a person of 渝中 who may do everything there, with a token."""
    load_records(app, cast)
    hold_every_role()
    return app


def hold_every_role() -> None:
    """Have somebody of 渝中 hold every role there, with the token ``TOKEN``."""
    member_id = ALL_ROLES
    with one_transaction():
        db.session.add(
            Member(
                id=member_id,
                name="身兼数职",
                sign_in_name="all-roles",
                union_id=id_of("yuzhong"),
                created_at=NOW,
            )
        )
        db.session.flush()
        db.session.add(
            AccessToken(
                token_hash=digest(TOKEN),
                member_id=member_id,
                name="all",
                created_at=NOW,
                expires_at=IN_A_YEAR,
            )
        )
        db.session.add_all(
            Appointment(
                member_id=member_id, union_id=id_of("yuzhong"), role=role, valid_from=date(2024, 1, 1)
            )
            for role in Role
        )
