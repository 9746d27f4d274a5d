"""Whom a row of an import is about: never told by the name alone.

A sign-in name or a certificate tells a person, if the name is that person's too.  Who has only the name and the union
in common with somebody is asked about, and the answer stands in the row (``member``).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from safety.access.scope import Scope
from safety.database import session
from safety.errors import Invalid, Refusal
from safety.folding.names import name_key
from safety.people.models import Member, Union
from safety.people.queries import members_of_name, place_of
from safety.people.queries.certificates import certificates_of_number
from safety.text import N_, Text

#: What a row says instead of a person's reference when it is about somebody new.
NEW = "new"


@dataclass(frozen=True)
class Candidate:
    """Somebody a row may be about: ``reference`` is what the row has to say (``member``) when he or she is meant."""

    reference: str
    name: str
    union: str
    sign_in_name: str | None = None
    position: str | None = None
    certificates: tuple[str, ...] = ()


class NotToldError(Refusal):
    """A row could be about somebody there is, or about somebody new."""

    default_sentence = N_("有同名的人，请选择这一行说的是谁")
    default_code = "member_not_told"

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__()
        self.candidates = candidates


@dataclass
class Seen:
    """The rows of the file so far: who came of them, and the names of those that wait for an answer."""

    members: dict[int, uuid.UUID] = field(default_factory=dict)
    waiting: dict[int, tuple[str, uuid.UUID, str, str]] = field(default_factory=dict)

    def row_of(self, member: Member) -> int | None:
        """The row that made the member."""
        return next((row for row, one in self.members.items() if one == member.id), None)

    def reference(self, member: Member) -> str:
        """How a row names the member: by id, or by the row that made him or her."""
        row = self.row_of(member)
        return str(member.id) if row is None else f"row:{row}"


def person_meant(given: Mapping[str, Any], union: Union, scope: Scope, seen: Seen) -> Member | None:
    """The member whom a row is about, None for somebody new.

    Raises:
        Invalid: the sign-in name or the certificate is another person's, or the answer names nobody who fits.
        NotToldError: it may be one of several, or somebody new.
    """
    told = _told(given, scope)
    answer = given.get("member")
    if told is not None:
        if answer not in {None, seen.reference(told)}:
            raise Invalid(fields={"member": [N_("登录名或证号已说明是另一人")]})
        return told
    alike = members_of_name(given["name"], union.id)
    if answer == NEW:
        return None
    if answer is not None:
        return _answered(answer, alike, seen)
    candidates = [*(candidate(one, seen) for one in alike), *_waiting(given["name"], union, seen)]
    if candidates:
        raise NotToldError(candidates)
    return None


def _told(given: Mapping[str, Any], scope: Scope) -> Member | None:
    """The member whom the sign-in name or the certificate tells.

    Raises:
        Invalid: it is another person's: by name, or because the two tell two people.
    """
    by_sign_in = _by_sign_in_name(given["sign_in_name"]) if given["sign_in_name"] else None
    by_certificate = _by_certificate(given["certificate_number"], given["certificate_issuer"])
    for field_, one, sentence in (
        (
            "sign_in_name",
            by_sign_in,
            N_("登录名 %(mark)s 是%(person)s的。导入不改姓名，也不把登录名给另一个人"),
        ),
        ("certificate_number", by_certificate, N_("证号 %(mark)s 是%(person)s的。证件不会转给另一个人")),
    ):
        if one is not None and name_key(one.name) != name_key(given["name"]):
            person = f"“{one.name}”" if _may_name(one, scope) else Text(N_("另一个人"))
            raise Invalid(fields={field_: [Text(sentence, mark=given[field_], person=person)]})
    if by_sign_in is not None and by_certificate is not None and by_sign_in.id != by_certificate.id:
        raise Invalid(fields={"certificate_number": [N_("登录名和证号是同名的两个人的")]})
    return by_sign_in or by_certificate


def _may_name(member: Member, scope: Scope) -> bool:
    return scope.covers(place_of(member.union))


def _by_sign_in_name(name: str) -> Member | None:
    return session.scalars(select(Member).where(Member.sign_in_name == name.lower())).first()


def _by_certificate(number: str | None, issuer: str | None) -> Member | None:
    """Who holds the certificate; a row with a number and no issuer is refused later, as incomplete."""
    found = certificates_of_number(number, issuer) if number is not None else []
    return found[0].member if found else None


def _answered(answer: str, alike: Iterable[Member], seen: Seen) -> Member:
    for one in alike:
        if answer in {str(one.id), seen.reference(one)}:
            return one
    raise Invalid(fields={"member": [N_("所选的人不在同名的人之中")]})


def candidate(member: Member, seen: Seen) -> Candidate:
    """A member as somebody a row may be about."""
    return Candidate(
        reference=seen.reference(member),
        name=member.name,
        union=member.union.name,
        sign_in_name=member.sign_in_name,
        position=member.position,
        certificates=tuple(one.number for one in member.certificates),
    )


def _waiting(name: str, union: Union, seen: Seen) -> Iterable[Candidate]:
    """Earlier rows of that name which wait for an answer themselves."""
    for row, (key, union_id, written, union_name) in seen.waiting.items():
        if (key, union_id) == (name_key(name), union.id):
            yield Candidate(reference=f"row:{row}", name=written, union=union_name)
