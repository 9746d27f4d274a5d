"""A finding cites the law of the day on which it was seen, however late the check arrives."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import literal

from safety.corrections.facts import reminder_content
from safety.corrections.queries import found
from safety.corrections.readings import reading_of
from safety.corrections.rules import FindingGrade
from safety.database import Moment, db
from safety.law.days import start_of_day
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.papers.golden_samples import text_of


@pytest.mark.parametrize(("seen", "checked"), [(date(2021, 8, 31), False), (date(2021, 9, 1), True)])
def test_a_check_that_arrives_late_cites_the_text_of_its_own_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seen: date, checked: bool
) -> None:
    monkeypatch.setattr(found, "found_moment", lambda: literal(start_of_day(seen), Moment()))
    with one_transaction():
        (demand,) = raise_findings(cast, make_site(cast), FindingGrade.ORDINARY)
        demand.basis = [{"law": "中华人民共和国安全生产法", "article": "第八十六条", "checked": True}]
        db.session.flush()
        (one,) = reading_of(demand).cited
    assert one.checked is checked


@pytest.mark.parametrize(("seen", "cited"), [(date(2021, 8, 31), False), (date(2021, 9, 1), True)])
def test_a_reminder_cites_the_law_of_the_day_on_which_the_hazard_was_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seen: date, cited: bool
) -> None:
    monkeypatch.setattr(found, "found_moment", lambda: literal(start_of_day(seen), Moment()))
    with one_transaction():
        site = make_site(cast)
        findings = raise_findings(cast, site, FindingGrade.ORDINARY)
        text = text_of(reminder_content(issued_notice(cast, site, findings), findings))
    assert ("《安全生产法》第六十条第二款" in text) is cited
