"""Who signs enters the password again; guessing at that form is counted like guessing at the door."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from safety.access.scope import system_actor
from safety.database import db
from safety.errors import Invalid, NotAllowed, TooMany
from safety.people import operations
from safety.people.models import SignInTry
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, Cast, id_of


def counted() -> list[int]:
    """The counts of wrong tries there are."""
    db.session.expire_all()
    return list(db.session.scalars(select(SignInTry.failures)))


def confirm(cast: Cast, password: str, *, minutes: int = 0) -> uuid.UUID:
    """Who it is that confirmed."""
    with one_transaction():
        member = operations.confirm_password(
            actor=cast.actor("chenjing"), now=NOW + timedelta(minutes=minutes), password=password
        )
        return member.id


def test_chen_jing_confirms_with_her_own_password(cast: Cast) -> None:
    assert confirm(cast, PASSWORD) == id_of("chenjing")
    assert counted() == []


def test_a_wrong_password_is_counted_although_the_act_is_rolled_back(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        confirm(cast, "not hers")
    assert "password" in refusal.value.fields
    assert counted() == [1]


def guess(cast: Cast, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            confirm(cast, "not hers")


def test_guessing_locks_the_session_for_a_while(cast: Cast) -> None:
    with pytest.raises(TooMany):
        guess(cast, 20)
    confirm(cast, PASSWORD, minutes=24 * 60)


def test_the_system_itself_signs_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed), one_transaction():
        operations.confirm_password(actor=system_actor(), now=NOW, password=PASSWORD)
