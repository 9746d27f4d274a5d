"""Whether somebody was certified on a day, and who holds a number."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from safety.database import session
from safety.folding.texts import fold
from safety.people.models import Appointment, Certificate, CertificateState, Member
from safety.people.rules import CertificateStatus, certificate_status, certificate_valid
from safety.reads import Asked, Read

#: The certificates of a member with their history, in its order: one row a state, one without any where there is none.
_CERTIFICATES = Read(
    select(
        Certificate.id,
        Certificate.issued_on,
        Certificate.valid_to,
        CertificateState.on_day,
        CertificateState.status,
    )
    .outerjoin(CertificateState, CertificateState.certificate_id == Certificate.id)
    .where(Certificate.member_id == bindparam("member_id"))
    .order_by(Certificate.id, CertificateState.on_day, CertificateState.recorded_at)
)


def asked_of_certificates(member_id: uuid.UUID) -> Asked:
    """What ``is_certified`` will ask."""
    return _CERTIFICATES.of(member_id=member_id)


def certified_days(member_id: uuid.UUID) -> Callable[[date], bool]:
    """Whether the member held a valid inspector's certificate on a day: read once, to be asked for many days."""
    held = []
    for _, rows in groupby(_CERTIFICATES.rows(member_id=member_id), key=lambda row: row.id):
        first, *more = rows
        states = [(row.on_day, row.status) for row in (first, *more) if row.on_day is not None]
        held.append((first.issued_on, first.valid_to, states))
    return lambda on: any(
        certificate_valid(issued_on=issued_on, valid_to=valid_to, states=states, on=on)
        for issued_on, valid_to, states in held
    )


def is_certified(member_id: uuid.UUID, on: date) -> bool:
    """Whether the member held a valid inspector's certificate on the day ``on``."""
    return certified_days(member_id)(on)


def days_in_office(member_id: uuid.UUID) -> Callable[[date], bool]:
    """Whether the member had not left office by a day: read once, to be asked for many days.

    Before the first office, and for who never held one (a colleague who came along), the certificate alone counts.
    """
    terms = session.execute(
        select(Appointment.valid_from, Appointment.valid_to).where(Appointment.member_id == member_id)
    ).all()
    begins = min((first for first, _ in terms), default=None)
    return lambda on: (
        begins is None
        or on < begins
        or any(first <= on and (last is None or on <= last) for first, last in terms)
    )


def may_certify(member_id: uuid.UUID, on: date) -> bool:
    """Whether a check of the day ``on`` stands by this member: certified, and not out of office."""
    return is_certified(member_id, on) and days_in_office(member_id)(on)


def certificates_of_number(number: str, issuer: str | None = None) -> list[Certificate]:
    """The certificates that bear the number, of one issuer or of any: width, case and blanks make no other number."""
    found = session.scalars(
        select(Certificate).where(Certificate.folded == fold(number)).options(joinedload(Certificate.member))
    )
    return [one for one in found if issuer is None or fold(one.issuer) == fold(issuer)]


def certificate_numbers(member_ids: Iterable[uuid.UUID | None], on: date) -> dict[uuid.UUID | None, str]:
    """For a paper: the numbers of the certificates that were valid on the day ``on``, by member; who held none is left out."""
    wanted = {one for one in member_ids if one is not None}
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.member_id.in_(wanted), Certificate.issued_on <= on, Certificate.valid_to >= on)
        .order_by(Certificate.number)
    )
    found: dict[uuid.UUID | None, str] = {}
    for one in rows:
        states = [(state.on_day, state.status) for state in one.states]
        if certificate_status(states, on) is CertificateStatus.VALID:
            held = found.get(one.member_id)
            found[one.member_id] = f"{held}、{one.number}" if held else one.number
    return found


def numbers_of_names(names: Iterable[str], union_id: uuid.UUID, on: date) -> dict[str, str]:
    """The same for people who were entered by name alone: a name that two members of the union bear names neither."""
    found = session.execute(
        select(Member.name, Member.id).where(Member.union_id == union_id, Member.name.in_(set(names)))
    ).all()
    borne = Counter(row.name for row in found)
    numbers = certificate_numbers((row.id for row in found), on)
    return {row.name: numbers[row.id] for row in found if borne[row.name] == 1 and row.id in numbers}
