"""Whom a row of a list is about: never told by the name alone.

A sign-in name or a certificate tells a person, if the name is that person's too.  Who has only the name and the union
in common with somebody is asked about; no answer gives a sign-in name or a certificate to another person.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.folding.texts import fold
from safety.people.models import Member, Union
from safety.people.queries import members_of_name, place_of
from safety.people.queries.certificates import certificates_of_number
from safety.text import N_, Text
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.questions import AskedError, Candidate, answer_to
from safety.workplaces.operations.registers import Row


@dataclass(frozen=True)
class Planned:
    """Somebody whom an earlier row of the file would make, while nothing is written yet."""

    row: int
    name: str
    union_id: uuid.UUID
    union: str
    sign_in_name: str | None
    certificate: tuple[str, str] | None


def planned(row: Row, given: Mapping[str, Any], union: Union) -> Planned:
    """The member whom a row would make."""
    sign_in = given["sign_in_name"]
    return Planned(
        row["number"], given["name"], union.id, union.name, sign_in and fold(sign_in), _certificate(given)
    )


def _certificate(given: Mapping[str, Any]) -> tuple[str, str] | None:
    number, issuer = given["certificate_number"], given["certificate_issuer"]
    return (fold(number), fold(issuer)) if number and issuer else None


def person_meant(
    chunk: Chunk,
    row: Row,
    given: Mapping[str, Any],
    union: Union,
    waiting: Sequence[Planned],
    stated: Member | None,
) -> Member | Planned | None:
    """Whom a row is about: a member, somebody whom one of the ``waiting`` rows would make, or None for somebody new.

    Raises:
        Invalid: the sign-in name or the certificate is another person's; it is ``stated`` to be somebody of another name.
        AskedError: it may be one of several, or somebody new.
    """
    told = _told(chunk, given, waiting)
    if stated is not None:
        _check_stated(stated, given, told)
        return stated
    if told is not None:
        return told
    key = name_key(given["name"])
    people: list[tuple[Candidate, Member | Planned]] = [
        (candidate(chunk, one), one) for one in members_of_name(given["name"], union.id)
    ]
    people += [
        (Candidate(f"row:{one.row}", one.name, one.union), one)
        for one in waiting
        if (name_key(one.name), one.union_id) == (key, union.id)
    ]
    if not people:
        return None
    sentence = N_("有同名的人，请选择这一行说的是谁")
    answer = answer_to(row, AskedError("member", "name", sentence, [one for one, _ in people]))
    return next((person for one, person in people if one.reference == answer), None)


def _check_stated(stated: Member, given: Mapping[str, Any], told: Member | Planned | None) -> None:
    if name_key(stated.name) != name_key(given["name"]):
        sentence = N_("这个记录编号是“%(person)s”的；导入不改姓名，请在此人的页面上改")
        raise Invalid(fields={"name": [Text(sentence, person=stated.name)]})
    if told is not None and told is not stated:
        raise Invalid(fields={"sign_in_name": [N_("登录名或证号是同名的另一个人的")]})


def candidate(chunk: Chunk, member: Member) -> Candidate:
    """A member as somebody a row may be about."""
    marks = [member.union.name, member.position, member.sign_in_name]
    marks += [one.number for one in member.certificates]
    return Candidate(chunk.reference(member), member.name, " · ".join(filter(None, marks)))


def _told(chunk: Chunk, given: Mapping[str, Any], waiting: Sequence[Planned]) -> Member | Planned | None:
    """Whom the sign-in name or the certificate tells.

    Raises:
        Invalid: it is another person's: by name, or because the two tell two people.
    """
    by_sign_in = _by_sign_in_name(given["sign_in_name"], waiting) if given["sign_in_name"] else None
    by_certificate = _by_certificate(given, waiting)
    for field, one, sentence in (
        (
            "sign_in_name",
            by_sign_in,
            N_("登录名 %(mark)s 是%(person)s的。导入不改姓名，也不把登录名给另一个人"),
        ),
        ("certificate_number", by_certificate, N_("证号 %(mark)s 是%(person)s的。证件不会转给另一个人")),
    ):
        if one is not None and name_key(one.name) != name_key(given["name"]):
            person = f"“{one.name}”" if _may_name(chunk, one) else Text(N_("另一个人"))
            raise Invalid(fields={field: [Text(sentence, mark=given[field], person=person)]})
    if by_sign_in is not None and by_certificate is not None and by_sign_in != by_certificate:
        raise Invalid(fields={"certificate_number": [N_("登录名和证号是同名的两个人的")]})
    return by_sign_in or by_certificate


def _may_name(chunk: Chunk, one: Member | Planned) -> bool:
    scope = chunk.actor.scope(Permission.MEMBER_MANAGE)
    return isinstance(one, Planned) or scope.covers(place_of(one.union))


def _by_sign_in_name(name: str, waiting: Sequence[Planned]) -> Member | Planned | None:
    known = session.scalars(select(Member).where(Member.sign_in_name == fold(name))).first()
    return known or next((one for one in waiting if one.sign_in_name == fold(name)), None)


def _by_certificate(given: Mapping[str, Any], waiting: Sequence[Planned]) -> Member | Planned | None:
    """Who holds the certificate; a row with a number and no issuer is refused later, as incomplete."""
    number = given["certificate_number"]
    if number is None:
        return None
    found = certificates_of_number(number, given["certificate_issuer"])
    if found:
        return found[0].member
    own = _certificate(given)
    return next((one for one in waiting if own is not None and one.certificate == own), None)
