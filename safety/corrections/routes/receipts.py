"""The receipt of a reply: for the employer by its link, for the union among its records."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.corrections import queries
from safety.corrections.models import Reply
from safety.corrections.receipts import receipt_file, verdict_on_receipt
from safety.corrections.routes.blueprint import pages, show
from safety.corrections.routes.link_pages import RATE, ended, private
from safety.corrections.rules import sight_of
from safety.errors import NotFound
from safety.law.days import shanghai_date
from safety.papers.routes import OTHER_CODES
from safety.people.guard import current_actor, needs, now, open_to_all
from safety.wire.limits import limited

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)


def receipt_page(reply: Reply, *, back: str, record: str, thanks: bool = False) -> tuple[str, int]:
    """The receipt, to be printed; ``back`` and ``record`` are addresses."""
    if reply.receipt is None:
        raise NotFound
    content, seal = reply.receipt["content"], reply.receipt["seal"]
    return show(
        "receipt.html",
        reply=reply,
        content=content,
        seal=seal,
        verdict=verdict_on_receipt(reply),
        back=back,
        record=record,
        thanks=thanks,
        received_on=shanghai_date(reply.received_at).isoformat(),
    )


def sent_through(reply_id: uuid.UUID, replies: Iterable[Reply], is_own: Callable[[Reply], bool]) -> Reply:
    """The reply of this id among ``replies``, if it came through the link (``is_own``).

    Raises:
        NotFound: it is none of them, or the union entered it.
    """
    found = next((one for one in replies if one.id == reply_id and is_own(one)), None)
    if found is None:
        raise NotFound
    return found


def receipt_by_link(find: Callable[[], Reply], *, back: str, record: str) -> Response:
    """The receipt for who sent the reply; the page of an ended link when ``find`` raises ``NotFound``."""
    try:
        reply = find()
    except NotFound:
        return ended()
    return private(*receipt_page(reply, back=back, record=record, thanks=True))


def receipt_record(reply: Reply) -> Response:
    """The sealed receipt as a file that anybody can check; its address is a key, so no cache keeps it."""
    answer = private(jsonify(receipt_file(reply)))
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{reply.receipt_number}.json"'
    return answer


def _by_link(token: str, reply_id: uuid.UUID) -> Reply:
    link = queries.live_link(token, now())
    own = queries.replies_of_demands(item.demand_id for item in link.notice.items)
    return sent_through(reply_id, own, lambda one: one.link_id == link.id)


def _verified(code: str) -> ResponseReturnValue | None:
    """What ``/verify`` says of a receipt's number: that there is such a reply and when it came, not what it says."""
    reply = queries.reply_by_receipt(code.strip().upper())
    if reply is None or reply.receipt is None:
        return None
    content, seal = reply.receipt["content"], reply.receipt["seal"]
    return show(
        "receipt_verified.html", reply=reply, content=content, seal=seal, verdict=verdict_on_receipt(reply)
    )


OTHER_CODES.append(_verified)


@pages.get("/reply/<token>/receipts/<uuid:reply_id>")
@open_to_all("the employer's link is the right to see what was sent through it")
@limited(RATE)
def employer_receipt(token: str, reply_id: uuid.UUID) -> ResponseReturnValue:
    """The employer's receipt of what it sent."""
    back, record = f"/reply/{token}", f"/reply/{token}/receipts/{reply_id}/record.json"
    return receipt_by_link(lambda: _by_link(token, reply_id), back=back, record=record)


@pages.get("/reply/<token>/receipts/<uuid:reply_id>/record.json")
@open_to_all("the employer's link is the right to see what was sent through it")
@limited(RATE)
def employer_receipt_record(token: str, reply_id: uuid.UUID) -> ResponseReturnValue:
    """The same, sealed, as a file."""
    return receipt_record(_by_link(token, reply_id))


@pages.get("/replies/<uuid:reply_id>/receipt")
@needs(*READ)
def receipt(reply_id: uuid.UUID) -> ResponseReturnValue:
    """The receipt as the union sees it, to be handed to who brought the reply."""
    reply = queries.reply_in_sight(reply_id, sight_of(current_actor()))
    return receipt_page(
        reply,
        back=f"/demands/{reply.items[0].demand_id}",
        record=f"/api/v1/replies/{reply_id}/receipt",
    )
