"""The day on a paper is the day of the check, however late its record arrives."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice
from tests.inspections.test_rejudging import check_of
from tests.inspections.workplaces import load_sites
from tests.papers.samples import sealed


def test_the_closing_slip_of_a_check_that_arrived_five_days_later_names_the_day_of_the_check(
    cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    with one_transaction():
        load_sites()
    _check, finding = check_of(api("liqiang"), "2026-11-18")
    with one_transaction():
        demand = db.session.get_one(Demand, finding)
        issued_notice(cast, db.session.get_one(Site, demand.site_id), [demand])
    with one_transaction():
        line = RecheckLine(finding, RecheckResult.PASSED, words="已列入台账")
        corrections.record_recheck(actor=cast.actor("liqiang"), now=NOW, checked_on=TODAY, lines=[line])
    with one_transaction():
        demand = db.session.get_one(Demand, finding)
        slip = corrections.issue_closing_slip(actor=cast.actor("chenjing"), now=NOW, demand=demand)
    pages = pypdf.PdfReader(io.BytesIO(sealed(slip))).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    assert "发现日期2026年11月18日" in text
