from __future__ import annotations

import hashlib
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from safety.database import db
from safety.errors import Invalid, NotPossibleNow
from safety.people.models import SignInTry
from safety.people.operations import second_factor
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.conftest import SECRET
from tests.meanwhile import meanwhile


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
            password=cast.password,
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
            password=cast.password,
            secret_key=SECRET,
        )
    assert cast.member("chenjing").totp_secret is None


def test_giving_it_up_needs_the_password(cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    with pytest.raises(Invalid), one_transaction():
        second_factor.remove_second_factor(actor=cast.actor("chenjing"), now=NOW, password="wrong")
    with one_transaction():
        second_factor.remove_second_factor(actor=cast.actor("chenjing"), now=NOW, password=cast.password)
    assert cast.member("chenjing").totp_secret is None


def test_who_holds_only_an_open_session_makes_no_second_factor_of_his_own(cast: Cast) -> None:
    """Whoever sits down at 陈静's open browser could shut her out with his telephone."""
    secret = second_factor.new_secret()
    with pytest.raises(Invalid) as refused, one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=secret,
            code=pyotp.TOTP(secret).at(NOW),
            password="guessed",
            secret_key=SECRET,
        )
    assert list(refused.value.fields) == ["password"]
    assert cast.member("chenjing").totp_secret is None


def test_a_second_factor_that_is_there_is_not_written_over(
    cast: Cast, enrolled: tuple[str, list[str]]
) -> None:
    """The page that was opened before she enrolled still holds a secret."""
    other = second_factor.new_secret()
    with pytest.raises(NotPossibleNow) as refused, one_transaction():
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=NOW,
            secret=other,
            code=pyotp.TOTP(other).at(NOW),
            password=cast.password,
            secret_key=SECRET,
        )
    assert refused.value.code == "second_factor_there"


def test_recovery_codes_are_kept_with_a_salt_and_a_slow_hash(
    cast: Cast, enrolled: tuple[str, list[str]]
) -> None:
    kept = cast.member("chenjing").recovery_codes or []
    assert not {hashlib.sha256(one.encode()).hexdigest() for one in enrolled[1]} & set(kept)
    assert {len(one.partition("$")[0]) for one in kept} == {32}


def test_a_recovery_code_from_before_there_was_a_salt_still_works_once(
    cast: Cast, enrolled: tuple[str, list[str]]
) -> None:
    with one_transaction():
        cast.member("chenjing").recovery_codes = [hashlib.sha256(b"0a1b2c-3d4e5f").hexdigest()]
    assert fits(cast, "0a1b2c-3d4e5f")
    assert not fits(cast, "0a1b2c-3d4e5f")


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_who_send_one_code_at_one_moment_the_second_is_refused(
    app: Flask, cast: Cast, enrolled: tuple[str, list[str]], kind: str
) -> None:
    if db.session.get_bind().dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    later = NOW + timedelta(seconds=30)
    code = pyotp.TOTP(enrolled[0]).at(later) if kind == "app" else enrolled[1][0]

    def passes() -> bool:
        member = cast.member("chenjing")
        return second_factor.code_fits(member=member, code=code, now=later, secret_key=SECRET)

    with one_transaction():
        assert cast.member("chenjing").totp_secret  # read before the other one acts
        first: list[bool] = []
        meanwhile(app, lambda: first.append(passes()))
        assert (first, passes()) == ([True], False)
