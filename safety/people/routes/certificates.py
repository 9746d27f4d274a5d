"""Inspectors' certificates: the list, entering one, changing one."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.people import queries
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Certificate, Member
from safety.people.operations import appointments as operations
from safety.people.queries import registers
from safety.people.routes.blueprint import pages
from safety.people.rules import CERTIFICATE_LABELS
from safety.people.schemas import CertificateChange, CertificateFilters, CertificateIn
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate


def certificate_filters() -> dict[str, Any]:
    """The filters of the address; one that makes no sense is left out."""
    given = {name: request.args[name] for name in ("q", "state", "sort") if request.args.get(name)}
    try:
        loaded = CertificateFilters().load(given)
    except ValidationError:
        loaded = CertificateFilters().load({})
    return {name: loaded[name] for name in ("q", "state", "sort")}


@pages.get("/certificates")
@needs(P.MEMBER_READ)
def certificates() -> ResponseReturnValue:
    """The list of certificates, the next to end first."""
    page = registers.list_certificates(
        current_scope(P.MEMBER_READ), page_window(), on=today(), **certificate_filters()
    )
    return render_template(
        "people/certificates.html",
        page=page,
        labels=CERTIFICATE_LABELS,
        today=today(),
        expiring_days=registers.EXPIRING_DAYS,
    )


@pages.get("/members/<uuid:member_id>/certificates/new")
@needs(P.MEMBER_MANAGE)
def new_certificate(member_id: uuid.UUID) -> ResponseReturnValue:
    """The form for a certificate."""
    row = queries.get_member(member_id, current_scope(P.MEMBER_MANAGE))
    return _page(Form(CertificateIn()), row)


@pages.post("/members/<uuid:member_id>/certificates/new")
@needs(P.MEMBER_MANAGE)
def record_certificate(member_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a certificate."""
    form = Form(CertificateIn())
    actor = current_actor()
    made = form.submit(
        lambda given: operations.record_certificate(actor=actor, now=now(), member_id=member_id, **given)
    )
    if made is None:
        return _page(form, queries.get_member(member_id, current_scope(P.MEMBER_MANAGE)))
    flash(_("已登记检查员证"), "success")
    return redirect(url_for("people.member", member_id=member_id))


@pages.get("/certificates/<uuid:certificate_id>")
@needs(P.MEMBER_MANAGE)
def certificate(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """The form for a certificate's new state."""
    row = registers.get_certificate(certificate_id, current_scope(P.MEMBER_MANAGE))
    fields = ("status", "valid_to", "last_training_on", "last_exam_result")
    present: dict[str, Any] = {name: getattr(row, name) for name in fields}
    return _change_page(Form(CertificateChange(), present | {"on": today()}), row)


@pages.post("/certificates/<uuid:certificate_id>")
@needs(P.MEMBER_MANAGE)
def change_certificate(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Suspend, cancel, restore or prolong a certificate."""
    form = Form(CertificateChange())
    actor = current_actor()
    changed = form.submit(
        lambda given: operations.change_certificate(
            actor=actor, now=now(), certificate_id=certificate_id, **given
        )
    )
    if changed is None:
        return _change_page(form, registers.get_certificate(certificate_id, current_scope(P.MEMBER_MANAGE)))
    flash(_("已保存"), "success")
    return redirect(url_for("people.member", member_id=changed.member_id))


def _page(form: Form, row: Member) -> ResponseReturnValue:
    return render_template("people/certificate_form.html", form=form, member=row), form.status


def _change_page(form: Form, row: Certificate) -> ResponseReturnValue:
    statuses = [(status, translate(label)) for status, label in CERTIFICATE_LABELS.items()]
    return render_template(
        "people/certificate_change.html",
        form=form,
        certificate=row,
        statuses=statuses,
        labels=CERTIFICATE_LABELS,
    ), form.status
