"""To which day the law was checked: shown, recorded by an administrator, and told before a paper goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from safety.audit.models import AuditEntry
from safety.database import session
from safety.law.citations import Citation, cited
from safety.reference.queries import notes_on
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.corrections.test_checked_before_issue import drafted
from tests.papers.checking import confirmed, page_of

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
CHECKS = "/api/v1/laws/{}/checks"
LOOKED_UP = {"checked_to": "2026-11-20", "source": "国家法律法规数据库"}


def _law(client: FlaskClient, law: str) -> dict[str, object]:
    items = client.get("/api/v1/laws").get_json()["items"]
    return next(one for one in items if one["id"] == law)


def test_huangtao_records_a_later_check_on_the_page_and_everybody_reads_it(
    signed_in: Clients, api: Clients
) -> None:
    before = _law(api("liqiang"), "union_law")
    assert (before["checked_to"], before["title"]) == ("2025-03-31", "《工会法》")
    assert "登记核对" not in signed_in("liqiang").get("/laws").get_data(as_text=True)
    huangtao = signed_in("huangtao")
    assert "登记核对" in huangtao.get("/laws").get_data(as_text=True)
    assert huangtao.post("/laws", data={"law": "union_law", **LOOKED_UP}).status_code == 302
    page = signed_in("liqiang").get("/laws").get_data(as_text=True)
    assert "2026年11月20日" in page or "2026-11-20" in page
    assert "国家法律法规数据库" in page
    after = _law(api("liqiang"), "union_law")
    assert (after["checked_to"], after["checked_by"]) == ("2026-11-20", "黄涛")
    with one_transaction(write=False):
        assert session.query(AuditEntry).filter_by(action="law_checked").count() == 1


@pytest.mark.parametrize(
    ("law", "checked_to", "words"),
    [
        ("union_law", "2025-03-31", "核对日期应晚于已经登记的核对日期"),
        ("union_law", "2099-01-01", "核对日期不能在今天以后"),
        ("hazard_rules", "2026-11-20", "还没有人读过"),
        ("chongqing_safety", "2026-11-20", "失效日期"),
    ],
)
def test_a_check_that_says_nothing_or_cannot_be_is_refused(
    api: Clients, law: str, checked_to: str, words: str
) -> None:
    answer = api("huangtao").post(CHECKS.format(law), json=LOOKED_UP | {"checked_to": checked_to})
    assert answer.status_code == 422
    assert words in str(answer.get_json())


def test_only_an_administrator_records_a_check_and_only_of_a_text_there_is(api: Clients) -> None:
    assert api("chenjing").post(CHECKS.format("union_law"), json=LOOKED_UP).status_code == 403
    assert api("huangtao").post(CHECKS.format("no_such_law"), json=LOOKED_UP).status_code == 404
    assert api("huangtao").post(CHECKS.format("union_law"), json=LOOKED_UP).status_code == 201


def test_chenjing_is_told_that_the_law_was_checked_before_the_fact_and_the_paper_still_goes_out(
    cast: Cast, signed_in: Clients, api: Clients
) -> None:
    address, chenjing = drafted(cast), signed_in("chenjing")
    page = chenjing.post(f"{address}/issue")
    text = page_of(page)
    assert "《工会法》 核对至" in text
    assert "《安全生产法》 核对至" in text
    assert "群监编写者" in text
    told = api("huangtao").post(CHECKS.format("union_law"), json={**LOOKED_UP, "checked_to": "2026-11-23"})
    assert told.status_code == 201
    again = chenjing.post(f"{address}/issue")
    assert "《工会法》 核对至" not in page_of(again)
    assert "《安全生产法》 核对至" in page_of(again)
    assert confirmed(chenjing, again).status_code == 302


def test_what_is_unchecked_on_the_day_of_the_fact_is_named_and_is_another_state(cast: Cast) -> None:
    citations = [
        one.as_json() for one in cited(["union-27", "safety-60-3", "order-493-22"], date(2021, 10, 1))
    ]
    notes = notes_on(citations)
    assert notes.unread == ("《工会法》",)
    assert notes.past_check == ()


def test_what_was_typed_and_nobody_read_is_named_before_the_paper_goes_out(cast: Cast) -> None:
    read, *unread = cited(["union-27"], date(2026, 11, 23))[0], Citation("某项标准", "第九条", checked=False)
    assert notes_on([one.as_json() for one in (read, *unread)]).unread == ("《某项标准》",)
    # A record from before says nothing of it: it printed what it names.
    assert notes_on([{"law": "某项标准", "article": ""}]).unread == ()
