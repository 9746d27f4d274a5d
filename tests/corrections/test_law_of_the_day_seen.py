"""A finding cites the law of the day on which it was seen, however late the check arrives."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

import pytest

from safety.corrections import subjects
from safety.corrections.facts import citations_of
from safety.corrections.rules import FindingGrade
from safety.law.days import start_of_day
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.corrections.story import make_site, raise_findings


@pytest.mark.parametrize(("seen", "checked"), [(date(2021, 8, 31), False), (date(2021, 9, 1), True)])
def test_a_check_that_arrives_late_cites_the_text_of_its_own_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seen: date, checked: bool
) -> None:
    def moments(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime]:
        return dict.fromkeys(ids, start_of_day(seen))

    monkeypatch.setitem(subjects._FOUND, "inspection", moments)
    with one_transaction():
        (demand,) = raise_findings(cast, make_site(cast), FindingGrade.ORDINARY)
        demand.basis = [{"law": "中华人民共和国安全生产法", "article": "第八十六条", "checked": True}]
        (one,) = citations_of(demand)
    assert one.checked is checked
