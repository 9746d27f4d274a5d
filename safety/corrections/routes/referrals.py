"""Applications to departments, evacuation proposals, and the usual terms."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections.answer_terms import TERM_LABELS, terms_of
from safety.corrections.case_words import application_words, case_files, case_papers, usual_addressee
from safety.corrections.clocks import Terms, minutes_between
from safety.corrections.facts import answer_term, attachments_of, fitting_kinds, subject_of
from safety.corrections.models import Demand, EvacuationProposal, Referral
from safety.corrections.queries import ReferralFilters
from safety.corrections.referral_rules import (
    ReferralAct,
    can_be_sent,
    check_referral,
    issuing_right,
    referral_acts,
)
from safety.corrections.routes.blueprint import pages, show, who
from safety.corrections.rules import sight_of
from safety.corrections.subjects import address_of
from safety.corrections.vocabulary import REFERRAL_KIND_LABELS, ReferralState
from safety.errors import NotFound
from safety.law.days import SHANGHAI
from safety.law.due_days import REFERRAL_DAYS
from safety.papers.queries import copies_before, lines_of
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Union
from safety.people.queries import get_union, member_names, place_of, unions_in
from safety.wire.addresses import given_filters, id_in, ids_in, posted_id, posted_ids
from safety.wire.forms import Form, closed_to_edits
from safety.wire.paging import page_window
from safety.wire.schemas import Strict

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)


@pages.get("/referrals")
@needs(*READ)
def referrals() -> ResponseReturnValue:
    """The list of applications with their 30 days."""
    filters = ReferralFilters(**given_filters(schemas.ReferralArgs(), ("q", "status", "site_id")))
    page = queries.list_referrals(sight_of(current_actor()), filters, page_window(), today())
    terms = terms_of(page.items)
    return show(
        "referrals.html", page=page, filters=filters, days=REFERRAL_DAYS, terms=terms, term_labels=TERM_LABELS
    )


@pages.get("/referrals/new")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def new_referral() -> ResponseReturnValue:
    """Write an application about one or several demands."""
    return _referral_form(None, ids_in("demand"))


def _referral_form(form: Form | None, ids: list[uuid.UUID]) -> ResponseReturnValue:
    demands = queries.get_demands(ids, sight_of(current_actor()))
    if not demands:
        raise NotFound
    # Only whoever may keep the draft is shown its form.
    current_actor().require(issuing_right(subject_of(demands)[0]), place_of(demands[0]))
    form = form or Form(
        schemas.ReferralIn(),
        {
            **application_words(demands, today()),
            "department": usual_addressee(demands, today()),
            "attachments": "\n".join(case_papers(demands)),
            "copies_to": "\n".join(_copies(demands)),
        },
    )
    return _show_form(form, demands, None)


def _show_form(form: Form, demands: Sequence[Demand], row: Referral | None) -> ResponseReturnValue:
    about = (row.subject_kind, row.subject_id) if row else subject_of(demands)
    return show(
        "referral_form.html",
        form.status,
        form=form,
        demands=demands,
        referral=row,
        evidence=case_files(demands),
        kinds={one: REFERRAL_KIND_LABELS[one] for one in fitting_kinds(*about, demands)},
    )


def _copies(demands: Sequence[Demand]) -> list[str]:
    """Who had a copy of the notice that the demands stand on."""
    notices = queries.notices_of_demands([one.id for one in demands])
    return copies_before(demands[0].union_id, "notice", [one.id for one in notices]) if demands else []


def _listed(given: dict[str, Any]) -> dict[str, Any]:
    """The form's values; a list that was emptied is empty, not left out."""
    emptied = [one for one in ("attachments", "copies_to") if one in request.form and not given[one]]
    return given | {one: [] for one in emptied}


@pages.post("/referrals/new")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def keep_referral() -> ResponseReturnValue:
    """Keep the draft."""
    form = Form(schemas.ReferralIn())
    sight = sight_of(current_actor())

    def act(given: dict[str, Any]) -> Referral:
        demands = queries.get_demands(given["demand_ids"], sight)
        right = issuing_right(subject_of(demands)[0])
        return operations.draft_referral(
            **who(), place=place_of(demands[0]), permission=right, **_listed(given)
        )

    kept = form.submit(act)
    if kept is None:
        return _referral_form(form, posted_ids("demand_ids[]"))
    flash(_("草稿已保存，请预览后签发"), "success")
    return redirect(url_for("corrections.referral", referral_id=kept.id))


@pages.get("/referrals/<uuid:referral_id>")
@needs(*READ)
def referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """One application: what was asked, its clock, its answer."""
    return _referral_page(referral_id, None)


def _referral_page(referral_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = queries.get_referral(referral_id, sight_of(current_actor()))
    demands = queries.demands_of_referral(found.id)
    standing = queries.referral_now(found, demands)
    return show(
        "referral.html",
        form.status if form else 200,
        form=form,
        referral=found,
        subject_url=address_of(current_actor(), found.subject_kind, found.subject_id),
        demands=demands,
        acts=referral_acts(standing),
        stuck=found.state == ReferralState.DRAFT and not can_be_sent(standing),
        right=issuing_right(found.subject_kind),
        names=member_names([found.drafted_by, found.sent_by]),
        days=REFERRAL_DAYS,
        term=answer_term(found, demands),
    )


def _own(referral_id: uuid.UUID) -> tuple[Referral, P]:
    """The application, and the right with which it is drafted, issued and followed."""
    found = queries.get_referral(referral_id, sight_of(current_actor()))
    return found, issuing_right(found.subject_kind)


@pages.get("/referrals/<uuid:referral_id>/edit")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def edit_referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Change a draft."""
    found, right = _own(referral_id)
    current_actor().require(right, place_of(found))
    page = url_for("corrections.referral", referral_id=referral_id)
    if away := closed_to_edits(lambda: check_referral(queries.referral_now(found), ReferralAct.UPDATE), page):
        return away
    names = ("kind", "department", "about", "reason", "request")
    listed = "\n".join(attachments_of(found, queries.demands_of_referral(found.id)))
    present = {one: getattr(found, one) for one in names} | lines_of(found.paper_id) | {"attachments": listed}
    return _edit_form(found, Form(schemas.ReferralChangeIn(), present))


def _edit_form(found: Referral, form: Form) -> ResponseReturnValue:
    return _show_form(form, queries.demands_of_referral(found.id), found)


@pages.post("/referrals/<uuid:referral_id>/edit")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def update_referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the changes."""
    form = Form(schemas.ReferralChangeIn())
    found, right = _own(referral_id)
    if (
        form.submit(
            lambda given: operations.update_referral(
                **who(), referral=found, permission=right, **_listed(given)
            )
        )
        is None
    ):
        return _edit_form(_own(referral_id)[0], form)
    flash(_("草稿已保存"), "success")
    return redirect(url_for("corrections.referral", referral_id=referral_id))


def _act_on(referral_id: uuid.UUID, schema: Schema, act: Any, done: str, to: str) -> ResponseReturnValue:
    form = Form(schema)
    found, right = _own(referral_id)
    if not form.carry_out(lambda given: act(**who(), referral=found, permission=right, **given)):
        return _referral_page(referral_id, form)
    flash(done, "success")
    return redirect(to)


@pages.post("/referrals/<uuid:referral_id>/issue")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def issue_referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Issue: the number is taken, and the demands are referred."""
    done = _("处理申请已签发；部门签收后请登记签收日期")
    there = url_for("corrections.referral", referral_id=referral_id)
    return _act_on(referral_id, Strict(), operations.issue_referral, done, there)


@pages.post("/referrals/<uuid:referral_id>/discard")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def discard_referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Delete a draft."""
    there = url_for("corrections.referrals")
    return _act_on(referral_id, Strict(), operations.discard_referral, _("草稿已弃用"), there)


@pages.post("/referrals/<uuid:referral_id>/revoke")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def revoke_referral(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Revoke what was sent and not answered."""
    done = _("处理申请已作废，文号保留")
    there = url_for("corrections.referral", referral_id=referral_id)
    return _act_on(referral_id, schemas.ReasonIn(), operations.revoke_referral, done, there)


@pages.post("/referrals/<uuid:referral_id>/receipt")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def referral_receipt(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The department received it."""
    done = _("签收日期已登记，期限开始计算")
    there = url_for("corrections.referral", referral_id=referral_id)
    return _act_on(referral_id, schemas.ReceiptIn(), operations.record_referral_receipt, done, there)


@pages.post("/referrals/<uuid:referral_id>/answer")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def referral_answer(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The department decided."""
    there = url_for("corrections.referral", referral_id=referral_id)
    return _act_on(
        referral_id, schemas.AnswerIn(), operations.record_referral_answer, _("部门答复已登记"), there
    )


@pages.get("/evacuations")
@needs(P.CORRECTION_READ)
def evacuations() -> ResponseReturnValue:
    """Evacuation proposals, undecided ones first."""
    page = queries.list_evacuations(current_scope(P.CORRECTION_READ), page_window())
    return show("evacuations.html", page=page, minutes=minutes_between, now=now())


@pages.get("/evacuations/new")
@needs(P.INSPECTION_RECORD)
def new_evacuation() -> ResponseReturnValue:
    """Propose at once; the minute is filled in."""
    site_id = id_in("site_id")
    if site_id is None:
        raise NotFound
    site = queries.site_of(site_id, current_scope(P.INSPECTION_RECORD))
    form = Form(schemas.EvacuationIn(), {"copies_to": "\n".join(queries.copies_at(site))})
    return _evacuation_form(form, site_id)


def _evacuation_form(form: Form, site_id: uuid.UUID | None) -> ResponseReturnValue:
    if site_id is None:
        raise NotFound
    site = queries.site_of(site_id, current_scope(P.INSPECTION_RECORD))
    return show("evacuation_form.html", form.status, form=form, site=site, local_now=_local_minute())


def _local_minute() -> str:
    """This minute as a date-and-time field shows it."""
    return now().astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


@pages.post("/evacuations/new")
@needs(P.INSPECTION_RECORD)
def propose_evacuation() -> ResponseReturnValue:
    """Issue the 撤离建议书."""
    form = Form(schemas.EvacuationIn())
    scope = current_scope(P.INSPECTION_RECORD)

    def act(given: dict[str, Any]) -> EvacuationProposal:
        return operations.propose_evacuation(
            **who(), site=queries.site_of(given.pop("site_id"), scope), **given
        )

    kept = form.submit(act)
    if kept is None:
        return _evacuation_form(form, posted_id("site_id"))
    flash(_("撤离建议书已签发，请立即当面交给单位并登记其决定"), "success")
    return redirect(url_for("corrections.evacuation", proposal_id=kept.id))


@pages.get("/evacuations/<uuid:proposal_id>")
@needs(P.CORRECTION_READ)
def evacuation(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """One proposal: the minutes since, and the employer's decision."""
    return _evacuation_page(proposal_id, None)


def _evacuation_page(proposal_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = queries.get_evacuation(proposal_id, current_scope(P.CORRECTION_READ))
    minutes = minutes_between(found.proposed_at, found.decided_at or now())
    names = member_names([found.proposed_by])
    status = form.status if form else 200
    return show("evacuation.html", status, form=form, proposal=found, minutes=minutes, names=names, now=now())


@pages.post("/evacuations/<uuid:proposal_id>/decision")
@needs(P.INSPECTION_RECORD)
def decide_evacuation(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The employer decided."""
    form = Form(schemas.EvacuationDecisionIn())
    found = queries.get_evacuation(proposal_id, current_scope(P.INSPECTION_RECORD))
    if (
        form.submit(lambda given: operations.record_evacuation_decision(**who(), proposal=found, **given))
        is None
    ):
        return _evacuation_page(proposal_id, form)
    flash(_("单位的决定已登记"), "success")
    return redirect(url_for("corrections.evacuation", proposal_id=proposal_id))


def _chosen_union() -> Union:
    scope = current_scope(P.PAPER_TITLE_EDIT)
    asked = id_in("union_id")
    return get_union(asked, scope) if asked else unions_in(scope)[0]


@pages.get("/terms")
@needs(P.PAPER_TITLE_EDIT)
def terms() -> ResponseReturnValue:
    """The union's usual terms: its own choice, set by no law."""
    union = _chosen_union()
    usual = {**vars(queries.terms_of(union)), "version": queries.version_of_terms(union)}
    form = Form(schemas.TermsEdit(), usual)
    return show("terms.html", form=form, union=union)


@pages.post("/terms")
@needs(P.PAPER_TITLE_EDIT)
def keep_terms() -> ResponseReturnValue:
    """Keep the usual terms."""
    form = Form(schemas.TermsEdit())
    union = _chosen_union()

    def keep(given: dict[str, Any]) -> object:
        version = given.pop("version")
        return operations.set_terms(**who(), union=union, terms=Terms(**given), version=version)

    if form.submit(keep) is None:
        return show("terms.html", form.status, form=form, union=_chosen_union())
    flash(_("常用期限已保存，之后起草的意见书使用新期限"), "success")
    return redirect(url_for("corrections.terms", union_id=union.id))
