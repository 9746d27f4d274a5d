"""The owner's page: the opinions of one review by its link, no account, nothing else to be seen."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from safety.corrections.models import Reply
from safety.corrections.queries import replies_of_demands
from safety.corrections.routes.blueprint import check_on_form
from safety.corrections.routes.link_pages import RATE, SEND_RATE, ended, private
from safety.corrections.routes.receipts import receipt_by_link, receipt_record, sent_through
from safety.corrections.vocabulary import ReplyVia
from safety.errors import NotFound
from safety.evidence.uploads import uploads_by_item
from safety.people.guard import now, open_to_all
from safety.people.queries import get_union
from safety.projects import operations, queries
from safety.projects.facts import place_words
from safety.projects.models import ReviewLink
from safety.projects.page_schemas import OwnerReplyPageIn
from safety.projects.routes.blueprint import pages, show
from safety.transactions import reads_first
from safety.wire.forms import Form
from safety.wire.limits import limited


@pages.get("/project-reply/<token>")
@open_to_all("the owner's link is the right to answer the opinions of one review")
@limited(RATE)
def owner_reply(token: str) -> ResponseReturnValue:
    """The opinions and the form of the reply."""
    try:
        link = queries.live_link(token, now())
    except NotFound:
        return ended()
    return _page(link, token, Form(OwnerReplyPageIn()))


def _items(link: ReviewLink) -> list[dict[str, Any]]:
    """What still waits for an answer, with the drawing or place it is about."""
    behind = queries.opinion_behind(link.review)
    return [
        {
            "demand": one,
            "demand_id": one.id,
            "asked": one.detail,
            "where": place_words(behind[one.id]) if one.id in behind else one.place_on_site,
        }
        for one in queries.put_to_owner(link.review)
        if one.is_open
    ]


def _page(link: ReviewLink, token: str, form: Form) -> Response:
    demands = queries.put_to_owner(link.review)
    body, status = show(
        "owner_reply.html",
        form.status,
        form=form,
        review=link.review,
        project=link.review.project,
        link=link,
        token=token,
        items=_items(link),
        union=get_union(link.review.union_id),
        sent=replies_of_demands(one.id for one in demands),
    )
    return private(body, status)


@pages.post("/project-reply/<token>")
@open_to_all("the owner's link is the right to answer the opinions of one review")
@limited(SEND_RATE)
@reads_first
def send_owner_reply(token: str) -> ResponseReturnValue:
    """Keep what the owner sends."""
    form = Form(OwnerReplyPageIn())
    try:
        link = queries.live_link(token, now())
    except NotFound:
        return ended()
    asked = [one.id for one in queries.put_to_owner(link.review) if one.is_open]

    def act(values: dict[str, Any]) -> Reply:
        check_on_form(values["lines"], asked)
        uploads = uploads_by_item(request, asked)
        return operations.reply_by_link(link=link, now=now(), uploads=uploads, **values)

    sent = form.submit(act)
    if sent is None:
        return _page(queries.live_link(token, now()), token, form)
    return redirect(url_for("projects.owner_receipt", token=token, reply_id=sent.id))


def _sent(token: str, reply_id: uuid.UUID) -> Reply:
    """A reply that came through an owner's link to this review; one that the union entered is shown by the union."""
    link = queries.live_link(token, now())
    own = replies_of_demands(one.id for one in queries.put_to_owner(link.review))
    return sent_through(reply_id, own, lambda one: one.via == ReplyVia.LINK)


@pages.get("/project-reply/<token>/receipts/<uuid:reply_id>")
@open_to_all("the owner's link is the right to see what was sent through it")
@limited(RATE)
def owner_receipt(token: str, reply_id: uuid.UUID) -> ResponseReturnValue:
    """The owner's receipt of what it sent."""
    back = url_for("projects.owner_reply", token=token)
    record = url_for("projects.owner_receipt_record", token=token, reply_id=reply_id)
    return receipt_by_link(lambda: _sent(token, reply_id), back=back, record=record)


@pages.get("/project-reply/<token>/receipts/<uuid:reply_id>/record.json")
@open_to_all("the owner's link is the right to see what was sent through it")
@limited(RATE)
def owner_receipt_record(token: str, reply_id: uuid.UUID) -> ResponseReturnValue:
    """The same, sealed, as a file."""
    return receipt_record(_sent(token, reply_id))
