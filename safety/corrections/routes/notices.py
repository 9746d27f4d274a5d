"""The register of notices, one notice, and the form that drafts it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections.asking import usual_demand
from safety.corrections.facts import named_notice
from safety.corrections.models import Demand, DemandFact, Notice
from safety.corrections.notice_rules import (
    PRESSED,
    NoticeAct,
    check_notice,
    next_step,
    notice_acts,
)
from safety.corrections.operations.ledger import standing_of
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.corrections.operations.rechecks import OWNER_KIND as RECHECK_ITEM
from safety.corrections.page_schemas import NoticeChangePageIn, NoticePageIn
from safety.corrections.queries import NoticeFilters
from safety.corrections.readings import readings_of
from safety.corrections.routes.blueprint import base_url, pages, show, who
from safety.corrections.rules import DemandKind, DemandState, FactKind, moves, sight_of
from safety.corrections.timeline import entries_of_notice
from safety.corrections.vocabulary import NoticeState
from safety.errors import NotFound
from safety.evidence.queries import files_of_many
from safety.papers.queries import copies_before, lines_of, papers_of
from safety.papers.schemas import EnclosedIn
from safety.people.guard import current_actor, current_scope, needs, today
from safety.people.queries import get_union, member_names
from safety.people.queries.office import last_days_in_office
from safety.wire.addresses import given_filters, id_in, posted_id
from safety.wire.forms import Form, closed_to_edits, kept_here
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Strict

FILTERS = ("q", "state", "late", "site_id", "district", "since", "until")
RECORD = P.INSPECTION_RECORD


@pages.get("/notices")
@needs(P.CORRECTION_READ)
def notices() -> ResponseReturnValue:
    """The register of notices."""
    filters = NoticeFilters(**given_filters(schemas.NoticeArgs(), FILTERS))
    page = queries.list_notices(current_scope(P.CORRECTION_READ), filters, page_window(), today())
    return show("notices.html", page=page, filters=filters)


@pages.get("/notices/new")
@needs(RECORD)
def new_notice() -> ResponseReturnValue:
    """Choose the findings of a site, what is asked, and by when."""
    site_id = id_in("site_id")
    if site_id is None:
        flash(_("请先选择场所：从隐患登记册或场所页面起草意见书"), "info")
        return redirect(url_for("corrections.demands", state="raised"))
    site = queries.site_of(site_id, current_scope(RECORD))
    return _form_page(site_id, Form(NoticePageIn(), {"copies_to": "\n".join(queries.copies_at(site))}), None)


def _form_page(site_id: uuid.UUID | None, form: Form, notice: Notice | None) -> ResponseReturnValue:
    if site_id is None:
        raise NotFound
    site = queries.site_of(site_id, current_scope(RECORD))
    chosen = {item.demand_id: item for item in notice.items} if notice else {}
    waiting = [
        one for one in queries.demands_of_site(site.id, sight_of(current_actor())) if _fits(one, chosen)
    ]
    terms = queries.terms_of(get_union(site.union_id))
    judged = {its_id: one.judged for its_id, one in readings_of(waiting).items()}
    usual = {
        one.id: terms.term_for(
            judged[one.id].grade, today(), danger=judged[one.id].at_once, set_before=one.term_on
        )
        for one in waiting
    }
    return show(
        "notice_form.html",
        form.status,
        form=form,
        site=site,
        notice=notice,
        demands=waiting,
        drafts=queries.drafts_over((one.id for one in waiting), besides=notice.id if notice else None),
        chosen=chosen,
        usual=usual,
        judged=judged,
        usual_demands={one: usual_demand(told) for one, told in judged.items()},
    )


def _fits(demand: Demand, chosen: dict[uuid.UUID, Any]) -> bool:
    fresh = demand.kind == DemandKind.FINDING and demand.state in {
        DemandState.RAISED,
        DemandState.UNCORRECTED,
    }
    return fresh or demand.id in chosen


@pages.post("/notices/new")
@needs(RECORD)
def draft_notice() -> ResponseReturnValue:
    """Keep the draft."""
    form = Form(NoticePageIn())
    scope = current_scope(RECORD)

    def act(given: dict[str, Any]) -> Notice:
        return operations.draft_notice(**who(), site=queries.site_of(given.pop("site_id"), scope), **given)

    notice = form.submit(act)
    if notice is None:
        return _form_page(posted_id("site_id"), form, None)
    flash(_("草稿已保存，请预览后签发"), "success")
    return redirect(url_for("corrections.notice", notice_id=notice.id))


def _found(notice_id: uuid.UUID, permission: P = P.CORRECTION_READ) -> Notice:
    return queries.get_notice(notice_id, current_scope(permission))


@pages.get("/notices/<uuid:notice_id>/edit")
@needs(RECORD)
def edit_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Change a draft."""
    notice = _found(notice_id, RECORD)
    page = url_for("corrections.notice", notice_id=notice_id)
    if away := closed_to_edits(lambda: check_notice(NoticeState(notice.state), NoticeAct.UPDATE), page):
        return away
    present = {"reply_by": notice.reply_by, "words": notice.note or "", **lines_of(notice.paper_id)}
    return _form_page(notice.site_id, Form(NoticeChangePageIn(), present), notice)


@pages.post("/notices/<uuid:notice_id>/edit")
@needs(RECORD)
def update_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the changes."""
    form = Form(NoticeChangePageIn())
    notice = _found(notice_id, RECORD)
    if form.submit(lambda given: operations.update_notice(**who(), notice=notice, **given)) is None:
        return _form_page(notice.site_id, form, _found(notice_id, RECORD))
    flash(_("草稿已保存"), "success")
    return redirect(url_for("corrections.notice", notice_id=notice_id))


@pages.get("/notices/<uuid:notice_id>")
@needs(P.CORRECTION_READ)
def notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """One notice: its findings, its timeline, and the obvious next step."""
    return _page(notice_id, None)


def _page(notice_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = _found(notice_id)
    standing = queries.notice_standing(found, today())
    ids = [item.demand_id for item in found.items]
    replies = [one for one in queries.replies_of_demands(ids) if one.notice_id == found.id]
    rechecks = queries.rechecks_of_demands(ids)
    pictures = files_of_many(REPLY_ITEM, [item.id for reply in replies for item in reply.items])
    pictures |= files_of_many(RECHECK_ITEM, [item.id for one in rechecks for item in one.items])
    referrals = queries.referrals_of_demands(ids)
    facts = queries.facts_of_many(ids)
    delivered = next((one for rows in facts.values() for one in rows if _delivers(one, found)), None)
    return show(
        "notice.html",
        form.status if form else 200,
        form=form,
        notice=found,
        acts=notice_acts(standing),
        step=next_step(standing),
        pressed=[item for item in found.items if item.demand.state in PRESSED],
        newer=queries.newer_than(found),
        can_recheck=any(FactKind.RECHECKED in moves(standing_of(item.demand)) for item in found.items),
        delivered=delivered,
        delivered_left=delivered
        and queries.done_after_office([delivered], DemandKind.FINDING).get(delivered.id),
        replies=replies,
        rechecks=rechecks,
        recheck_offices=last_days_in_office(
            [(one.by_id, one.checked_on) for one in rechecks], P.CORRECTION_RECHECK
        ),
        referrals=referrals,
        pictures=pictures,
        papers=papers_of("notice", found.id),
        links=queries.links_of(found.id),
        copies=copies_before(found.union_id, "notice", [found.id]),
        notice_named=named_notice(found),
        entries=[
            replace(entry, title=translate(entry.title))
            for entry in entries_of_notice(found, replies, rechecks, referrals, facts)
        ],
        names=member_names([found.drafted_by, found.issued_by]),
        demands_by_id={item.demand_id: item.demand for item in found.items},
    )


def _delivers(fact: DemandFact, notice: Notice) -> bool:
    return fact.kind == FactKind.DELIVERED and fact.source_id == notice.id


def _act(
    notice_id: uuid.UUID, schema: Any, act: Any, done: str, permission: P = RECORD
) -> ResponseReturnValue:
    form = Form(schema)
    found = _found(notice_id, permission)
    if form.submit(lambda given: act(found, given) or True) is None:
        return _page(notice_id, form)
    flash(done, "success")
    return redirect(url_for("corrections.notice", notice_id=notice_id))


@pages.post("/notices/<uuid:notice_id>/issue")
@needs(P.NOTICE_ISSUE)
def issue_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Issue: the number is taken and the terms begin."""
    return _act(
        notice_id,
        schemas.IssueIn(),
        lambda found, given: operations.issue_notice(**who(), notice=found, base_url=base_url(), **given),
        _("意见书已签发，可下载盖章并送达"),
        P.NOTICE_ISSUE,
    )


@pages.post("/notices/<uuid:notice_id>/discard")
@needs(RECORD)
def discard_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Put a draft aside."""
    return _act(
        notice_id,
        Strict(),
        lambda found, _given: operations.discard_notice(**who(), notice=found),
        _("草稿已弃用"),
    )


@pages.post("/notices/<uuid:notice_id>/delivery")
@needs(RECORD)
def deliver_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Say when, how and to whom it was delivered."""
    return _act(
        notice_id,
        schemas.DeliveryIn(),
        lambda found, given: operations.record_delivery(**who(), notice=found, **given),
        _("送达情况已登记"),
    )


@pages.post("/notices/<uuid:notice_id>/remind")
@needs(RECORD, P.NOTICE_ISSUE)
def remind(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Press the employer."""
    return _act(
        notice_id,
        schemas.RemindIn(),
        lambda found, given: operations.remind(**who(), notice=found, **given),
        _("催办已登记"),
        P.CORRECTION_READ,
    )


@pages.post("/rechecks/<uuid:recheck_id>/opinion")
@needs(P.NOTICE_ISSUE)
def issue_recheck_opinion(recheck_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the 复查意见书, from the page of the notice."""
    form = Form(EnclosedIn())
    found = queries.get_recheck(recheck_id, current_scope(P.NOTICE_ISSUE))
    paper = form.submit(lambda given: operations.issue_recheck_opinion(**who(), recheck=found, **given))
    if paper is None:
        return _page(queries.notices_of_demands(item.demand_id for item in found.items)[-1].id, form)
    flash(_("复查意见书已签发"), "success")
    return redirect(url_for("papers.paper", paper_id=paper.id))


@pages.post("/notices/<uuid:notice_id>/revoke")
@needs(P.NOTICE_ISSUE)
def revoke_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Revoke an issued notice."""
    return _act(
        notice_id,
        schemas.ReasonIn(),
        lambda found, given: operations.revoke_notice(**who(), notice=found, **given),
        _("意见书已作废，隐患可重新列入意见书"),
        P.NOTICE_ISSUE,
    )


@pages.post("/notices/<uuid:notice_id>/links")
@needs(P.NOTICE_ISSUE)
def make_link(notice_id: uuid.UUID) -> ResponseReturnValue:
    """A new link for the employer's reply, shown this once."""
    found = _found(notice_id, P.NOTICE_ISSUE)
    link, token = operations.make_link(**who(), notice=found)
    kept_here()
    return show("link.html", notice=found, link=link, url=f"{base_url()}/reply/{token}")


@pages.post("/notices/<uuid:notice_id>/links/revoke")
@needs(P.NOTICE_ISSUE)
def revoke_links(notice_id: uuid.UUID) -> ResponseReturnValue:
    """End every link of the notice."""
    return _act(
        notice_id,
        schemas.ReasonIn(),
        lambda found, given: operations.revoke_links(**who(), notice=found, **given) or True,
        _("答复链接已停用"),
        P.NOTICE_ISSUE,
    )
