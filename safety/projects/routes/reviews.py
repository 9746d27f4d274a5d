"""A review: opened, its materials, people and attendance, referral; the page that shows all of it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections import queries as corrections
from safety.corrections.gate import Shut
from safety.corrections.guard import said_of_application, who
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.evidence.queries import files_of_many
from safety.evidence.uploads import form_uploads
from safety.law.days import shanghai_date
from safety.papers.queries import copies_before, papers_of
from safety.people.guard import current_actor, current_scope, needs, today
from safety.people.queries import member_names
from safety.people.queries.office import last_days_in_office
from safety.projects import facts, operations, queries, schemas
from safety.projects.models import Review
from safety.projects.operations.opinions import OPINION
from safety.projects.operations.reviews import MATERIAL, SIGNATURE
from safety.projects.page_words import next_step
from safety.projects.routes.blueprint import act_on_review, found_review, pages, show
from safety.projects.rules import missing_for
from safety.projects.signing_rules import SigningAct, why_not
from safety.projects.vocabulary import Conclusion, ReviewKind
from safety.transactions import reads_first
from safety.wire.forms import Form
from safety.wire.schemas import Strict


@pages.get("/projects/<uuid:project_id>/reviews/new")
@needs(P.PROJECT_RECORD)
def new_review(project_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an invitation, or for having found out that there was none."""
    kind = request.args.get("kind", ReviewKind.DESIGN)
    present = {"kind": kind if kind in set(ReviewKind) else ReviewKind.DESIGN, "invited": "true"}
    return _opening(project_id, Form(schemas.ReviewIn(), present))


def _opening(project_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    project = queries.get_project(project_id, current_scope(P.PROJECT_RECORD))
    return show("review_form.html", form.status, form=form, project=project)


@pages.post("/projects/<uuid:project_id>/reviews/new")
@needs(P.PROJECT_RECORD)
def open_review(project_id: uuid.UUID) -> ResponseReturnValue:
    """Enter the review."""
    form = Form(schemas.ReviewIn())
    project = queries.get_project(project_id, current_scope(P.PROJECT_RECORD))
    made = form.submit(lambda values: operations.open_review(**who(), project=project, **values))
    if made is None:
        return _opening(project_id, form)
    flash(_("已登记"), "success")
    return redirect(url_for("projects.review", review_id=made.id))


@pages.get("/projects/reviews/<uuid:review_id>")
@needs(P.PROJECT_READ)
def review(review_id: uuid.UUID) -> ResponseReturnValue:
    """One review with everything that belongs to it, and what may be done now."""
    return review_page(found_review(review_id), None)


def review_page(row: Review, form: Form | None) -> ResponseReturnValue:
    """The page of a review; with a refused form, what was wrong."""
    opinions = {one.demand_id: one for one in row.opinions}
    again = queries.reopened_of([row.id])
    conditions = queries.conditions_of([row.id])
    replies = corrections.replies_of_demands([*opinions, *(one.id for one in [*conditions, *again])])
    rechecks = corrections.rechecks_of_demands([*opinions, *(one.id for one in conditions)])
    pictures = files_of_many(OPINION, list(opinions))
    pictures |= files_of_many(MATERIAL, [one.id for one in row.materials])
    pictures |= files_of_many(
        SIGNATURE, [one.id for one in row.attendances] + [one.id for one in row.sign_offs]
    )
    pictures |= files_of_many(REPLY_ITEM, [item.id for reply in replies for item in reply.items])
    facts = queries.gate_facts(row)
    return show(
        "review.html",
        form.status if form else 200,
        form=form,
        review=row,
        project=row.project,
        next_step=next_step(row),
        replies={item.demand_id: (reply, item) for reply in replies for item in reply.items},
        rechecks={item.demand_id: (one, item) for one in rechecks for item in one.items},
        recheck_offices=last_days_in_office(
            {(one.by_id, one.checked_on) for one in rechecks}, P.PROJECT_RECORD
        ),
        in_time={
            one.id for one in replies if row.reply_by and shanghai_date(one.received_at) <= row.reply_by
        },
        conditions=conditions,
        reopened={one.continues_id: one for one in again},
        unsent=queries.unsent(row),
        copies=copies_before(row.union_id, queries.SOURCE, [row.id]),
        pictures=pictures,
        papers=papers_of(queries.SOURCE, row.id),
        referrals=queries.referrals_of(row.id),
        applied=queries.applied_uninvited(row.id),
        links=queries.links_of(row.id),
        gates=[(one, missing_for(one, facts)) for one in Conclusion],
        names=_names(row),
        reviewers=[(str(one.id), one.name) for one in queries.reviewers(current_scope(P.PROJECT_READ))],
        shut=_shut(row),
        lacking=queries.missing_to_sign(row),
        receipt_days=_receipt_days,
    )


def _receipt_days(row: Review) -> list[tuple[str, str]]:
    """The days on which documents came, the newest first."""
    days = sorted({one.received_on for one in row.materials}, reverse=True)
    return [(day.isoformat(), day.isoformat()) for day in days]


def _shut(row: Review) -> dict[str, Shut | None]:
    """Why the reader may not sign, counter-sign or supplement; None offers it."""
    signer = operations.signer_of(current_actor(), row)
    return {act.value: why_not(act, signer) for act in SigningAct}


def _names(row: Review) -> dict[uuid.UUID, str]:
    ids: list[Any] = [one.member_id for one in row.participants]
    ids += [one.member_id for one in row.dissents]
    for one in row.sign_offs:
        ids += [one.proposed_by, one.signed_by, one.countered_by]
    return member_names(ids)


@pages.post("/projects/reviews/<uuid:review_id>/materials")
@needs(P.PROJECT_RECORD)
@reads_first
def add_material(review_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a paper that the owner sent."""
    return act_on_review(
        review_id,
        schemas.MaterialIn(),
        lambda row, values: operations.add_material(
            **who(), review=row, uploads=form_uploads(request, "files"), **values
        ),
        _("资料已登记"),
        review_page,
    )


@pages.post("/projects/reviews/<uuid:review_id>/material-receipts")
@needs(P.PROJECT_RECORD)
def issue_material_receipt(review_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the receipt of a day's documents."""
    return act_on_review(
        review_id,
        schemas.MaterialReceiptIn(),
        lambda row, values: operations.issue_material_receipt(**who(), review=row, **values),
        _("资料签收单已签发"),
        review_page,
    )


@pages.post("/projects/reviews/<uuid:review_id>/participants")
@needs(P.PROJECT_RECORD)
def add_participant(review_id: uuid.UUID) -> ResponseReturnValue:
    """Name a participant."""
    return act_on_review(
        review_id,
        schemas.ParticipantIn(),
        lambda row, values: operations.add_participant(**who(), review=row, **values),
        _("参加人员已登记"),
        review_page,
    )


@pages.get("/projects/reviews/<uuid:review_id>/attendance")
@needs(P.PROJECT_RECORD)
def attendance(review_id: uuid.UUID) -> ResponseReturnValue:
    """The form where somebody present signs in on the tablet."""
    present = {"kind": "meeting", "held_on": today().isoformat(), "is_union": "true"}
    return _attendance(found_review(review_id, P.PROJECT_RECORD), Form(schemas.AttendanceIn(), present))


def _attendance(row: Review, form: Form) -> ResponseReturnValue:
    return show("attendance_form.html", form.status, form=form, review=row, project=row.project)


@pages.post("/projects/reviews/<uuid:review_id>/attendance")
@needs(P.PROJECT_RECORD)
def record_attendance(review_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the attendance with the drawn signature."""
    return act_on_review(
        review_id,
        schemas.AttendanceIn(),
        lambda row, values: operations.record_attendance(**who(), review=row, **values),
        _("到场情况已登记"),
        _attendance,
    )


@pages.post("/projects/reviews/<uuid:review_id>/attendance-sheet")
@needs(P.PROJECT_RECORD)
def issue_attendance_sheet(review_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the attendance sheet."""
    return act_on_review(
        review_id,
        Strict(),
        lambda row, _values: operations.issue_attendance_sheet(**who(), review=row),
        _("签到表已签发"),
        review_page,
    )


@pages.get("/projects/reviews/<uuid:review_id>/referral")
@needs(P.NOTICE_ISSUE)
def referral_form(review_id: uuid.UUID) -> ResponseReturnValue:
    """The application to a department."""
    return _referral(found_review(review_id), Form(schemas.ReferralIn()))


def _referral(row: Review, form: Form) -> ResponseReturnValue:
    legal = not row.invited and facts.has_legal_term(row)
    return show(
        "referral_form.html",
        form.status,
        form=form,
        review=row,
        project=row.project,
        legal=legal,
        opinions=[] if row.invited else [one.demand_id for one in queries.open_sent(row)],
    )


@pages.post("/projects/reviews/<uuid:review_id>/referral")
@needs(P.NOTICE_ISSUE)
def refer_review(review_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the application."""
    return act_on_review(
        review_id,
        schemas.ReferralIn(),
        lambda row, values: operations.refer_review(**who(), review=row, **values),
        said_of_application,
        _referral,
    )


@pages.post("/projects/reviews/<uuid:review_id>/settle")
@needs(P.PROJECT_SIGN)
def settle_review(review_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a review without the union is settled."""
    return act_on_review(
        review_id,
        schemas.ReasonIn(),
        lambda row, values: operations.settle_review(**who(), review=row, **values),
        _("已了结"),
        review_page,
    )
