"""Of two people who act on one record at one moment the second is told so, and what the first entered stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from safety.corrections import operations as corrections
from safety.corrections.models import EvacuationProposal, Notice, Referral
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import Delivery, EvacuationDecision
from safety.database import session
from safety.errors import Stale
from safety.people.queries import place_of
from safety.transactions import abandon, one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.meanwhile import meanwhile

LATER = NOW + timedelta(days=5)


def records(cast: Cast) -> None:
    """A notice and an application about one finding, and a proposal to withdraw from the site."""
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, [demand])
        corrections.refer(
            actor=cast.actor("chenjing"),
            now=NOW,
            place=place_of(site),
            demand_ids=[demand.id],
            department="渝中区应急管理局",
            about="临边防护",
            reason="拒不整改",
            request="请依法处理",
        )
        corrections.propose_evacuation(
            actor=cast.actor("liqiang"),
            now=NOW,
            site=site,
            danger="深基坑支护变形加剧",
            suggestion="立即撤出坑内全部人员",
            told_name="邓某",
            told_position="项目经理",
            proposed_at=NOW,
        )


def receive(cast: Cast, row: Any, days: int) -> None:
    day = TODAY + timedelta(days=days)
    corrections.record_referral_receipt(
        actor=cast.actor("chenjing"), now=LATER, referral=row, received_on=day
    )


def deliver(cast: Cast, row: Any, days: int) -> None:
    at = NOW + timedelta(days=days)
    corrections.record_delivery(
        actor=cast.actor("liqiang"), now=LATER, notice=row, at=at, how=Delivery.IN_PERSON, to="邓某"
    )


def decide(cast: Cast, row: Any, days: int) -> None:
    corrections.record_evacuation_decision(
        actor=cast.actor("liqiang"),
        now=LATER,
        proposal=row,
        decision=EvacuationDecision.WITHDRAWN,
        decided_at=NOW + timedelta(days=days),
        decided_by="邓某",
    )


ACTS: Mapping[str, tuple[type[Any], Callable[[Cast, Any, int], None], str]] = {
    "the receipt of an application": (Referral, receive, "received_on"),
    "the delivery of a notice": (Notice, deliver, "delivered_at"),
    "the decision on a proposal to withdraw": (EvacuationProposal, decide, "decided_at"),
}


@pytest.mark.parametrize("what", ACTS)
def test_the_second_is_told_so(app: Flask, cast: Cast, what: str) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    records(cast)
    model, act, column = ACTS[what]
    with one_transaction():
        read_before = session.query(model).one()
        meanwhile(app, lambda: act(cast, session.query(model).one(), 1))
        assert getattr(read_before, column) is None
        with pytest.raises(Stale):
            act(cast, read_before, 2)
        abandon()
    with one_transaction(write=False):
        kept = getattr(session.query(model).one(), column)
        assert str(kept)[:10] == str(TODAY + timedelta(days=1))
