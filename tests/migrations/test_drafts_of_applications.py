"""Applications that were sent keep their day and drafter; going back loses only what was never sent."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, text

from safety.corrections import operations as corrections
from safety.corrections.models import DemandFact, Referral
from safety.corrections.operations.ledger import fact_row
from safety.corrections.rules import Fact, FactKind, FindingGrade
from safety.database import db
from safety.people.queries import place_of
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast, id_of
from tests.corrections.story import make_site, raise_findings
from tests.corrections.test_applications import ASK
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def test_applications_go_down_and_up_with_their_days(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        site = make_site(cast)
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        for act, demand in zip((corrections.refer, corrections.draft_referral), demands, strict=True):
            act(actor=cast.actor("chenjing"), now=NOW, place=place_of(site), demand_ids=[demand.id], **ASK)
        revoked = fact_row(
            demands[0].id, 9, Fact(FactKind.REFERRAL_REVOKED, NOW), name="陈静", source_id=None
        )
        db.session.execute(insert(DemandFact), [revoked])
    db.session.remove()
    downgrade(revision="0014")
    assert "paper_issuing" not in tables()
    rows = db.session.execute(text("SELECT number FROM referrals")).all()
    assert [row.number for row in rows] == ["渝中区总工会劳监申〔2026〕1号"]
    assert db.session.execute(text("SELECT count(*) FROM papers")).scalar() == 1
    assert set(db.session.scalars(text("SELECT kind FROM demand_facts"))) == {"raised", "referred"}
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    [kept] = db.session.query(Referral).all()
    assert (kept.state, kept.drafted_at, kept.drafted_by) == ("sent", kept.sent_at, id_of("chenjing"))
    db.session.remove()
