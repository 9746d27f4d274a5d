"""The investigation report: versions, signing with the password again, the approval."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents.models import Signing
from safety.accidents.routes.blueprint import LABELS, act_on, found, pages, show_case
from safety.accidents.signing_rules import possible, why_not
from safety.corrections.guard import who
from safety.evidence.queries import files_of_many
from safety.evidence.uploads import form_uploads
from safety.papers.records import verdict_on_record
from safety.people.guard import current_actor, needs
from safety.people.queries import member_names
from safety.people.queries.office import offices_left
from safety.transactions import reads_first
from safety.wire.forms import Form, options
from safety.wire.limits import limited
from safety.wire.schemas import Strict

TRIES = "10 per minute"


def reports_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The versions and the approval, with ``form`` where one was refused."""
    accident = found(accident_id)
    signings = queries.signings_of(accident)
    files = files_of_many(operations.REPORT, [one.id for one in accident.versions])
    if accident.approval:
        files |= files_of_many(operations.APPROVAL, [accident.approval.id])
    return show_case(
        "reports.html",
        "reports",
        accident,
        form,
        versions=accident.versions,
        shut=why_not(operations.signer_of(current_actor(), accident, accident.versions[0]))
        if accident.versions
        else None,
        approval=accident.approval,
        signings=signings,
        left=offices_left((one.appointment_id, one.signed_at) for some in signings.values() for one in some),
        files=files,
        names=member_names({one.member_id for some in signings.values() for one in some}),
    )


@pages.get("/accidents/<uuid:accident_id>/reports")
@needs(P.ACCIDENT_READ)
def reports(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Every version received, who signed how, and the approval."""
    return reports_page(accident_id, None)


@pages.post("/accidents/<uuid:accident_id>/reports")
@needs(P.ACCIDENT_RECORD)
@reads_first
def add_report(accident_id: uuid.UUID) -> ResponseReturnValue:
    """A version of the report came."""
    return act_on(
        accident_id,
        schemas.ReportIn(),
        lambda accident, given: operations.receive_report(
            **who(), accident=accident, uploads=form_uploads(request, "files"), **given
        ),
        _("报告已登记"),
        reports_page,
    )


@pages.post("/accidents/<uuid:accident_id>/reports/<uuid:report_id>/files")
@needs(P.ACCIDENT_RECORD)
@reads_first
def add_report_files(accident_id: uuid.UUID, report_id: uuid.UUID) -> ResponseReturnValue:
    """The file of a version that came without it."""
    return act_on(
        accident_id,
        Strict(),
        lambda accident, _given: operations.attach_report_files(
            **who(), version=queries.get_version(report_id, accident), uploads=form_uploads(request, "files")
        ),
        _("报告文件已附上"),
        reports_page,
    )


@pages.get("/accidents/<uuid:accident_id>/reports/<uuid:report_id>/signatures/<uuid:signing_id>")
@needs(P.ACCIDENT_READ)
def verify_signature(
    accident_id: uuid.UUID, report_id: uuid.UUID, signing_id: uuid.UUID
) -> ResponseReturnValue:
    """What a signature binds, and whether it and the report's files still are what was sealed."""
    accident = found(accident_id)
    version = queries.get_version(report_id, accident)
    signing = queries.get_signing(signing_id, version)
    return show_case(
        "signature.html",
        "reports",
        accident,
        None,
        version=version,
        signing=signing,
        verdict=verdict_on_record(signing.content, signing.seal),
        files=operations.sealed_files(signing),
        names=member_names([signing.member_id]),
    )


@pages.get("/accidents/<uuid:accident_id>/reports/<uuid:report_id>/signature")
@needs(P.ACCIDENT_SIGN)
def sign(accident_id: uuid.UUID, report_id: uuid.UUID) -> ResponseReturnValue:
    """What is signed, and the form that asks for the password and the drawn signature."""
    return _sign_page(accident_id, report_id, Form(schemas.SignIn()))


def _sign_page(accident_id: uuid.UUID, report_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    accident = found(accident_id, P.ACCIDENT_SIGN)
    version = queries.get_version(report_id, accident)
    signer = operations.signer_of(current_actor(), accident, version)
    may = {one.value for one in possible(signer)}
    return show_case(
        "sign_form.html",
        "reports",
        accident,
        form,
        version=version,
        shut=why_not(signer),
        has_file=signer.has_file,
        outcomes=[(value, label) for value, label in options(LABELS["outcomes"]) if value in may],
        files=files_of_many(operations.REPORT, [version.id])[version.id],
        opinions=queries.standing_opinions(accident.id),
    )


@pages.post("/accidents/<uuid:accident_id>/reports/<uuid:report_id>/signature")
@needs(P.ACCIDENT_SIGN)
@limited(TRIES)
def sign_report(accident_id: uuid.UUID, report_id: uuid.UUID) -> ResponseReturnValue:
    """Sign, sign with a reservation, or refuse."""
    form = Form(schemas.SignIn())
    accident = found(accident_id, P.ACCIDENT_SIGN)
    version = queries.get_version(report_id, accident)

    def act(given: dict[str, Any]) -> Signing:
        return operations.sign_report(**who(), version=version, **given)

    if form.submit(act) is None:
        return _sign_page(accident_id, report_id, form)
    flash(_("签署已记录，不能再修改"), "success")
    return redirect(url_for("accidents.reports", accident_id=accident_id))


@pages.post("/accidents/<uuid:accident_id>/approval")
@needs(P.ACCIDENT_RECORD)
@reads_first
def record_approval(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The government approved the report."""
    return act_on(
        accident_id,
        schemas.ApprovalIn(),
        lambda accident, given: operations.record_approval(
            **who(), accident=accident, uploads=form_uploads(request, "files"), **given
        ),
        _("批复已登记"),
        reports_page,
    )
