"""The days on papers and of re-checks are in order, also when a check arrives late and a draft lies for long."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.facts import notice_content
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Demand, Notice
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import TERM, make_site, raise_findings
from tests.inspections.workplaces import complete_check, load_sites

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def found(cast: Cast) -> str:
    """A finding of today, by 李强."""
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        return str(demand.id)


def recheck(who: FlaskClient, demand: str, day: object) -> Any:
    lines = [{"demand_id": demand, "result": "passed", "words": "已整改"}]
    return who.put(f"/api/v1/rechecks/{uuid.uuid4()}", json={"checked_on": str(day), "lines": lines})


def test_a_recheck_before_the_finding_closes_nothing(found: str, api: Clients) -> None:
    early = recheck(api("zhoumin"), found, TODAY - timedelta(days=1))
    assert (early.status_code, early.get_json()["code"]) == (422, "recheck_before_finding")
    assert early.get_json()["errors"]["checked_on"] == [f"复查不能早于发现之日 {TODAY}"]
    assert recheck(api("zhoumin"), found, TODAY).status_code == 201


def test_what_a_late_check_found_was_found_on_its_own_day(cast: Cast, api: Clients) -> None:
    with one_transaction():
        load_sites()
    liqiang, seen = api("liqiang"), TODAY - timedelta(days=3)
    check = complete_check(liqiang) | {
        "started_at": f"{seen}T09:00:00+08:00",
        "ended_at": f"{seen}T10:00:00+08:00",
    }
    assert liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=check).status_code == 201
    with one_transaction():
        demand = session.query(Demand).first()
        assert demand is not None
        site, lines = demand.site, [NoticeLine(demand.id, term_on=TERM)]
        assert site is not None
        notice = corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines)
        assert f"{seen.year}年{seen.month}月{seen.day}日发现" in str(notice_content(notice).as_json())
        finding = str(demand.id)
    assert recheck(api("zhoumin"), finding, seen - timedelta(days=1)).status_code == 422
    assert recheck(api("zhoumin"), finding, seen).status_code == 201


def test_a_reply_is_asked_for_by_a_day_to_come(found: str, cast: Cast, api: Clients) -> None:
    with one_transaction(write=False):
        site = str(session.get_one(Demand, uuid.UUID(found)).site_id)
    sent = {"site_id": site, "lines": [{"demand_id": found}], "reply_by": str(TODAY - timedelta(days=1))}
    refused = api("liqiang").put(f"/api/v1/notices/{uuid.uuid4()}", json=sent)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["reply_by"])


def test_a_draft_whose_term_ran_out_is_not_issued(app: Flask, found: str, cast: Cast, api: Clients) -> None:
    with one_transaction():
        demand = session.get_one(Demand, uuid.UUID(found))
        assert demand.site is not None
        demand.colour, demand.summary, demand.detail = "blue", "临边防护缺失", ""
        session.flush()
        lines = [NoticeLine(demand.id, term_on=TODAY)]
        drafted = corrections.draft_notice(
            actor=cast.actor("liqiang"), now=NOW, site=demand.site, lines=lines
        )
        address = f"/api/v1/notices/{drafted.id}/issue"
    chenjing = api("chenjing")
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    refused = chenjing.post(address)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "term_passed")
    with one_transaction(write=False):
        assert session.query(Notice).one().state == "draft"
