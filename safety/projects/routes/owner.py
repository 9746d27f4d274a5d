"""The owner's page: the opinions of one review by its link, no account, nothing else to be seen."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from safety.corrections.models import Reply
from safety.corrections.queries import replies_of_demands
from safety.corrections.routes.link_pages import RATE, SEND_RATE, ended, private
from safety.errors import NotFound
from safety.evidence.uploads import form_uploads
from safety.people.guard import now, open_to_all
from safety.people.queries import get_union
from safety.projects import operations, queries
from safety.projects.models import ReviewLink
from safety.projects.page_schemas import OwnerReplyPageIn
from safety.projects.routes.blueprint import pages, show
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


def _demands(link: ReviewLink) -> list[Any]:
    review = link.review
    sent = [one.demand for one in review.opinions if one.demand.demanded_at is not None]
    return [*sent, *queries.conditions_of([review.id])]


def _page(link: ReviewLink, token: str, form: Form) -> Response:
    demands = _demands(link)
    body, status = show(
        "owner_reply.html",
        form.status,
        form=form,
        review=link.review,
        project=link.review.project,
        link=link,
        token=token,
        items=[{"demand": one, "demand_id": one.id, "asked": one.detail} for one in demands if one.is_open],
        union=get_union(link.review.union_id),
        sent=replies_of_demands(one.id for one in demands),
    )
    return private(body, status)


@pages.post("/project-reply/<token>")
@open_to_all("the owner's link is the right to answer the opinions of one review")
@limited(SEND_RATE)
def send_owner_reply(token: str) -> ResponseReturnValue:
    """Keep what the owner sends."""
    form = Form(OwnerReplyPageIn())
    try:
        link = queries.live_link(token, now())
    except NotFound:
        return ended()
    uploads = {one.id: form_uploads(request, f"photos-{one.id}") for one in _demands(link)}

    def act(values: dict[str, Any]) -> Reply:
        return operations.reply_by_link(link=link, now=now(), uploads=uploads, **values)

    if form.submit(act) is None:
        return _page(queries.live_link(token, now()), token, form)
    return redirect(url_for("projects.owner_reply", token=token, sent=1))
