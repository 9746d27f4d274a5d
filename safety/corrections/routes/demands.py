"""The register of demands, and one demand with its history and next steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.roles import Role
from safety.corrections import operations, queries, schemas
from safety.corrections.gate import why_not_passed
from safety.corrections.models import Demand
from safety.corrections.operations.ledger import standing_of
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.corrections.operations.rechecks import OWNER_KIND as RECHECK_ITEM
from safety.corrections.proposals import proposed_of
from safety.corrections.queries import DemandFilters
from safety.corrections.readings import reading_of
from safety.corrections.routes.blueprint import names_for, pages, show, who
from safety.corrections.rules import RIGHTS, may_be_withdrawn_by, moves, sight_of
from safety.corrections.subjects import address_of, found_at
from safety.corrections.vocabulary import DemandKind
from safety.evidence.queries import files_of_many
from safety.ids import new_id as fresh_id
from safety.people.guard import current_actor, current_scope, needs, today
from safety.people.queries import member_names, members_with_role
from safety.people.queries.office import last_days_in_office
from safety.reference.queries import district_names
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)
HANDLE = (P.CORRECTION_HANDLE, P.PROJECT_RECORD, P.ACCIDENT_RECORD)
FILTERS = (
    "q", "kind", "state", "due", "is_open", "grade", "colour", "district", "site_id", "responsible_id", "since",
    "until", "template", "factor", "inspector", "sort",
)  # fmt: skip


@pages.get("/demands")
@needs(*READ)
def demands() -> ResponseReturnValue:
    """The register: hazards, opinions, conditions and measures that may be seen."""
    sight = sight_of(current_actor())
    filters = DemandFilters(**given_filters(schemas.DemandArgs(), FILTERS))
    page = queries.list_demands(sight, filters, page_window(), today())
    counts = queries.demand_counts(sight, today())
    districts = list(district_names(today()).items())
    return show(
        "demands.html",
        page=page,
        counts=counts,
        filters=filters,
        districts=districts,
        sight=sight,
        inspectors=[
            (str(one.id), one.name)
            for one in members_with_role(Role.INSPECTOR, current_scope(P.CORRECTION_READ), today())
        ],
        names=names_for(page.items),
    )


def _found(demand_id: uuid.UUID) -> Demand:
    return queries.get_demand(demand_id, sight_of(current_actor()))


@pages.get("/demands/<uuid:demand_id>")
@needs(*READ)
def demand(demand_id: uuid.UUID) -> ResponseReturnValue:
    """One demand: what it says, its history, what may be done now."""
    return _page(demand_id, None)


def _page(demand_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = _found(demand_id)
    replies = queries.replies_of_demands([found.id])
    rechecks = queries.rechecks_of_demands([found.id])
    history = queries.facts_of(found.id)
    pictures = files_of_many(REPLY_ITEM, [item.id for reply in replies for item in reply.items])
    pictures |= files_of_many(RECHECK_ITEM, [item.id for one in rechecks for item in one.items])
    return show(
        "demand.html",
        form.status if form else 200,
        form=form,
        demand=found,
        subject_url=address_of(current_actor(), found.source_kind, found.source_id),
        found_at=found_at([found])[found.id],
        history=history,
        left=queries.done_after_office(history, found.kind),
        notices=queries.notices_of_demands([found.id]),
        replies=replies,
        rechecks=rechecks,
        recheck_offices=last_days_in_office(
            [(one.by_id, one.checked_on) for one in rechecks], RIGHTS[DemandKind(found.kind)].recheck
        ),
        referrals=queries.referrals_of_demands([found.id]),
        pictures=pictures,
        rights=RIGHTS,
        slip=operations.closing_slip_of(found) if found.closed_at else None,
        moves=moves(standing_of(found)),
        proposed=proposed_of(reading_of(found)) if found.kind == DemandKind.FINDING else (),
        may_withdraw=may_be_withdrawn_by(standing_of(found), current_actor().member_id),
        shut=why_not_passed(found, on=today()) if found.is_open else None,
        is_second=current_actor().member_id != found.rechecked_by,
        names=member_names([found.responsible_id, found.raised_by]),
        inspectors=[
            (str(one.id), one.name)
            for one in members_with_role(Role.INSPECTOR, current_scope(P.CORRECTION_READ), today())
        ],
    )


def _act(
    demand_id: uuid.UUID, schema: Any, act: Callable[[Demand, dict[str, Any]], object], done: str
) -> ResponseReturnValue:
    form = Form(schema)
    found = _found(demand_id)
    if form.submit(lambda given: act(found, given) or True) is None:
        return _page(demand_id, form)
    flash(done, "success")
    return redirect(url_for("corrections.demand", demand_id=demand_id))


@pages.post("/demands/<uuid:demand_id>/term")
@needs(*HANDLE)
def set_term(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Set or extend the term."""
    return _act(
        demand_id,
        schemas.TermIn(),
        lambda found, given: operations.set_term(**who(), demand=found, **given),
        _("期限已更新，原期限保留在经过中"),
    )


@pages.post("/demands/<uuid:demand_id>/grounds")
@needs(P.CORRECTION_RECHECK)
def say_grounds(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Say what decides the law of a finding's papers."""
    return _act(
        demand_id,
        schemas.GroundsIn(),
        lambda found, given: operations.say_grounds(**who(), demand=found, **given),
        _("依据所需事实已登记"),
    )


@pages.post("/demands/<uuid:demand_id>/withdraw")
@needs(*HANDLE, P.CORRECTION_CLOSE_MAJOR)
def withdraw(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw a wrong demand."""
    return _act(
        demand_id,
        schemas.ReasonIn(),
        lambda found, given: operations.withdraw_demand(**who(), demand=found, **given),
        _("已撤回"),
    )


@pages.post("/demands/<uuid:demand_id>/hand-over")
@needs(*HANDLE)
def hand_over(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Give the demand to another inspector."""
    return _act(
        demand_id,
        schemas.HandOverIn(),
        lambda found, given: operations.hand_over_demands(
            **who(), from_id=found.responsible_id, demand_ids=[found.id], **given
        ),
        _("已移交"),
    )


@pages.post("/demands/<uuid:demand_id>/no-reply")
@needs(*HANDLE)
def record_no_reply(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Record that the term passed without a written reply."""
    return _act(
        demand_id,
        schemas.ReasonIn(),
        lambda found, given: operations.record_no_reply(**who(), demand=found, **given),
        _("已登记不予答复，核实后可以销号"),
    )


@pages.post("/demands/<uuid:demand_id>/confirm-close")
@needs(P.CORRECTION_CLOSE_MAJOR)
def confirm_close(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Close a major demand as the second person."""
    return _act(
        demand_id,
        schemas.ConfirmIn(),
        lambda found, given: operations.confirm_close(**who(), demand=found, **given),
        _("已确认销号"),
    )


@pages.post("/demands/<uuid:demand_id>/refuse-close")
@needs(P.CORRECTION_CLOSE_MAJOR)
def refuse_close(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Send a major demand back."""
    return _act(
        demand_id,
        schemas.ReasonIn(),
        lambda found, given: operations.refuse_close(**who(), demand=found, **given),
        _("已退回，继续整改"),
    )


@pages.post("/demands/<uuid:demand_id>/closing-slip")
@needs(*HANDLE)
def closing_slip(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the closing slip of a closed demand, and show it."""
    issued = operations.issue_closing_slip(**who(), demand=_found(demand_id))
    return redirect(url_for("papers.paper", paper_id=issued.id))


@pages.post("/demands/<uuid:demand_id>/reopen")
@needs(*HANDLE)
def reopen(demand_id: uuid.UUID) -> ResponseReturnValue:
    """Raise a closed demand again as a new one."""
    form = Form(schemas.ReopenIn())
    found = _found(demand_id)
    new_id = fresh_id()
    if (
        form.submit(lambda given: operations.reopen_demand(**who(), demand=found, new_id=new_id, **given))
        is None
    ):
        return _page(demand_id, form)
    flash(_("已作为新的关联事项提出"), "success")
    return redirect(url_for("corrections.demand", demand_id=new_id))
