"""Records of every kind, and a person who may do everything about them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
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
    with one_transaction():
        _somebody(ALL_ROLES, "all-roles", "yuzhong", Role, TOKEN)


def one_of_each_role() -> dict[str, str]:
    """Somebody for each role who holds no other, those of the whole city in its union; the token of each."""
    city = {Role.LEADER, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}
    tokens = {str(role): f"only-{role}" for role in Role}
    with one_transaction():
        for role in Role:
            member_id = uuid.uuid5(uuid.NAMESPACE_URL, f"only {role}")
            union = "city" if role in city else "yuzhong"
            _somebody(member_id, f"only-{role}", union, [role], tokens[role])
    return tokens


def _somebody(member_id: uuid.UUID, sign_in_name: str, union: str, roles: Iterable[Role], token: str) -> None:
    db.session.add(
        Member(
            id=member_id,
            name="身兼数职",
            sign_in_name=sign_in_name,
            union_id=id_of(union),
            created_at=NOW,
        )
    )
    db.session.flush()
    db.session.add(
        AccessToken(
            token_hash=digest(token),
            member_id=member_id,
            name="all",
            created_at=NOW,
            expires_at=IN_A_YEAR,
        )
    )
    db.session.add_all(
        Appointment(member_id=member_id, union_id=id_of(union), role=role, valid_from=date(2024, 1, 1))
        for role in roles
    )
