"""The union's seat in the investigation team: asked for, given, not invited, the person and the declaration."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.access.roles import Role
from safety.access.scope import Scope
from safety.accidents import operations, queries, rules, schemas, seat_rules
from safety.accidents.models import Accident, Seat
from safety.accidents.routes.blueprint import act_on, found, pages, show_case
from safety.accidents.vocabulary import SeatState
from safety.corrections.guard import said_of_application, who
from safety.corrections.models import Referral
from safety.corrections.vocabulary import ReferralState
from safety.law.bases import by_order_493
from safety.law.days import shanghai_date
from safety.papers.schemas import EnclosedIn
from safety.people.guard import current_scope, needs, today
from safety.people.models import Union
from safety.people.queries import member_names, members_with_role, unions_in
from safety.wire.forms import Form

TEAM_ROLES = (Role.ACCIDENT_OFFICER, Role.DISTRICT_OFFICER, Role.INSPECTOR, Role.SIGNATORY)


def team_choices(accident: Accident) -> list[tuple[str, str]]:
    """Who may take part: the people of the unions in the team and of the responsible union."""
    return _people([accident.union, *(seat.union for seat in accident.seats)])


def _people(unions: Sequence[Union]) -> list[tuple[str, str]]:
    """Their own people, and those of unions below them whom one may see."""
    branch, own = Scope(union_paths=frozenset(one.path for one in unions)), current_scope(P.ACCIDENT_RECORD)
    ids = {one.id for one in unions}
    seen = {one.id for role in TEAM_ROLES for one in members_with_role(role, own, today())}
    there = (one for role in TEAM_ROLES for one in members_with_role(role, branch, today()))
    found = {one.id: one for one in there if one.union_id in ids or one.id in seen}
    return [(str(one.id), one.name) for one in sorted(found.values(), key=lambda one: one.name_order)]


def seats_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The seats, with ``form`` where one was refused."""
    accident = found(accident_id)
    open_case = "seat" in rules.acts(queries.facts_of(accident))
    return show_case(
        "seats.html",
        "seats",
        accident,
        form,
        seats=accident.seats,
        has_team=by_order_493(queries.regime_of(accident), shanghai_date(accident.happened_at)),
        drafts={one.id for one in queries.referrals_of(accident.id) if one.state is ReferralState.DRAFT},
        names=member_names([seat.member_id for seat in accident.seats]),
        unions=[(str(one.id), one.name) for one in unions_in(current_scope(P.ACCIDENT_READ))],
        people_of=lambda seat: _people([seat.union]),
        seat_acts=lambda seat: (
            seat_rules.seat_acts(SeatState(seat.state), declared=seat.declared_at is not None)
            if open_case
            else ()
        ),
    )


@pages.get("/accidents/<uuid:accident_id>/seats")
@needs(P.ACCIDENT_READ)
def seats(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Every union's seat in the team."""
    return seats_page(accident_id, None)


@pages.post("/accidents/<uuid:accident_id>/seats")
@needs(P.ACCIDENT_RECORD)
def ask_seat(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Ask to take part."""
    return act_on(
        accident_id,
        schemas.AskSeatIn(),
        lambda accident, given: operations.ask_seat(**who(), accident=accident, **given),
        _("已登记要求参加调查"),
        seats_page,
    )


def _application(seat: Seat) -> Referral:
    return next(one for one in queries.referrals_of(seat.accident_id) if one.id == seat.referral_id)


def _on_seat(
    accident_id: uuid.UUID,
    seat_id: uuid.UUID,
    schema: Schema,
    operation: Any,
    done: str | Callable[[Seat], str],
) -> ResponseReturnValue:
    def act(accident: Accident, given: dict[str, Any]) -> Seat:
        seat: Seat = operation(**who(), seat=queries.get_seat(seat_id, accident), **given)
        return seat

    return act_on(accident_id, schema, act, done, seats_page)


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/given")
@needs(P.ACCIDENT_RECORD)
def give_seat(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """The government agreed."""
    return _on_seat(accident_id, seat_id, schemas.GiveSeatIn(), operations.give_seat, _("席位已登记"))


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/not-invited")
@needs(P.ACCIDENT_RECORD)
def not_invited(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """The union was not invited: apply to the department."""
    return _on_seat(
        accident_id,
        seat_id,
        schemas.NotInvitedIn(),
        operations.record_not_invited,
        lambda seat: f"{_('已登记未获邀请')}；{said_of_application(_application(seat))}",
    )


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/letter")
@needs(P.ACCIDENT_RECORD)
def send_letter(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the letter that the seat wants now."""
    return _on_seat(accident_id, seat_id, EnclosedIn(), operations.send_letter, _("函已签发"))


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/person")
@needs(P.ACCIDENT_RECORD)
def name_person(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """Name who sits in the team."""
    return _on_seat(accident_id, seat_id, schemas.NamePersonIn(), operations.name_person, _("人员已派出"))


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/declaration")
@needs(P.ACCIDENT_RECORD)
def declare(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """The person declares that there is no direct interest."""
    return _on_seat(
        accident_id, seat_id, schemas.DeclareIn(), operations.declare_no_interest, _("声明已登记")
    )


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/replacement")
@needs(P.ACCIDENT_RECORD)
def replace_person(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody else takes over."""
    return _on_seat(accident_id, seat_id, schemas.ReplaceIn(), operations.replace_person, _("已换人"))


@pages.post("/accidents/<uuid:accident_id>/seats/<uuid:seat_id>/end")
@needs(P.ACCIDENT_RECORD)
def end_seat(accident_id: uuid.UUID, seat_id: uuid.UUID) -> ResponseReturnValue:
    """The union's part in the team has ended."""
    return _on_seat(accident_id, seat_id, schemas.EndSeatIn(), operations.end_seat, _("已登记结束参加"))
