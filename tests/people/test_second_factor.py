from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from safety.database import db
from safety.errors import Invalid
from safety.people.models import SignInTry
from safety.people.operations import second_factor
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.conftest import SECRET


@pytest.fixture
def enrolled(cast: Cast) -> tuple[str, list[str]]:
    """Chen Jing's secret and recovery codes."""
    secret = second_factor.new_secret()
    with one_transaction():
        codes = second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=secret,
            code=pyotp.TOTP(secret).at(NOW),
            secret_key=SECRET,
        )
    return secret, codes


def fits(cast: Cast, code: str, later: timedelta = timedelta()) -> bool:
    with one_transaction():
        return second_factor.check_code(
            member=cast.member("chenjing"), code=code, now=NOW + later, secret_key=SECRET, lane="a lane"
        )


def test_a_code_works_once_and_the_next_one_after_half_a_minute(
    cast: Cast, enrolled: tuple[str, list[str]]
) -> None:
    totp, later = pyotp.TOTP(enrolled[0]), timedelta(seconds=30)
    assert not fits(cast, totp.at(NOW))  # used at enrolment
    assert fits(cast, totp.at(NOW + later), later)
    assert not fits(cast, totp.at(NOW + later), later)


def test_an_old_code_is_refused_and_counted(cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    assert not fits(cast, pyotp.TOTP(enrolled[0]).at(NOW - timedelta(minutes=5)))
    assert db.session.get_one(SignInTry, "a lane").failures == 1


def test_each_recovery_code_works_once(cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    codes = enrolled[1]
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert fits(cast, codes[0].upper())
    assert not fits(cast, codes[0])
    assert fits(cast, codes[1])


def test_the_secret_is_kept_encrypted(cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    kept = cast.member("chenjing").totp_secret
    assert kept
    assert enrolled[0] not in kept
    assert not set(enrolled[1]) & set(cast.member("chenjing").recovery_codes or [])


def test_a_wrong_first_code_enrols_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid), one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=pyotp.random_base32(),
            code="000000",
            secret_key=SECRET,
        )
    assert cast.member("chenjing").totp_secret is None


def test_giving_it_up_needs_the_password(cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    with pytest.raises(Invalid), one_transaction():
        second_factor.remove_second_factor(actor=cast.actor("chenjing"), now=NOW, password="wrong")
    with one_transaction():
        second_factor.remove_second_factor(actor=cast.actor("chenjing"), now=NOW, password=cast.password)
    assert cast.member("chenjing").totp_secret is None
