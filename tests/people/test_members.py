from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import session
from safety.errors import Invalid, NotAllowed, NotFound, NotPossibleNow, Stale
from safety.people import operations as signing
from safety.people.models import Member, SignIn
from safety.people.operations import members, tries
from safety.transactions import one_transaction
from tests.cast import Cast, id_of


def made(cast: Cast, **facts: object) -> tuple[Member, str | None]:
    given = {"name": "新来的", "union_id": id_of("yuzhong"), "sign_in_name": "xinlai"} | facts
    return members.create_member(actor=cast.actor("hemei"), now=cast.now, **given)  # type: ignore[arg-type]


def try_to_sign_in(cast: Cast, name: str, password: str) -> Member | None:
    return signing.check_sign_in(
        sign_in_name=name, password=password, now=cast.now, lane=tries.lane_of_name(name)
    )


def test_he_mei_adds_a_member_who_signs_in_with_the_temporary_password_and_must_change_it(cast: Cast) -> None:
    with one_transaction():
        member, password = made(cast)
    assert password is not None
    with one_transaction():
        found = try_to_sign_in(cast, "XINLAI", password)
        assert found is not None
        assert found.id == member.id
        assert found.must_change_password


def test_a_member_without_a_sign_in_name_has_no_password(cast: Cast) -> None:
    with one_transaction():
        member, password = made(cast, sign_in_name=None)
    assert password is None
    assert member.password_hash is None


def test_the_audit_keeps_which_fields_were_given_and_none_of_their_values(cast: Cast) -> None:
    with one_transaction():
        member, password = made(cast, phone="13800000000")
    with one_transaction(write=False):
        row = session.scalars(
            select(AuditEntry).where(
                AuditEntry.action == "member_created", AuditEntry.record_id == str(member.id)
            )
        ).one()
        assert "phone" in row.change["fields"]
        assert "13800000000" not in str(row.change)
        assert str(password) not in str(row.change)


def test_a_taken_sign_in_name_is_refused_letter_case_aside(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal, one_transaction():
        made(cast, sign_in_name="LiQiang")
    assert list(refusal.value.fields) == ["sign_in_name"]


@pytest.mark.parametrize("who", ["chenjing", "huangtao", "marui"])
def test_nobody_but_the_security_administrator_adds_members(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed), one_transaction():
        members.create_member(actor=cast.actor(who), now=cast.now, name="甲", union_id=id_of("yuzhong"))


def test_an_edit_on_an_older_version_is_refused_with_the_present_one(cast: Cast) -> None:
    member = cast.member("liqiang")
    facts: dict[str, Any] = {
        "name": "李强",
        "union_id": member.union_id,
        "sign_in_name": "liqiang",
        "phone": None,
    }
    with one_transaction():
        members.change_member(
            actor=cast.actor("hemei"), now=cast.now, member_id=member.id, version=1, position="科长", **facts
        )
    with pytest.raises(Stale) as refusal, one_transaction():
        members.change_member(
            actor=cast.actor("hemei"), now=cast.now, member_id=member.id, version=1, position="处长", **facts
        )
    assert refusal.value.extra == {"version": 2}


def test_a_disabled_member_is_signed_out_at_once_and_cannot_sign_in_until_restored(cast: Cast) -> None:
    with one_transaction():
        signing.sign_in(member=cast.member("liqiang"), now=cast.now, client="t", second_factor=False)
    with one_transaction():
        members.disable_member(
            actor=cast.actor("hemei"), now=cast.now, member_id=id_of("liqiang"), reason="调离"
        )
    with one_transaction():
        open_ones = select(SignIn).where(SignIn.member_id == id_of("liqiang"), SignIn.ended_at.is_(None))
        assert session.scalars(open_ones).all() == []
        assert try_to_sign_in(cast, "liqiang", cast.password) is None
    with one_transaction():
        members.enable_member(actor=cast.actor("hemei"), now=cast.now, member_id=id_of("liqiang"))
    with one_transaction():
        assert try_to_sign_in(cast, "liqiang", cast.password)


def test_nobody_disables_or_resets_themselves(cast: Cast) -> None:
    with pytest.raises(NotPossibleNow), one_transaction():
        members.disable_member(actor=cast.actor("hemei"), now=cast.now, member_id=id_of("hemei"), reason="x")
    with pytest.raises(NotPossibleNow), one_transaction():
        members.reset_password(actor=cast.actor("hemei"), now=cast.now, member_id=id_of("hemei"))


def test_a_reset_opens_a_locked_account_with_a_new_temporary_password(cast: Cast) -> None:
    for _ in range(5):
        with one_transaction():
            try_to_sign_in(cast, "liqiang", "wrong")
    with one_transaction():
        _member, password = members.reset_password(
            actor=cast.actor("hemei"), now=cast.now, member_id=id_of("liqiang")
        )
    with one_transaction():
        assert try_to_sign_in(cast, "liqiang", password)
        assert try_to_sign_in(cast, "liqiang", cast.password) is None


def test_an_unknown_member_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound), one_transaction():
        members.disable_member(actor=cast.actor("hemei"), now=cast.now, member_id=id_of("nobody"), reason="x")
