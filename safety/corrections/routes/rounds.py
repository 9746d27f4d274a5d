"""Entering a reply, and the re-check on the tablet."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.roles import Role
from safety.access.scope import Scope
from safety.corrections import operations, queries
from safety.corrections.gate import why_not_passed
from safety.corrections.models import Demand, Notice, Recheck, Reply
from safety.corrections.operations.ledger import standing_of
from safety.corrections.page_schemas import NoticeReplyPageIn, RecheckPageIn
from safety.corrections.routes.blueprint import check_on_form, pages, show, uploads_by_demand, who
from safety.corrections.rules import RIGHTS, DemandKind, FactKind, moves, sight_of
from safety.errors import NotFound
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import members_with_role
from safety.people.queries.namesakes import namesakes_in, told_apart
from safety.transactions import reads_first
from safety.wire.addresses import id_in
from safety.wire.forms import Form

RECHECK = (P.CORRECTION_RECHECK, P.PROJECT_RECORD, P.ACCIDENT_RECORD)


@pages.get("/notices/<uuid:notice_id>/reply")
@needs(P.CORRECTION_RECHECK)
def enter_reply(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Enter the reply that the employer gave."""
    return _reply_page(notice_id, Form(NoticeReplyPageIn()))


def _reply_page(notice_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    notice = queries.get_notice(notice_id, current_scope(P.CORRECTION_RECHECK))
    return show("reply_form.html", form.status, form=form, notice=notice, now=now())


@pages.post("/notices/<uuid:notice_id>/reply")
@needs(P.CORRECTION_RECHECK)
@reads_first
def keep_reply(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the reply with its pictures."""
    form = Form(NoticeReplyPageIn())
    notice = queries.get_notice(notice_id, current_scope(P.CORRECTION_RECHECK))

    def act(given: dict[str, Any]) -> Reply:
        ids = [item.demand_id for item in notice.items if item.demand.is_open]
        check_on_form(given["lines"], ids)
        uploads = uploads_by_demand(ids)
        return operations.record_reply(**who(), notice=notice, uploads=uploads, **given)

    if form.submit(act) is None:
        return _reply_page(notice_id, form)
    flash(_("答复已登记，请安排复查"), "success")
    return redirect(url_for("corrections.notice", notice_id=notice_id))


@pages.get("/replies/new")
@needs(*RECHECK)
def enter_written_reply() -> ResponseReturnValue:
    """Enter what an owner answered on paper to opinions, conditions or measures."""
    return _written_page(Form(NoticeReplyPageIn()))


def _written_page(form: Form) -> ResponseReturnValue:
    demands = _answerable()
    items = [{"demand": one, "demand_id": one.id, "asked": one.detail} for one in demands]
    return show("written_reply_form.html", form.status, form=form, items=items, demands=demands)


def _answerable() -> list[Demand]:
    """The demand of the address and its open siblings of the same record that were put to the owner."""
    sight, asked = sight_of(current_actor()), id_in("demand_id")
    if asked is None:
        raise NotFound
    chosen = queries.get_demand(asked, sight)
    of_record = queries.demands_of(chosen.source_kind, chosen.source_id)
    siblings = [one for one in of_record if one.kind == chosen.kind and one.id != chosen.id]
    may = [one for one in (chosen, *siblings) if FactKind.REPLIED in moves(standing_of(one))]
    return [one for one in may if one.demanded_at is not None]


@pages.post("/replies/new")
@needs(*RECHECK)
@reads_first
def keep_written_reply() -> ResponseReturnValue:
    """Keep the written reply with its files; the receipt can be handed over."""
    form = Form(NoticeReplyPageIn())
    demands = _answerable()

    def act(given: dict[str, Any]) -> Reply:
        ids = [one.id for one in demands]
        check_on_form(given["lines"], ids)
        uploads = uploads_by_demand(ids)
        return operations.record_reply(**who(), uploads=uploads, **given)

    kept = form.submit(act)
    if kept is None:
        return _written_page(form)
    flash(_("答复已登记，请安排核实"), "success")
    return redirect(url_for("corrections.demand", demand_id=kept.items[0].demand_id))


@pages.get("/rechecks/new")
@needs(*RECHECK)
def recheck() -> ResponseReturnValue:
    """Re-check the open demands of a notice, a site, or one demand."""
    return _recheck_page(Form(RecheckPageIn()))


def _asked() -> tuple[list[Demand], Notice | None]:
    """The demands that the address asks to re-check, of those that may be re-checked now."""
    sight = sight_of(current_actor())
    notice_id, site_id, demand_id = id_in("notice_id"), id_in("site_id"), id_in("demand_id")
    notice = queries.get_notice(notice_id, current_scope(P.CORRECTION_READ)) if notice_id else None
    if notice is not None:
        demands = [item.demand for item in notice.items]
    elif demand_id is not None:
        demands = [queries.get_demand(demand_id, sight)]
    elif site_id is not None:
        demands = list(queries.demands_of_site(site_id, sight))
    else:
        raise NotFound
    return [one for one in demands if FactKind.RECHECKED in moves(standing_of(one))], notice


def _recheck_page(form: Form) -> ResponseReturnValue:
    demands, notice = _asked()
    replies = queries.replies_of_demands(one.id for one in demands)
    said = {item.demand_id: (reply, item) for reply in replies for item in reply.items}
    return show(
        "recheck_form.html",
        form.status,
        form=form,
        demands=demands,
        notice=notice,
        said=said,
        day=today(),
        companions=_offered(demands),
        shut={one.id: why_not_passed(one, on=today()) for one in demands},
    )


def _offered(demands: list[Demand]) -> list[tuple[str, str]]:
    """Whom one may choose as companions: today's inspectors, and whoever shares a name with another of the unions."""
    actor, on = current_actor(), today()
    scope = actor.scope(RIGHTS[DemandKind(demands[0].kind)].recheck) if demands else Scope()
    unions = {one.union_id for one in demands} | ({actor.union_id} if actor.union_id else set())
    offered = [*members_with_role(Role.INSPECTOR, scope, on), *namesakes_in(unions)]
    people = {one.id: one for one in offered if one.id != actor.member_id}
    return [(str(one), words) for one, words in told_apart(people.values(), on).items()]


@pages.post("/rechecks/new")
@needs(*RECHECK)
@reads_first
def keep_recheck() -> ResponseReturnValue:
    """Keep the re-check with its pictures."""
    form = Form(RecheckPageIn())
    demands, notice = _asked()

    def act(given: dict[str, Any]) -> Recheck:
        given.pop("notice_id")
        ids = [one.id for one in demands]
        check_on_form(given["lines"], ids)
        uploads = uploads_by_demand(ids)
        return operations.record_recheck(**who(), notice=notice, uploads=uploads, **given)

    kept = form.submit(act)
    if kept is None:
        return _recheck_page(form)
    flash(_("复查结果已保存"), "success")
    if notice is not None:
        return redirect(url_for("corrections.notice", notice_id=notice.id))
    return redirect(url_for("corrections.demand", demand_id=kept.items[0].demand_id))
