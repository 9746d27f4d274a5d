"""Accidents in the return: graded as was known, counted for those who may see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from safety.accidents.models import CasualtyReport
from safety.audit import operations as audit
from safety.database import db
from safety.exports.queries import returns as queries
from safety.exports.queries.duty_three import DUTY_THREE
from safety.exports.rules.numbers import NUMBERS, RATES
from safety.exports.rules.periods import Period, span_of
from safety.lists import Window
from safety.transactions import one_transaction
from tests.cast import Cast, id_of
from tests.exports.cases import HAPPENED, case_id, load_cases
from tests.exports.quarter import made

AUTUMN = Period(2023, 4)


def known(cast: Cast, on: date, at: datetime, **numbers: Any) -> None:
    """Figures of 渝中's accident as of ``on``, entered at ``at``."""
    with one_transaction():
        db.session.add(CasualtyReport(accident_id=case_id("中毒"), on=on, at=at, by_id=None, **numbers))


def answer_entered(cast: Cast, at: datetime) -> None:
    """What the operation notes when the answer to the opinion is entered."""
    audit.record(
        actor=cast.actor("sunjie"),
        now=at,
        action="opinion_answered",
        kind="accident",
        record_id=case_id("opinion"),
        union_id=id_of("yuzhong"),
    )


@pytest.fixture
def cases(cast: Cast) -> None:
    with one_transaction():
        load_cases()
        answer_entered(cast, datetime(2023, 12, 12, tzinfo=UTC))
    known(cast, date(2023, 10, 19), HAPPENED, deaths=2, serious=1)
    known(cast, date(2023, 10, 22), HAPPENED + timedelta(days=3), deaths=3, direct_loss_yuan=3739228)


@pytest.mark.usefixtures("cases")
def test_the_unions_part_is_counted_by_its_days(cast: Cast) -> None:
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    expected = {
        "accidents": 1,
        "accidents_larger": 1,
        "accidents_ordinary": 0,
        "deaths": 3,
        "serious_injuries": 0,
        "direct_loss": 3739228,
        "activities": 2,
        "accident_opinions": 1,
        "accident_opinions_adopted": 1,
        "accidents_with_union": 1,
        "reports_signed": 1,
        "reports_reserved": 1,
        "measures": 0,
    }
    assert {key: total[key] for key in expected} == expected
    assert made(cast, Period(2024, 1), who="sunjie").union.figures.total["measures_verified"] == 1


def test_who_was_found_alive_leaves_neither_a_dead_nor_a_graver_accident_in_the_return(cast: Cast) -> None:
    with one_transaction():
        load_cases()
    known(cast, date(2023, 10, 19), HAPPENED, missing=3)
    known(cast, date(2023, 12, 1), datetime(2023, 12, 1, tzinfo=UTC), slight=3)
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    assert (total["accidents_larger"], total["accidents_ordinary"], total["deaths"]) == (0, 1, 0)


@pytest.mark.usefixtures("cases")
def test_figures_entered_after_the_due_day_change_no_past_return(cast: Cast) -> None:
    before = made(cast, AUTUMN, who="sunjie")
    known(cast, date(2023, 11, 1), datetime(2024, 2, 1, tzinfo=UTC), deaths=11)
    assert made(cast, AUTUMN, who="sunjie").content_hash == before.content_hash
    late = made(cast, AUTUMN, who="sunjie", as_of=date(2024, 2, 1)).union.figures.total
    assert (late["accidents_larger"], late["accidents_major"], late["deaths"]) == (0, 1, 11)


@pytest.mark.usefixtures("cases")
def test_who_may_not_read_accidents_sees_no_number_of_them(cast: Cast) -> None:
    total = made(cast, AUTUMN).union.figures.total  # 陈静 reads no accidents
    assert {total[key] for key in ("accidents", "deaths", "activities", "measures")} == {None}
    assert made(cast, AUTUMN, who="luolin", union="city").union.figures.total["accidents"] == 1


@pytest.mark.usefixtures("cases")
def test_a_rate_per_thousand_wants_its_denominator(cast: Cast) -> None:
    rates = {one.key: one for one in RATES}
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    assert rates["death_rate"].of(total) is None
    assert rates["death_rate"].of({**total, "employees": 1500}) == 2.0
    assert rates["accident_adoption_rate"].of(total) == 100


@pytest.mark.usefixtures("cases")
def test_each_number_of_accidents_equals_its_list(cast: Cast) -> None:
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    span, actor = span_of(AUTUMN, today=cast.today), cast.actor("sunjie")
    with one_transaction(write=False):
        for key in DUTY_THREE:
            page = queries.list_records(actor, NUMBERS[key], span, id_of("yuzhong"), Window(0, 100))
            assert sum(int(row.amount) for row in page.items) == total[key], key
