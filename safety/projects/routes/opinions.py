"""Opinions: written, taken back before sending, sent, and the owner's link."""

from __future__ import annotations

import uuid

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.guard import who
from safety.errors import NotFound
from safety.evidence.uploads import form_uploads
from safety.people.guard import needs
from safety.projects import operations, queries, schemas
from safety.projects.guard import base_url
from safety.projects.models import Opinion, Review
from safety.projects.routes.blueprint import act_on_review, found_review, pages, show
from safety.projects.routes.reviews import review_page
from safety.projects.vocabulary import ReviewKind
from safety.transactions import reads_first
from safety.wire.forms import Form, closed_to_edits, kept_here


@pages.get("/projects/reviews/<uuid:review_id>/opinions/new")
@needs(P.PROJECT_RECORD)
def new_opinion(review_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an opinion."""
    row = found_review(review_id, P.PROJECT_RECORD)
    page = url_for("projects.review", review_id=review_id)
    if away := closed_to_edits(lambda: operations.check_unsigned(row), page):
        return away
    present = {"category": "safety", "mandatory": "true"}
    return _form(row, Form(schemas.OpinionIn(), present))


def _form(row: Review, form: Form) -> ResponseReturnValue:
    design = queries.reviews_of(row.project_id).get(ReviewKind.DESIGN)
    earlier = [(str(one.id), one.demand.summary) for one in design.opinions] if design else []
    shown = earlier if row.kind == ReviewKind.ACCEPTANCE else []
    return show("opinion_form.html", form.status, form=form, review=row, project=row.project, earlier=shown)


@pages.post("/projects/reviews/<uuid:review_id>/opinions/new")
@needs(P.PROJECT_RECORD)
@reads_first
def add_opinion(review_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the opinion; it is sent with the others."""
    return act_on_review(
        review_id,
        schemas.OpinionIn(),
        lambda row, values: operations.add_opinion(
            **who(), review=row, uploads=form_uploads(request, "photos"), **values
        ),
        _("意见已登记，尚未发出"),
        _form,
    )


def _opinion(row: Review, opinion_id: uuid.UUID) -> Opinion:
    found = next((one for one in row.opinions if one.id == opinion_id), None)
    if found is None:
        raise NotFound
    return found


@pages.post("/projects/reviews/<uuid:review_id>/opinions/<uuid:opinion_id>/withdraw")
@needs(P.PROJECT_RECORD)
def withdraw_opinion(review_id: uuid.UUID, opinion_id: uuid.UUID) -> ResponseReturnValue:
    """Take back an opinion that was not sent."""
    return act_on_review(
        review_id,
        schemas.ReasonIn(),
        lambda row, values: operations.withdraw_opinion(**who(), opinion=_opinion(row, opinion_id), **values),
        _("意见已撤回"),
        review_page,
    )


@pages.post("/projects/reviews/<uuid:review_id>/transmit")
@needs(P.NOTICE_ISSUE)
def transmit_opinions(review_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the opinion paper."""
    return act_on_review(
        review_id,
        schemas.TransmitIn(),
        lambda row, values: operations.transmit_opinions(**who(), review=row, base_url=base_url(), **values),
        _("意见书已签发，可下载盖章并送达"),
        review_page,
    )


@pages.post("/projects/reviews/<uuid:review_id>/links")
@needs(P.NOTICE_ISSUE)
def make_link(review_id: uuid.UUID) -> ResponseReturnValue:
    """A new link for the owner's reply, shown this once."""
    row = found_review(review_id, P.NOTICE_ISSUE)
    link, token = operations.make_link(**who(), review=row)
    kept_here()
    return show(
        "link.html", review=row, project=row.project, link=link, url=f"{base_url()}/project-reply/{token}"
    )


@pages.post("/projects/reviews/<uuid:review_id>/links/revoke")
@needs(P.NOTICE_ISSUE)
def revoke_links(review_id: uuid.UUID) -> ResponseReturnValue:
    """End every link of the review."""
    return act_on_review(
        review_id,
        schemas.ReasonIn(),
        lambda row, values: operations.revoke_links(**who(), review=row, **values) or True,
        _("答复链接已停用"),
        review_page,
    )
