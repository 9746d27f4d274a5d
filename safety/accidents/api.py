"""Accident cases for programs: whatever a page can do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents import schemas_out as out
from safety.accidents.models import (
    Accident,
    AccidentOpinion,
    Activity,
    Appraisal,
    Approval,
    Extension,
    Handover,
    Notification,
    ReportVersion,
    Seat,
    Signing,
    Victim,
)
from safety.accidents.queries import AccidentFilters, HoursRow, NotificationFilters, NumbersRow, Running
from safety.accidents.rules import GradeOn
from safety.corrections.guard import fresh, status_of, who
from safety.corrections.models import Demand
from safety.errors import Conflict
from safety.law.clocks import Clock
from safety.people.guard import current_scope, needs, now, today
from safety.text import N_
from safety.wire.paging import listing, window_at
from safety.wire.problems import answer

api = Blueprint(
    "accidents_api", __name__, description="Accidents and the union's part in their investigation"
)
ONE = "/accidents/<uuid:accident_id>"


def found(accident_id: uuid.UUID, permission: P = P.ACCIDENT_READ) -> Accident:
    """The accident, where ``permission`` is held."""
    return queries.get_accident(accident_id, current_scope(permission))


@api.route("/accident-notices", methods=["GET"])
@api.arguments(schemas.NotificationArgs, location="query")
@api.response(200, out.NotificationListOut)
@needs(P.ACCIDENT_READ)
def list_notices(args: dict[str, Any]) -> dict[str, Any]:
    """The inbox."""
    window = window_at(args.pop("cursor"), args.pop("limit"))
    args.pop("sort")
    filters = NotificationFilters(**args)
    return listing(queries.list_notifications(current_scope(P.ACCIDENT_READ), filters, window))


@api.route("/accident-notices", methods=["POST"])
@api.arguments(schemas.NotificationIn)
@api.response(201, out.NotificationOut)
@needs(P.ACCIDENT_RECORD)
def add_notice(args: dict[str, Any]) -> Notification:
    """Enter news of an accident."""
    return operations.record_notification(**who(), **args)


@api.route("/accident-notices/<uuid:notification_id>", methods=["GET"])
@api.response(200, out.NotificationOut)
@needs(P.ACCIDENT_READ)
def get_notice(notification_id: uuid.UUID) -> Notification:
    """News of an accident."""
    return queries.get_notification(notification_id, current_scope(P.ACCIDENT_READ))


@api.route("/accident-notices/<uuid:notification_id>/link", methods=["POST"])
@api.arguments(schemas.LinkIn)
@api.response(200, out.NotificationOut)
@needs(P.ACCIDENT_RECORD)
def link_notice(args: dict[str, Any], notification_id: uuid.UUID) -> Notification:
    """Say which accident it is about."""
    notification = queries.get_notification(notification_id, current_scope(P.ACCIDENT_RECORD))
    accident = found(args["accident_id"], P.ACCIDENT_RECORD)
    return operations.link_notification(**who(), notification=notification, accident=accident)


@api.route("/accidents", methods=["GET"])
@api.arguments(schemas.AccidentArgs, location="query")
@api.response(200, out.AccidentListOut)
@needs(P.ACCIDENT_READ)
def list_accidents(args: dict[str, Any]) -> dict[str, Any]:
    """The register, filtered as on the page."""
    window = window_at(args.pop("cursor"), args.pop("limit"))
    sort = args.pop("sort")
    scope = current_scope(P.ACCIDENT_READ)
    return listing(queries.list_accidents(scope, AccidentFilters(**args), window, sort=sort))


@api.route("/accidents", methods=["POST"])
@api.arguments(schemas.AccidentIn)
@api.response(201, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def add_accident(args: dict[str, Any]) -> Accident:
    """Enter an accident; its grade follows from the numbers."""
    return operations.register_accident(**who(), **args)


@api.route(ONE, methods=["GET"])
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_READ)
def get_accident(accident_id: uuid.UUID) -> Accident:
    """An accident."""
    return found(accident_id)


@api.route(ONE, methods=["PUT"])
@api.doc(parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}])
@api.arguments(schemas.AccidentEditIn)
@api.response(200, out.AccidentOut)
@api.alt_response(412, description="It was changed since it was read")
@needs(P.ACCIDENT_RECORD)
def edit_accident(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Correct what was entered."""
    accident: Accident = fresh(found(accident_id, P.ACCIDENT_RECORD))
    return operations.edit_accident(**who(), accident=accident, **args)


@api.route(f"{ONE}/casualties", methods=["POST"])
@api.arguments(schemas.CasualtiesIn)
@api.response(201, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def report_casualties(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Add the numbers as known on a day; the grade is computed anew."""
    accident = found(accident_id, P.ACCIDENT_RECORD)
    operations.report_casualties(**who(), accident=accident, **args)
    return accident


@api.route(f"{ONE}/grades", methods=["GET"])
@api.response(200, out.GradeOut(many=True))
@needs(P.ACCIDENT_READ)
def list_grades(accident_id: uuid.UUID) -> list[GradeOn]:
    """How the grade changed, each time with its reason and who investigates by law."""
    return queries.grades_of(found(accident_id), today())


@api.route(f"{ONE}/clocks", methods=["GET"])
@api.response(200, out.ClockOut(many=True))
@needs(P.ACCIDENT_READ)
def list_clocks(accident_id: uuid.UUID) -> list[Clock]:
    """Every term of the accident."""
    return queries.clocks_of(found(accident_id))


@api.route("/accident-clocks", methods=["GET"])
@api.arguments(schemas.RunningArgs, location="query")
@api.response(200, out.RunningOut(many=True))
@needs(P.ACCIDENT_READ)
def list_running(args: dict[str, Any]) -> list[Running]:
    """Terms that run, by accident, the soonest first."""
    return queries.running_clocks(current_scope(P.ACCIDENT_READ), now(), due=args["due"])


@api.route(f"{ONE}/victims", methods=["GET"])
@api.response(200, out.MaskedVictimOut(many=True))
@needs(P.ACCIDENT_READ)
def list_victims(accident_id: uuid.UUID) -> Sequence[Victim]:
    """Who was hurt, without names."""
    return queries.victims_of(found(accident_id).id)


@api.route(f"{ONE}/victims", methods=["POST"])
@api.arguments(schemas.VictimIn)
@api.response(201, out.MaskedVictimOut)
@needs(P.ACCIDENT_RECORD)
def add_victim(args: dict[str, Any], accident_id: uuid.UUID) -> Victim:
    """Enter a person who was hurt."""
    return operations.add_victim(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/victims/shown", methods=["POST"])
@api.response(200, out.VictimOut(many=True))
@needs(P.ACCIDENT_UNMASK)
def show_victims(accident_id: uuid.UUID) -> Sequence[Victim]:
    """Who was hurt, in clear; the look is audited."""
    return operations.show_victims(**who(), accident=found(accident_id, P.ACCIDENT_UNMASK))


@api.route(f"{ONE}/handovers", methods=["GET"])
@api.response(200, out.HandoverOut(many=True))
@needs(P.ACCIDENT_READ)
def list_handovers(accident_id: uuid.UUID) -> Sequence[Handover]:
    """Taking over and entrusting."""
    return queries.handovers_of(found(accident_id).id)


@api.route(f"{ONE}/handovers", methods=["POST"])
@api.arguments(schemas.HandoverIn)
@api.response(201, out.HandoverOut)
@needs(P.ACCIDENT_RECORD)
def add_handover(args: dict[str, Any], accident_id: uuid.UUID) -> Handover:
    """The investigation was taken over or entrusted."""
    return operations.record_handover(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/extensions", methods=["POST"])
@api.arguments(schemas.ExtensionIn)
@api.response(201, out.ExtensionOut)
@needs(P.ACCIDENT_RECORD)
def add_extension(args: dict[str, Any], accident_id: uuid.UUID) -> Extension:
    """An extension was approved."""
    return operations.extend_term(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/appraisals", methods=["POST"])
@api.arguments(schemas.AppraisalIn)
@api.response(201, out.AppraisalOut)
@needs(P.ACCIDENT_RECORD)
def add_appraisal(args: dict[str, Any], accident_id: uuid.UUID) -> Appraisal:
    """Days of technical appraisal, which do not count."""
    return operations.record_appraisal(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/days", methods=["POST"])
@api.arguments(schemas.DaysIn)
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def record_days(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """When copies were sent, measures evaluated, 工伤认定 applied for."""
    return operations.record_days(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/seats", methods=["POST"])
@api.arguments(schemas.AskSeatIn)
@api.response(201, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def ask_seat(args: dict[str, Any], accident_id: uuid.UUID) -> Seat:
    """Ask to take part."""
    return operations.ask_seat(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


def _seat(accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    return queries.get_seat(seat_id, found(accident_id, P.ACCIDENT_RECORD))


@api.route(f"{ONE}/seats/<uuid:seat_id>/given", methods=["POST"])
@api.arguments(schemas.GiveSeatIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def give_seat(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The government gave the seat."""
    return operations.give_seat(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/not-invited", methods=["POST"])
@api.arguments(schemas.NotInvitedIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def not_invited(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The union was not invited: the application goes to the department."""
    return operations.record_not_invited(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/person", methods=["POST"])
@api.arguments(schemas.NamePersonIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def name_person(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """Name who sits."""
    return operations.name_person(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/declaration", methods=["POST"])
@api.arguments(schemas.DeclareIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def declare(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The declaration of no direct interest."""
    return operations.declare_no_interest(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/replacement", methods=["POST"])
@api.arguments(schemas.ReplaceIn)
@api.response(201, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def replace_person(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """Somebody else sits; the new seat is answered."""
    return operations.replace_person(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/end", methods=["POST"])
@api.arguments(schemas.EndSeatIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def end_seat(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The union's part in the team has ended."""
    return operations.end_seat(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/activities", methods=["GET"])
@api.response(200, out.ActivityOut(many=True))
@needs(P.ACCIDENT_READ)
def list_activities(accident_id: uuid.UUID) -> Sequence[Activity]:
    """What the union's people did, the newest first."""
    return queries.activities_of(found(accident_id).id)


@api.route(f"{ONE}/activities/<uuid:activity_id>", methods=["PUT"])
@api.arguments(schemas.ActivityIn)
@api.response(201, out.ActivityOut, description="Kept")
@api.alt_response(200, schema=out.ActivityOut, description="The same again")
@api.alt_response(409, description="Other content under this id; both are kept")
@needs(P.ACCIDENT_RECORD)
def put_activity(args: dict[str, Any], accident_id: uuid.UUID, activity_id: uuid.UUID) -> Any:
    """Send an activity from a tablet; safe to repeat."""
    accident = found(accident_id, P.ACCIDENT_RECORD)
    kept = operations.record_activity(**who(), accident=accident, id=activity_id, facts=args["facts"])
    if kept.outcome == "conflict":
        # Answered, not raised: what was sent is kept beside the first and has to be committed.
        return answer(
            Conflict(
                N_("同一编号下已有不同内容的参与记录，两份都已保留，请人工核对"),
                code="other_content",
                extra={"present": {"digest": kept.activity.digest}},
            )
        )
    return kept.activity, status_of(made=kept.outcome == "created")


@api.route("/accident-hours", methods=["GET"])
@api.arguments(schemas.SpanArgs, location="query")
@api.response(200, out.HoursOut(many=True))
@needs(P.ACCIDENT_READ)
def list_hours(args: dict[str, Any]) -> list[HoursRow]:
    """Hours of participation by member."""
    return queries.hours_by_member(current_scope(P.ACCIDENT_READ), **args)


@api.route(f"{ONE}/opinions", methods=["GET"])
@api.response(200, out.OpinionOut(many=True))
@needs(P.ACCIDENT_READ)
def list_opinions(accident_id: uuid.UUID) -> Sequence[AccidentOpinion]:
    """The union's opinions."""
    return queries.opinions_of(found(accident_id).id)


@api.route(f"{ONE}/opinions", methods=["POST"])
@api.arguments(schemas.OpinionIn)
@api.response(201, out.OpinionOut)
@needs(P.ACCIDENT_RECORD)
def add_opinion(args: dict[str, Any], accident_id: uuid.UUID) -> AccidentOpinion:
    """Give an opinion."""
    return operations.give_opinion(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/opinions/<uuid:opinion_id>/answer", methods=["POST"])
@api.arguments(schemas.AnswerIn)
@api.response(200, out.OpinionOut)
@needs(P.ACCIDENT_RECORD)
def answer_opinion(args: dict[str, Any], accident_id: uuid.UUID, opinion_id: uuid.UUID) -> AccidentOpinion:
    """Enter the answer."""
    opinion = queries.get_opinion(opinion_id, found(accident_id, P.ACCIDENT_RECORD))
    return operations.answer_opinion(**who(), opinion=opinion, **args)


@api.route(f"{ONE}/reports", methods=["POST"])
@api.arguments(schemas.ReportIn)
@api.response(201, out.ReportOut)
@needs(P.ACCIDENT_RECORD)
def add_report(args: dict[str, Any], accident_id: uuid.UUID) -> ReportVersion:
    """A version of the report came."""
    return operations.receive_report(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/reports/<uuid:version_id>/signature", methods=["POST"])
@api.arguments(schemas.SignIn)
@api.response(201, out.SigningOut)
@needs(P.ACCIDENT_SIGN)
def sign_report(args: dict[str, Any], accident_id: uuid.UUID, version_id: uuid.UUID) -> Signing:
    """Sign, sign with a reservation, or refuse."""
    version = queries.get_version(version_id, found(accident_id, P.ACCIDENT_SIGN))
    return operations.sign_report(**who(), version=version, **args)


@api.route(f"{ONE}/approval", methods=["POST"])
@api.arguments(schemas.ApprovalIn)
@api.response(201, out.ApprovalOut)
@needs(P.ACCIDENT_RECORD)
def record_approval(args: dict[str, Any], accident_id: uuid.UUID) -> Approval:
    """The government approved the report."""
    return operations.record_approval(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/measures", methods=["GET"])
@api.response(200, out.MeasureOut(many=True))
@needs(P.ACCIDENT_READ)
def list_measures(accident_id: uuid.UUID) -> Sequence[Demand]:
    """The corrective measures."""
    return queries.measures_of(found(accident_id))


@api.route(f"{ONE}/measures", methods=["POST"])
@api.arguments(schemas.MeasureIn)
@api.response(201, out.MeasureOut)
@needs(P.ACCIDENT_RECORD)
def add_measure(args: dict[str, Any], accident_id: uuid.UUID) -> Demand:
    """Enter a corrective measure; replies and verification go through the demand."""
    return operations.raise_measure(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/close", methods=["POST"])
@api.arguments(schemas.CloseIn)
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def close(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Put the case into the archive."""
    return operations.close_accident(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route("/accident-numbers", methods=["GET"])
@api.arguments(schemas.NumbersArgs, location="query")
@api.response(200, out.NumbersOut(many=True))
@needs(P.ACCIDENT_READ)
def list_numbers(args: dict[str, Any]) -> list[NumbersRow]:
    """Accidents and the union's part, by grade, category, district or month."""
    filters = AccidentFilters(since=args["since"], until=args["until"])
    return queries.numbers(current_scope(P.ACCIDENT_READ), by=args["by"], filters=filters)


@api.route("/calendar", methods=["POST"])
@api.response(201, out.CalendarOut)
@needs(P.ACCIDENT_READ)
def make_calendar() -> dict[str, str]:
    """A new address of one's calendar of terms, told this once; the one before ends."""
    _feed, token = operations.make_feed(**who())
    base: str = current_app.config["SETTINGS"].base_url
    return {"address": base.rstrip("/") + url_for("accidents.calendar_file", token=token)}


@api.route("/calendar", methods=["DELETE"])
@api.response(204)
@needs(P.ACCIDENT_READ)
def revoke_calendar() -> None:
    """End one's calendar's address."""
    operations.revoke_feed(**who())
