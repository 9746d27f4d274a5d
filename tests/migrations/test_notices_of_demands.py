"""A finding that was asked for before knows its notice by id after the upgrade; what was revoked knows none."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.corrections import operations as corrections
from safety.corrections.models import Demand
from safety.corrections.rules import FindingGrade
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings


def test_findings_keep_their_notices_down_and_up(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        cast = Cast()
        site = make_site(cast)
        asked, revoked, raised = raise_findings(cast, site, *[FindingGrade.ORDINARY] * 3)
        notice = issued_notice(cast, site, [asked])
        wrong = issued_notice(cast, site, [revoked])
        corrections.revoke_notice(actor=cast.actor("chenjing"), now=NOW, notice=wrong, reason="写错单位")
        wanted = {asked.id: notice.id, revoked.id: None, raised.id: None}
    assert known() == wanted
    downgrade(revision="0047")
    assert db.session.scalar(text("SELECT count(*) FROM demands")) == 3
    db.session.remove()
    upgrade()
    assert known() == wanted


def known() -> dict[object, object]:
    """The notice of each finding."""
    db.session.remove()
    found = {row.id: row.notice_id for row in db.session.execute(select(Demand.id, Demand.notice_id))}
    db.session.remove()
    return found
