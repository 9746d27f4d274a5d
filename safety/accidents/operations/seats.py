"""The union's seat in an investigation: asked for, given or not, filled, declared, handed on."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place, Scope
from safety.accidents import documents, queries, rules, seat_rules
from safety.accidents.models import Accident, Seat
from safety.accidents.operations.notes import check, note, places_of, refresh, require
from safety.accidents.operations.papers import issue, subject_of
from safety.accidents.vocabulary import SeatState
from safety.corrections import operations as corrections
from safety.corrections.vocabulary import ReferralKind
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers.content import Enclosed
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.models import Member, Union
from safety.people.queries import get_union, place_of
from safety.people.queries.named import named, named_union, not_there
from safety.text import N_, fitted


def ask_seat(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    asked_of: str,
    asked_on: date,
    union_id: uuid.UUID | None = None,
    with_letter: bool = False,
    enclosed: Enclosed | None = None,
    id: uuid.UUID | None = None,
) -> Seat:
    """Ask for a seat for a union (the accident's own unless another is named, in sight or above it); the letter is issued on demand.

    Raises:
        Invalid: a day to come.
        NotPossibleNow: that union has a seat or has asked already; the case is closed.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("seat", accident)
    rules.check_days(shanghai_date(now), asked_on=asked_on)
    union = accident.union
    if union_id is not None and str(union_id) not in union.path.split("/"):
        union = named_union(union_id, actor.scope(P.ACCIDENT_READ))
    elif union_id is not None:  # the accident's own, or one above it
        union = get_union(union_id)
    live = {SeatState.ASKED, SeatState.GIVEN, SeatState.NAMED, SeatState.NOT_INVITED}
    if any(one.union_id == union.id and one.state in live for one in accident.seats):
        raise NotPossibleNow(N_("这个工会已经要求参加或已有席位"), code="seat_known")
    row = Seat(
        id=id or new_id(),
        accident_id=accident.id,
        state=SeatState.ASKED,
        asked_of=asked_of,
        asked_on=asked_on,
        union_id=union.id,
        district_code=union.district_code,
    )
    session.add(row)
    session.flush()
    if with_letter:
        _request(actor, now, row, place_of(accident), enclosed)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "seat_asked", {"union": union.id}, record_id=row.id)
    return row


def _request(actor: Actor, now: datetime, seat: Seat, place: Place, enclosed: Enclosed | None) -> None:
    """Issue the 要求参加事故调查函."""
    accident = seat.accident
    addressee = seat.asked_of or ""
    seat.request_paper_id = issue(
        actor=actor,
        now=now,
        accident=accident,
        place=place,
        kind=PaperKind.PARTICIPATION_REQUEST,
        permission=P.ACCIDENT_RECORD,
        write=lambda subject, title: documents.request_letter(subject, title=title, addressee=addressee),
        asked=[Asked(documents.asked_part(subject_of(accident, place, shanghai_date(now))))],
        enclosed=enclosed,
    ).id


def _letter(actor: Actor, now: datetime, seat: Seat, place: Place, enclosed: Enclosed | None) -> None:
    """Issue the 派员参加事故调查函 of the union that sits."""
    accident = seat.accident
    member = session.get_one(Member, seat.member_id)
    own = next((one for one in places_of(accident) if one.union_id == seat.union_id), place)
    seat.letter_paper_id = issue(
        actor=actor,
        now=now,
        accident=accident,
        place=own,
        kind=PaperKind.SEAT_LETTER,
        permission=P.ACCIDENT_RECORD,
        write=lambda subject, title: documents.seat_letter(
            subject,
            title=title,
            addressee=seat.asked_of,
            person=member.name,
            position=member.position or "",
            expertise=seat.expertise or "",
        ),
        enclosed=enclosed,
    ).id


def send_letter(*, actor: Actor, now: datetime, seat: Seat, enclosed: Enclosed | None = None) -> Seat:
    """Issue the letter that a seat wants now, where none went out or the last one was taken back.

    It is the 要求参加事故调查函 while the seat is asked for, the 派员函 once somebody is named.

    Raises:
        NotPossibleNow: one is out (``letter_out``), or the seat wants none (``seat_state``).
    """
    place = _held(actor, seat, "letter")
    asked = seat.state == SeatState.ASKED
    out = (
        (seat.request_paper_id, seat.request_revoked_at)
        if asked
        else (seat.letter_paper_id, seat.letter_revoked_at)
    )
    if seat_rules.letter_is_out(*out):
        raise NotPossibleNow(N_("函已经签发；需要更正的，先撤销"), code="letter_out")
    if asked:
        _request(actor, now, seat, place_of(seat.accident), enclosed)
    else:
        _letter(actor, now, seat, place, enclosed)
    return _done(actor, now, seat, "seat_letter_sent")


def _held(actor: Actor, seat: Seat, act: str) -> Place:
    """The seat as it is now, held for this transaction; the place by which the actor may act on it."""
    place = require(actor, P.ACCIDENT_RECORD, seat.accident)
    check("seat", seat.accident)
    hold(seat)
    seat_rules.check_seat_act(act, SeatState(seat.state), declared=seat.declared_at is not None)
    return place


def _done(actor: Actor, now: datetime, seat: Seat, action: str) -> Seat:
    seat.version += 1
    accident = seat.accident
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, action, {"union": seat.union_id}, record_id=seat.id)
    return seat


def give_seat(
    *,
    actor: Actor,
    now: datetime,
    seat: Seat,
    given_on: date,
    number: str | None = None,
) -> Seat:
    """Enter that the government gave the union its seat."""
    _held(actor, seat, "give")
    rules.check_days(shanghai_date(now), given_on=given_on)
    seat.state, seat.given_on, seat.number = SeatState.GIVEN, given_on, number
    return _done(actor, now, seat, "seat_given")


def record_not_invited(
    *,
    actor: Actor,
    now: datetime,
    seat: Seat,
    department: str,
    reason: str,
    request: str | None = None,
) -> Seat:
    """Enter that the union was not invited, and apply to a department to deal with it (``Matter.ACCIDENT_NOT_INVITED``)."""
    _held(actor, seat, "not_invited")
    accident = seat.accident
    referral = corrections.refer(
        actor=actor,
        now=now,
        place=place_of(accident),
        department=department,
        about=fitted(accident.title, 200, after="的调查未邀请工会参加"),
        reason=reason,
        request=request or "请责令有关方面依法吸收工会参加事故调查，并将处理结果书面告知我会。",
        kind=ReferralKind.NOT_INVITED,
        site_id=accident.site_id,
        subject_kind=queries.SOURCE,
        subject_id=accident.id,
        permission=P.ACCIDENT_RECORD,
    )
    seat.state, seat.reason, seat.referral_id = SeatState.NOT_INVITED, reason, referral.id
    return _done(actor, now, seat, "seat_refused")


def name_person(
    *,
    actor: Actor,
    now: datetime,
    seat: Seat,
    member_id: uuid.UUID,
    expertise: str,
    with_letter: bool = False,
    enclosed: Enclosed | None = None,
) -> Seat:
    """Name who sits in the team, with the knowledge the law asks for (493 Art 23).

    Raises:
        Invalid: there is no such member in the branch of the union that sits.
    """
    place = _held(actor, seat, "name")
    return _name(actor, now, seat, place, member_id, expertise, enclosed, with_letter=with_letter)


def _name(
    actor: Actor,
    now: datetime,
    seat: Seat,
    place: Place,
    member_id: uuid.UUID,
    expertise: str,
    enclosed: Enclosed | None,
    *,
    with_letter: bool,
) -> Seat:
    member = _member_of(actor, seat.union, member_id)
    if not expertise:
        raise Invalid(fields={"expertise": [N_("请填写专业特长")]})
    seat.state, seat.member_id, seat.expertise, seat.named_at = (
        SeatState.NAMED,
        member.id,
        expertise,
        now,
    )
    if with_letter:
        _letter(actor, now, seat, place, enclosed)
    return _done(actor, now, seat, "seat_filled")


def _member_of(actor: Actor, union: Union, member_id: uuid.UUID) -> Member:
    """A member of the union that sits, or of one below it in sight: a seat is no way into a case for anybody else."""
    scope = actor.scope(P.ACCIDENT_RECORD)
    member = named(Member, member_id, scope, field="member_id", unions=[union.id])
    if not Scope(union_paths=frozenset({union.path})).covers(place_of(member.union)):
        raise not_there("member_id")
    if member.disabled_at is not None:
        raise Invalid(fields={"member_id": [N_("该账号已经停用")]})
    return member


def declare_no_interest(*, actor: Actor, now: datetime, seat: Seat, words: str) -> Seat:
    """Enter the declaration that the person has no direct interest in the accident (493 Art 23)."""
    _held(actor, seat, "declare")
    seat.declared_at, seat.declaration = now, words
    return _done(actor, now, seat, "no_interest_declared")


def replace_person(
    *,
    actor: Actor,
    now: datetime,
    seat: Seat,
    member_id: uuid.UUID,
    expertise: str,
    reason: str,
    with_letter: bool = False,
    enclosed: Enclosed | None = None,
) -> Seat:
    """Have somebody else sit: the old seat is kept with its reason, a new one begins.

    Raises:
        Invalid: no reason; the same person.
    """
    place = _held(actor, seat, "replace")
    if member_id == seat.member_id:
        raise Invalid(fields={"member_id": [N_("接替人员应是另一名人员")]})
    if not reason:
        raise Invalid(fields={"reason": [N_("请填写换人原因")]})
    seat.state, seat.reason, seat.ended_on = SeatState.REPLACED, reason, shanghai_date(now)
    seat.version += 1
    accident = seat.accident
    new = Seat(
        id=new_id(),
        accident_id=accident.id,
        state=SeatState.GIVEN,
        asked_of=seat.asked_of,
        asked_on=seat.asked_on,
        given_on=seat.given_on,
        number=seat.number,
        union_id=seat.union_id,
        district_code=seat.district_code,
    )
    session.add(new)
    session.flush()
    note(actor, now, P.ACCIDENT_RECORD, accident, "seat_handed_on", {"to": new.id}, record_id=seat.id)
    return _name(actor, now, new, place, member_id, expertise, enclosed, with_letter=with_letter)


def end_seat(*, actor: Actor, now: datetime, seat: Seat, ended_on: date, reason: str | None = None) -> Seat:
    """Enter that the union's part in the team has ended."""
    _held(actor, seat, "end")
    rules.check_days(shanghai_date(now), ended_on=ended_on)
    seat.state, seat.ended_on, seat.reason = SeatState.ENDED, ended_on, reason
    return _done(actor, now, seat, "seat_ended")
