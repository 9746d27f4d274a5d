"""A site passes to another union by an offer and its acceptance, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.errors import Conflict, Invalid, NotAllowed, NotFound, NotPossibleNow
from safety.transactions import abandon, one_transaction
from safety.workplaces.models import Site, SiteTransfer
from safety.workplaces.operations import transfers
from safety.workplaces.queries.transfers import waiting_to_be_received
from tests.cast import NOW, TODAY, Cast, id_of
from tests.inspections.workplaces import load_sites, site_id
from tests.meanwhile import meanwhile

Open = Callable[[str], FlaskClient]


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def tunnel() -> Site:
    return db.session.get_one(Site, site_id("tunnel"))


def offer(cast: Cast, who: str = "chenjing", **given: Any) -> SiteTransfer:
    facts: dict[str, Any] = {"to_union_id": id_of("nanan"), "on_day": TODAY, "reason": "区划调整"} | given
    with one_transaction():
        return transfers.propose_transfer(actor=cast.actor(who), now=NOW, site=tunnel(), **facts)


def test_wang_lei_takes_over_what_chen_jing_offers_and_the_change_is_in_the_sites_history(
    places: Cast,
) -> None:
    offered = offer(places)
    assert tunnel().union_id == id_of("yuzhong")
    wanglei = places.actor("wanglei")
    with one_transaction():
        assert waiting_to_be_received(wanglei.scope("site:transfer")) == 1  # type: ignore[arg-type]
        transfers.accept_transfer(
            actor=wanglei, now=NOW, transfer=db.session.get_one(SiteTransfer, offered.id)
        )
    assert (tunnel().union_id, tunnel().district_code) == (id_of("nanan"), "500103")
    noted = db.session.scalars(
        select(AuditEntry).where(AuditEntry.record_id == str(site_id("tunnel"))).order_by(AuditEntry.seq)
    ).all()
    assert [one.action for one in noted] == ["site_transfer_proposed", "site_transferred"]
    assert noted[1].change["union_id"] == [str(id_of("yuzhong")), str(id_of("nanan"))]
    with pytest.raises(NotPossibleNow), one_transaction():
        transfers.accept_transfer(
            actor=wanglei, now=NOW, transfer=db.session.get_one(SiteTransfer, offered.id)
        )


def test_wang_lei_does_not_take_over_what_chen_jing_takes_back_at_that_moment(
    app: Flask, places: Cast
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    offered = offer(places).id

    def take_back() -> None:
        transfers.withdraw_transfer(
            actor=places.actor("chenjing"),
            now=NOW,
            transfer=db.session.get_one(SiteTransfer, offered),
            words="另行安排",
        )

    with one_transaction():
        read_before = db.session.get_one(SiteTransfer, offered)
        meanwhile(app, take_back)
        with pytest.raises(NotPossibleNow):
            transfers.accept_transfer(actor=places.actor("wanglei"), now=NOW, transfer=read_before)
        abandon()
    assert tunnel().union_id == id_of("yuzhong")


def test_nothing_passes_without_the_receiver(places: Cast) -> None:
    offered = offer(places)
    for who in ("chenjing", "zhengkai", "fengchao"):  # the giver, no officer, an officer of elsewhere
        with pytest.raises((NotAllowed, NotFound)), one_transaction():
            transfers.accept_transfer(
                actor=places.actor(who), now=NOW, transfer=db.session.get_one(SiteTransfer, offered.id)
            )
    with one_transaction():
        transfers.refuse_transfer(
            actor=places.actor("wanglei"),
            now=NOW,
            transfer=db.session.get_one(SiteTransfer, offered.id),
            words="不在本区",
        )
    assert tunnel().union_id == id_of("yuzhong")
    again = offer(places)  # a refused offer does not stand in the way of another
    with one_transaction():
        transfers.withdraw_transfer(
            actor=places.actor("chenjing"),
            now=NOW,
            transfer=db.session.get_one(SiteTransfer, again.id),
            words="填错了",
        )
    assert tunnel().union_id == id_of("yuzhong")


def test_an_offer_for_a_later_day_is_accepted_on_that_day(places: Cast) -> None:
    offered = offer(places, on_day=TODAY + timedelta(days=9))
    wanglei = places.actor("wanglei")
    with pytest.raises(NotPossibleNow) as refusal, one_transaction():
        transfers.accept_transfer(
            actor=wanglei, now=NOW, transfer=db.session.get_one(SiteTransfer, offered.id)
        )
    assert refusal.value.code == "transfer_too_early"
    with one_transaction():
        transfers.accept_transfer(
            actor=wanglei,
            now=NOW + timedelta(days=9),
            transfer=db.session.get_one(SiteTransfer, offered.id),
        )
    assert tunnel().union_id == id_of("nanan")


def test_what_makes_no_sense_is_refused_with_its_reason(places: Cast) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        offer(places, "wanglei")  # not his site
    with pytest.raises(NotAllowed):
        offer(places, "liqiang")  # an inspector hands nothing over
    for wrong in ({"to_union_id": id_of("yuzhong")}, {"on_day": TODAY + timedelta(days=400)}):
        with pytest.raises(Invalid) as refusal:
            offer(places, **wrong)
        assert list(refusal.value.fields) == list(wrong)
    offer(places)
    with pytest.raises(Conflict):
        offer(places, to_union_id=id_of("chemistry"))


@pytest.mark.usefixtures("places")
def test_an_edit_or_a_registration_names_no_union(api: Open) -> None:
    chenjing = api("chenjing")
    address = f"/api/v1/sites/{site_id('tunnel')}"
    answer = chenjing.patch(address, json={"union_id": str(id_of("nanan"))}, headers={"If-Match": "1"})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["union_id"])


@pytest.mark.usefixtures("places")
def test_a_site_that_moved_to_another_district_stays_with_its_union_until_it_is_handed_over(
    api: Open,
) -> None:
    address = f"/api/v1/sites/{site_id('tunnel')}"
    moved = {"lon": 106.62, "lat": 29.53, "accept_duplicate": True}
    answer = api("liuyang").patch(address, json=moved, headers={"If-Match": "1"})
    assert answer.status_code == 200, answer.text
    assert (tunnel().district_code, tunnel().union_id) == ("500108", id_of("yuzhong"))


@pytest.mark.usefixtures("places")
def test_over_the_api_and_on_the_pages_an_offer_is_made_seen_and_accepted(api: Open, signed_in: Open) -> None:
    chenjing, wanglei = api("chenjing"), api("wanglei")
    body = {"to_union_id": str(id_of("nanan")), "on_day": "2026-11-23", "reason": "属地管理"}
    made = chenjing.post(f"/api/v1/sites/{site_id('tunnel')}/transfers", json=body)
    assert made.status_code == 201, made.text
    offered = made.get_json()["id"]
    assert api("zhengkai").get(f"/api/v1/site-transfers/{offered}").status_code == 403
    assert api("fengchao").get(f"/api/v1/site-transfers/{offered}").status_code == 404
    [seen] = wanglei.get("/api/v1/site-transfers?side=in&state=proposed").get_json()["items"]
    assert (seen["id"], seen["site_name"]) == (offered, "朝天门隧道项目（示例）")
    browser = signed_in("wanglei")
    assert "待接收的场所" in browser.get("/").text
    assert "朝天门隧道项目（示例）" in browser.get("/site-transfers?state=proposed&side=in").text
    assert browser.post(f"/site-transfers/{offered}/acceptance").status_code == 302
    assert tunnel().union_id == id_of("nanan")
    assert chenjing.get(f"/api/v1/site-transfers/{offered}").get_json()["state"] == "accepted"
