"""The register of offline entries leaves as a file, with the filters of its page and no row more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from safety.transactions import one_transaction
from tests.cast import Cast
from tests.exports.tables import table_in
from tests.inspections.workplaces import load_sites
from tests.sync.story import Tablet, arrive, check_entry, enrol

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def tablet(cast: Cast, api: Browser) -> Tablet:
    with one_transaction():
        load_sites()
    return enrol(api("liqiang"))


def test_chen_jing_exports_the_marked_entries_of_her_district(tablet: Tablet, signed_in: Browser) -> None:
    marked = arrive(tablet, check_entry(tablet, mock_location=True))
    plain = arrive(tablet, check_entry(tablet))
    officer = signed_in("chenjing")
    register = officer.get("/sync/entries?marks=waiting").get_data(as_text=True)
    assert "/exports/new?register=entries&amp;marks=waiting" in register
    asked = officer.get("/exports/new?register=entries&marks=waiting&state=arrived").get_data(as_text=True)
    for words in ("离线记录台账", "有标记，待核对", "已送达"):
        assert words in asked
    given = {"register": "entries", "format": "csv", "filters.marks": "waiting", "filters.state": "arrived"}
    answer = officer.post("/exports/", data=given)
    assert answer.status_code == 200, answer.text
    told = table_in(answer.data)
    assert marked["receipt"] in told
    assert "设备提示位置可能是模拟的" in told
    assert plain["receipt"] not in told


def test_wang_lei_of_nanan_exports_none_of_yuzhong(tablet: Tablet, signed_in: Browser) -> None:
    told = arrive(tablet, check_entry(tablet))
    answer = signed_in("wanglei").post("/exports/", data={"register": "entries", "format": "csv"})
    assert answer.status_code == 200, answer.text
    assert told["receipt"] not in table_in(answer.data)


def test_a_state_that_entries_do_not_have_is_refused(tablet: Tablet, api: Browser) -> None:
    given = {"register": "entries", "filters": {"state": "submitted"}}
    assert api("chenjing").post("/api/v1/exports", json=given).status_code == 422
