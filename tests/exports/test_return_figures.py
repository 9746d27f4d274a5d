"""What a union reports itself: added, never overwritten, counted from the day it was entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.errors import Invalid, NotAllowed, NotFound
from safety.exports import operations
from safety.exports.models import ReturnFigure
from safety.exports.rules.periods import Period
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.exports.quarter import Q3, enter, made

Browser = Callable[[str], FlaskClient]


def test_entered_figures_count_from_their_day_and_are_never_overwritten(cast: Cast) -> None:
    enter(cast, Q3, datetime(2026, 10, 10, tzinfo=UTC), trained=120, employees=5000)
    assert enter(cast, Q3, datetime(2026, 10, 11, tzinfo=UTC), trained=120) == []
    before = made(cast)
    assert before.union.figures.own["trained"] == 120
    assert before.union.figures.total["trainings"] is None
    enter(cast, Q3, NOW, trained=130)
    assert made(cast).content_hash == before.content_hash
    assert made(cast, as_of=cast.today).union.figures.own["trained"] == 130
    assert db.session.scalar(select(func.count(ReturnFigure.id))) == 3
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "return_figure_entered")).all()
    assert {one.change["value"] for one in noted} == {120, 130, 5000}


def test_a_year_is_made_of_its_quarters_until_its_own_figure_is_entered(cast: Cast) -> None:
    year = Period(2026)
    for quarter, trained, committees in ((1, 10, 5), (2, 20, 7), (3, 30, 6)):
        at = datetime(2026, 3 * quarter, 20, tzinfo=UTC)
        enter(cast, Period(2026, quarter), at, trained=trained, committees=committees)
    own = made(cast, year).union.figures.own
    assert (own["trained"], own["committees"]) == (60, 6)
    enter(cast, year, NOW, trained=61)
    assert made(cast, year).union.figures.own["trained"] == 61


@pytest.mark.parametrize(
    ("values", "source", "field"),
    [
        ({"found": 3}, "示例", "values.found"),
        ({"trained": -1}, "示例", "values.trained"),
        ({"trained": 3}, None, "source"),
    ],
)
def test_what_is_no_figure_is_refused(
    cast: Cast, values: dict[str, int], source: str | None, field: str
) -> None:
    with pytest.raises(Invalid) as refusal, one_transaction():
        operations.enter_figures(
            actor=cast.actor("chenjing"),
            now=NOW,
            union=cast.union("yuzhong"),
            period=Q3,
            values=values,
            source=source,
        )
    assert field in refusal.value.fields


@pytest.mark.parametrize(("who", "refusal"), [("sunjie", NotAllowed), ("wanglei", NotFound)])
def test_who_does_not_report_for_the_union_enters_nothing(
    cast: Cast, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), one_transaction():
        operations.enter_figures(
            actor=cast.actor(who), now=NOW, union=cast.union("yuzhong"), period=Q3, values={}, source=None
        )


def test_figures_entered_on_the_page_are_there_and_wrong_ones_stay_in_the_form(signed_in: Browser) -> None:
    browser = signed_in("chenjing")
    address = f"/returns/figures?period=2026Q4&union={id_of('yuzhong')}"
    form = {"period": "2026Q4", "union": str(id_of("yuzhong")), "values.trained": "12"}
    refused = browser.post(address, data=form)
    assert refused.status_code == 422
    assert 'value="12"' in refused.get_data(as_text=True)
    answer = browser.post(address, data=form | {"source": "培训签到表（示例）"})
    assert answer.status_code == 302
    page = browser.get(answer.location).get_data(as_text=True)
    assert "已保存 1 项填报数据" in page
    assert 'value="12"' in browser.get(address).get_data(as_text=True)
    entries = browser.get(f"/returns/records?period=2026Q4&number=trained&union={id_of('yuzhong')}")
    assert "培训签到表（示例）" in entries.get_data(as_text=True)
