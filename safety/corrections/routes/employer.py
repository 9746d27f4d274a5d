"""The employer's page: one notice by its link, no account, nothing else to be seen."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from safety.corrections import operations, queries
from safety.corrections.models import Reply, SignedLink
from safety.corrections.page_schemas import LinkReplyPageIn
from safety.corrections.routes.blueprint import check_on_form, pages, show, uploads_by_demand
from safety.corrections.routes.link_pages import RATE, SEND_RATE, ended, private
from safety.corrections.vocabulary import NoticeState
from safety.errors import NotFound
from safety.people.guard import now, open_to_all
from safety.people.queries import get_union
from safety.transactions import reads_first
from safety.wire.forms import Form
from safety.wire.limits import limited


def _link(token: str) -> SignedLink:
    return queries.live_link(token, now())


@pages.get("/reply/<token>")
@open_to_all("the employer's link is the right to answer one notice")
@limited(RATE)
def employer_reply(token: str) -> ResponseReturnValue:
    """The notice and the form of its reply."""
    try:
        link = _link(token)
    except NotFound:
        return ended()
    return _page(link, token, Form(LinkReplyPageIn()))


def _page(link: SignedLink, token: str, form: Form) -> Response:
    notice = link.notice
    done = notice.state == NoticeState.SETTLED
    body, status = show(
        "employer_reply.html",
        form.status,
        form=form,
        notice=notice,
        link=link,
        token=token,
        done=done,
        union=get_union(notice.union_id),
        sent=[
            one
            for one in queries.replies_of_demands(i.demand_id for i in notice.items)
            if one.link_id == link.id
        ],
    )
    return private(body, status)


@pages.post("/reply/<token>")
@open_to_all("the employer's link is the right to answer one notice")
@limited(SEND_RATE)
@reads_first
def send_employer_reply(token: str) -> ResponseReturnValue:
    """Keep what the employer sends."""
    form = Form(LinkReplyPageIn())
    try:
        link = _link(token)
    except NotFound:
        return ended()
    open_ids = [item.demand_id for item in link.notice.items if item.demand.is_open]

    def act(given: dict[str, Any]) -> Reply:
        check_on_form(given["lines"], open_ids)
        return operations.reply_by_link(link=link, now=now(), uploads=uploads_by_demand(open_ids), **given)

    sent = form.submit(act)
    if sent is None:
        return _page(_link(token), token, form)
    return redirect(url_for("corrections.employer_receipt", token=token, reply_id=sent.id))
