"""Appointing a member to a role, and ending an appointment."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.roles import LABELS
from safety.people import queries
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Appointment, Member
from safety.people.operations import appointments as operations
from safety.people.queries import registers
from safety.people.routes.blueprint import pages, union_choices
from safety.people.schemas import AppointmentEndIn, AppointmentIn
from safety.wire.forms import Form
from safety.wire.problems import translate


@pages.get("/members/<uuid:member_id>/appointments/new")
@needs(P.MEMBER_MANAGE)
def new_appointment(member_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an appointment."""
    row = queries.get_member(member_id, current_scope(P.MEMBER_MANAGE))
    return _page(Form(AppointmentIn(), {"union_id": row.union_id, "valid_from": today()}), row)


@pages.post("/members/<uuid:member_id>/appointments/new")
@needs(P.MEMBER_MANAGE)
def appoint(member_id: uuid.UUID) -> ResponseReturnValue:
    """Appoint the member."""
    form = Form(AppointmentIn())
    actor = current_actor()
    made = form.submit(lambda given: operations.appoint(actor=actor, now=now(), member_id=member_id, **given))
    if made is None:
        return _page(form, queries.get_member(member_id, current_scope(P.MEMBER_MANAGE)))
    flash(_("已登记任职"), "success")
    return redirect(url_for("people.member", member_id=member_id))


@pages.get("/appointments/<uuid:appointment_id>/end")
@needs(P.MEMBER_MANAGE)
def appointment(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """The form for the end of an appointment."""
    row = registers.get_appointment(appointment_id, current_scope(P.MEMBER_MANAGE))
    return _end_page(Form(AppointmentEndIn(), {"on": today()}), row)


@pages.post("/appointments/<uuid:appointment_id>/end")
@needs(P.MEMBER_MANAGE)
def end_appointment(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """End an appointment."""
    form = Form(AppointmentEndIn())
    actor = current_actor()
    ended = form.submit(
        lambda given: operations.end_appointment(
            actor=actor, now=now(), appointment_id=appointment_id, **given
        )
    )
    if ended is None:
        return _end_page(form, registers.get_appointment(appointment_id, current_scope(P.MEMBER_MANAGE)))
    flash(_("任职已结束"), "success")
    return redirect(url_for("people.member", member_id=ended.member_id))


def _page(form: Form, row: Member) -> ResponseReturnValue:
    return render_template(
        "people/appointment_form.html",
        form=form,
        member=row,
        unions=union_choices(current_scope(P.MEMBER_MANAGE)),
        roles=[(role, translate(label)) for role, label in LABELS.items()],
    ), form.status


def _end_page(form: Form, row: Appointment) -> ResponseReturnValue:
    return render_template("people/appointment_end.html", form=form, appointment=row), form.status
