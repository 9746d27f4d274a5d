"""The sheets of a case, issued from the page that shows what they tell."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents.routes.activities import activities_page
from safety.accidents.routes.blueprint import found, pages
from safety.accidents.routes.cases import accident_page
from safety.accidents.routes.notices import notice_page
from safety.accidents.routes.opinions import measures_page
from safety.accidents.routes.reports import reports_page
from safety.accidents.vocabulary import Sheet
from safety.corrections.guard import who
from safety.people.guard import current_scope, needs
from safety.wire.forms import Form
from safety.wire.schemas import Strict

#: The page of the case that tells what a sheet is made of.
_PAGES: Mapping[str, Callable[[uuid.UUID, Form | None], ResponseReturnValue]] = {
    Sheet.PARTICIPATION_RECORD: activities_page,
    Sheet.MEASURE_SHEET: measures_page,
    Sheet.APPROVAL_SHEET: reports_page,
}


@pages.post("/accidents/<uuid:accident_id>/sheets")
@needs(P.ACCIDENT_RECORD)
def issue_sheet(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Issue a sheet of the case, and show it."""
    form = Form(schemas.SheetIn())
    accident = found(accident_id, P.ACCIDENT_RECORD)
    paper = form.submit(lambda given: operations.issue_sheet(**who(), accident=accident, **given))
    if paper is None:
        return _PAGES.get(request.form.get("sheet", ""), accident_page)(accident_id, form)
    return redirect(url_for("papers.paper", paper_id=paper.id))


@pages.post("/accidents/notices/<uuid:notification_id>/slip")
@needs(P.ACCIDENT_RECORD)
def issue_slip(notification_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the slip of news that came, and show it."""
    form = Form(Strict())
    row = queries.get_notification(notification_id, current_scope(P.ACCIDENT_RECORD))
    paper = form.submit(lambda _given: operations.issue_notification_slip(**who(), notification=row))
    if paper is None:
        return notice_page(notification_id, form)
    return redirect(url_for("papers.paper", paper_id=paper.id))
