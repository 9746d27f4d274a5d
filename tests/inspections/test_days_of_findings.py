"""The day on a paper is the day of the check, however late its record arrives."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pypdf
from flask.testing import FlaskClient
from sqlalchemy import update

from safety.access.permissions import Permission
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand
from safety.corrections.subjects import seen_on
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.ids import new_id
from safety.inspections.queries.standing import StandingFilters, site_standings
from safety.inspections.queries.trend import monthly
from safety.law.days import start_of_day
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice
from tests.exports.quarter import Q3, Q4, made
from tests.exports.tables import table_in
from tests.exports.test_every_register import taken
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


def test_pages_lists_programs_and_exports_tell_when_a_finding_was_found_not_when_its_check_arrived(
    cast: Cast, api: Callable[[str], FlaskClient], signed_in: Callable[[str], FlaskClient]
) -> None:
    with one_transaction():
        load_sites()
    _check, finding = check_of(api("liqiang"), "2026-11-18")
    chenjing, program = signed_in("chenjing"), api("chenjing")
    for page in (f"/inspections/findings/{finding}", f"/demands/{finding}"):
        told = chenjing.get(page).get_data(as_text=True).split("发现时间")[1][:160]
        assert "2026-11-18" in told, page
    for path in ("/demands", "/findings"):
        (listed,) = program.get(f"/api/v1{path}").get_json()["items"]
        alone = program.get(f"/api/v1{path}/{finding}").get_json()
        assert [one["found_at"][:10] for one in (listed, alone)] == ["2026-11-18"] * 2, path
        assert listed["raised_at"][:10] == TODAY.isoformat()
    for path in ("/findings", "/demands"):
        for days, there in (("since=2026-11-18&until=2026-11-18", [str(finding)]), ("since=2026-11-19", [])):
            listed = program.get(f"/api/v1{path}?{days}").get_json()["items"]
            assert [one["id"] for one in listed] == there, (path, days)
    scope = cast.actor("chenjing").scope(Permission.INSPECTION_READ)
    october, november = monthly(scope, StandingFilters(), day=date(2026, 11, 18), months=2)
    assert (october.found, november.found, november.open) == (0, 1, 1)
    for register in ("hazards", "demands"):
        (row,) = csv.DictReader(io.StringIO(table_in(taken(chenjing, register, "csv"))))
        assert row["发现时间"].startswith("2026-11-18"), register
        assert row["登记时间"].startswith(TODAY.isoformat()), register


def test_returns_and_the_map_count_a_hazard_on_the_day_it_was_found(
    cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    """Li Qiang's check of the last day of September arrives in November: it is of the third quarter."""
    with one_transaction():
        load_sites()
    check_of(api("liqiang"), "2026-09-30")
    third, fourth = (made(cast, one, as_of=TODAY).union.figures.total for one in (Q3, Q4))
    assert (third["found"], third["open_at_end"]) == (1, 1)
    assert (fourth["found"], fourth["open_at_end"]) == (0, 1)
    assert made(cast, Q3).union.figures.total["found"] == 0, "it was not known when the return was sent"
    scope = cast.actor("chenjing").scope(Permission.INSPECTION_READ)
    september, october = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), TODAY)
    for (since, until), number in ((september, 1), (october, 0)):
        filters = StandingFilters(since=since, until=until)
        sites = site_standings(scope, filters, today=TODAY, long_overdue_before=TODAY)
        assert sum(one.open for one in sites) == number, since
    with one_transaction():
        db.session.execute(update(Site).values(created_at=start_of_day(date(2026, 9, 1))))
    yesterday = StandingFilters(on=TODAY - timedelta(days=1))
    sites = site_standings(scope, yesterday, today=TODAY, long_overdue_before=TODAY)
    assert sum(one.open for one in sites) == 1


def test_what_is_raised_again_was_found_on_that_day(cast: Cast, api: Callable[[str], FlaskClient]) -> None:
    with one_transaction():
        load_sites()
    _check, finding = check_of(api("liqiang"), "2026-11-18")
    with one_transaction():
        chenjing = cast.actor("chenjing")
        line = RecheckLine(finding, RecheckResult.PASSED, words="已列入台账")
        corrections.record_recheck(actor=cast.actor("liqiang"), now=NOW, checked_on=TODAY, lines=[line])
        first = db.session.get_one(Demand, finding)
        again = corrections.reopen_demand(
            actor=chenjing, now=NOW, demand=first, new_id=new_id(), reason="又出现"
        )
        assert (seen_on([first, again])[first.id].day, seen_on([first, again])[again.id]) == (18, TODAY)
