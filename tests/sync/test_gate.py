"""What the gate refuses comes back from the queue with its reason in words, and nothing is lost or half done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.corrections.models import Demand, Recheck
from safety.database import db
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import load_sites
from tests.projects.test_gate import sent
from tests.sync.story import Tablet, arrive, check_entry, enrol

Api = Callable[[str], FlaskClient]


@pytest.fixture
def tablet(cast: Cast, api: Api) -> Tablet:
    with one_transaction():
        load_sites()
    return enrol(api("liqiang"))


def landed(demand: str) -> tuple[int, str]:
    db.session.rollback()
    count = db.session.scalar(select(func.count()).select_from(Recheck)) or 0
    return count, db.session.get_one(Demand, uuid.UUID(demand)).state


def passed(demand: str, **more: Any) -> dict[str, Any]:
    line = {"demand_id": demand, "result": "passed"}
    return {"lines": [line], "checked_on": "2026-11-23", "method": "on_paper", **more}


def test_who_found_it_gets_a_look_at_paper_of_the_same_day_back_and_goes_there(tablet: Tablet) -> None:
    check = check_entry(tablet)
    assert arrive(tablet, check)["state"] == "arrived"
    finding = check["content"]["findings"][0]["id"]
    refused, body = str(uuid.uuid4()), tablet.entry("recheck", passed(finding))
    answer = tablet.put(refused, body).get_json()
    assert answer["state"] == "refused", answer
    assert "当天不能凭书面材料核验合格" in str(answer["problem"]["errors"]["lines.0.result"])
    assert landed(finding) == (0, "raised")
    assert tablet.put(refused, body).get_json()["state"] == "refused"  # the same again tells the same
    kept = tablet.client.get(f"/api/v1/sync/entries/{refused}", headers=tablet.headers).get_json()
    assert kept["problem"] == answer["problem"]
    mended = tablet.entry("recheck", passed(finding, method="on_site"), mends=refused)
    assert tablet.put(str(uuid.uuid4()), mended).get_json()["state"] == "arrived"
    assert landed(finding) == (1, "closed")


def test_a_mandatory_opinion_without_a_written_reply_comes_back(cast: Cast, api: Api) -> None:
    _, _, demand, _ = sent(cast)
    tablet = enrol(api("wufang"))
    body = tablet.entry("recheck", passed(demand, method="on_site"))
    answer = tablet.put(str(uuid.uuid4()), body).get_json()
    assert answer["state"] == "refused", answer
    assert "书面答复" in str(answer["problem"])
    assert landed(demand) == (0, "demanded")
