"""What was done at a site before it passed to another union belongs to the union of its day, whenever it arrives."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.accidents.models import Accident
from safety.corrections.models import Demand, DemandFact, EvacuationProposal, Recheck
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Inspection
from safety.papers.models import Paper
from safety.people.queries import of_its_day
from safety.sync.models import SyncEntry
from safety.transactions import one_transaction
from safety.workplaces.models import Site, SiteTransfer
from safety.workplaces.operations import transfers
from tests.accidents.beginnings import registered
from tests.cast import NOW, TODAY, Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id
from tests.sync.story import Tablet, arrive, check_entry, enrol

Api = Callable[[str], FlaskClient]
LATER = NOW + timedelta(days=3)


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


@pytest.fixture
def tablet(places: Cast, api: Api) -> Tablet:
    return enrol(api("liqiang"))


def pass_on(cast: Cast, app: Flask, site: str = "tower") -> None:
    """陈静 offers a site of 解放碑, 王磊 takes it the day after; what arrives, arrives two days later."""
    with one_transaction():
        offered = transfers.propose_transfer(
            actor=cast.actor("chenjing"),
            now=NOW,
            site=db.session.get_one(Site, site_id(site)),
            to_union_id=id_of("nanan"),
            on_day=TODAY,
            reason="属地管理",
        ).id
    with one_transaction():
        transfers.accept_transfer(
            actor=cast.actor("wanglei"),
            now=NOW + timedelta(days=1),
            transfer=db.session.get_one(SiteTransfer, offered),
        )
    app.config["CLOCK"] = lambda: LATER


def unions(record: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The union that goes on with a finding, and that of its day."""
    db.session.rollback()
    day = of_its_day(Demand)
    now, then = db.session.execute(select(Demand.union_id, day.union_id).where(Demand.id == record)).one()
    return now, then


def sent(client: FlaskClient, content: dict[str, Any]) -> Inspection:
    """A check sent on line."""
    record = uuid.uuid4()
    answer = client.put(f"/api/v1/inspections/{record}", json=content)
    assert answer.status_code == 201, answer.text
    return db.session.get_one(Inspection, record)


def test_li_qiangs_check_stays_jiefangbeis_and_its_open_finding_goes_to_nanan(
    tablet: Tablet, places: Cast, api: Api, app: Flask
) -> None:
    body = check_entry(tablet)
    pass_on(places, app)
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", ["site_moved"]), told
    db.session.rollback()
    row = db.session.get_one(Inspection, uuid.UUID(body["record_id"]))
    assert (row.union_id, row.district_code) == (id_of("jiefangbei"), "500103")
    finding = uuid.UUID(body["content"]["findings"][0]["id"])
    assert unions(finding) == (id_of("nanan"), id_of("jiefangbei"))
    kinds = db.session.scalars(
        select(DemandFact.kind).where(DemandFact.demand_id == finding).order_by(DemandFact.seq)
    )
    assert list(kinds) == ["raised", "handed_over"]
    photos = db.session.scalars(select(EvidenceFile.union_id).where(EvidenceFile.owner_id == row.id))
    assert set(photos) == {id_of("jiefangbei")}
    assert db.session.scalars(select(SyncEntry.union_id)).all() == [id_of("jiefangbei")]
    assert api("chenjing").get(f"/api/v1/inspections/{row.id}").status_code == 200
    assert api("wanglei").get(f"/api/v1/demands/{finding}").status_code == 200

    second = check_entry(tablet, record_id=body["record_id"])
    told = arrive(tablet, second)
    assert told["state"] == "conflict", told
    answer = api("chenjing").post(
        f"/api/v1/sync/conflicts/{told['conflict']}/decision",
        json={"choice": "device", "reason": "第二份为补充后的记录"},
    )
    assert answer.status_code == 200, answer.text
    db.session.rollback()
    assert db.session.get_one(Inspection, row.id).union_id == id_of("jiefangbei")
    chosen = uuid.UUID(second["content"]["findings"][0]["id"])
    assert unions(chosen) == (id_of("nanan"), id_of("jiefangbei"))


def test_a_check_of_the_new_unions_days_is_the_new_unions(places: Cast, api: Api, app: Flask) -> None:
    pass_on(places, app)
    content = complete_check(api("zhengkai"), site="tower") | {
        "started_at": "2026-11-25T09:00:00+08:00",
        "ended_at": "2026-11-25T09:50:00+08:00",
        "companions": [{"name": "王磊", "member_id": str(id_of("wanglei"))}],
    }
    row = sent(api("zhengkai"), content)
    assert row.union_id == id_of("nanan")


def test_a_check_begun_on_line_before_is_sent_after(places: Cast, api: Api, app: Flask) -> None:
    content, of_today = (complete_check(api("liqiang"), site="tower") for _ in range(2))
    pass_on(places, app)
    assert sent(api("liqiang"), content).union_id == id_of("jiefangbei")
    of_today |= {"started_at": "2026-11-26T09:00:00+08:00", "ended_at": "2026-11-26T09:50:00+08:00"}
    assert sent(api("liqiang"), of_today).union_id == id_of("nanan")  # it lies in his district still


def test_a_recheck_a_note_and_an_evacuation_of_before_arrive_and_are_jiefangbeis(
    tablet: Tablet, places: Cast, app: Flask
) -> None:
    check = check_entry(tablet)
    arrive(tablet, check)
    finding = check["content"]["findings"][0]["id"]
    pass_on(places, app)
    again = {
        "checked_on": "2026-11-23",
        "method": "on_site",
        "lines": [{"demand_id": finding, "result": "failed", "words": "仍未列入台账"}],
    }
    told = arrive(tablet, tablet.entry("recheck", again, made_at="2026-11-23T11:00:00+08:00"))
    assert (told["state"], told["judged"]) == ("arrived", ["site_moved"]), told
    note = {"finding_id": finding, "base_version": 1, "detail": "池北侧两米", "place_on_site": None}
    told = arrive(tablet, tablet.entry("finding_note", note, made_at="2026-11-23T11:00:00+08:00"))
    assert told["state"] in {"arrived", "conflict"}, told
    away = {
        "site_id": str(site_id("tower")),
        "danger": "基坑边坡出现裂缝",
        "suggestion": "立即撤出基坑内全部人员",
        "told_name": "张建国",
        "told_position": "安全总监",
        "proposed_at": "2026-11-23T11:30:00+08:00",
    }
    told = arrive(tablet, tablet.entry("evacuation", away, made_at="2026-11-23T11:31:00+08:00"))
    assert told["state"] == "arrived", told
    db.session.rollback()
    assert db.session.scalars(select(Recheck)).one().union_id == id_of("jiefangbei")
    assert db.session.get_one(Demand, uuid.UUID(finding)).state == "uncorrected"
    proposal = db.session.scalars(select(EvacuationProposal)).one()
    assert (proposal.union_id, proposal.was_union_id) == (id_of("nanan"), id_of("jiefangbei"))
    assert proposal.paper_id is not None
    assert db.session.get_one(Paper, proposal.paper_id).union_id == id_of("jiefangbei")


def test_an_accident_of_before_is_registered_by_the_union_of_its_day(
    places: Cast, api: Api, app: Flask
) -> None:
    pass_on(places, app)
    accident = registered(api("sunjie"), site_id=str(site_id("tower")))
    row = db.session.get_one(Accident, uuid.UUID(accident))
    assert (row.union_id, row.district_code) == (id_of("jiefangbei"), "500103")
