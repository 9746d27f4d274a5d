"""Forms that were carried out come and go with their migration; nothing else hangs on them."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade

from safety.database import db
from safety.people.models import SentForm
from safety.people.operations import sent_forms
from safety.transactions import one_transaction
from tests.cast import NOW
from tests.migrations import FROZEN

pytestmark = FROZEN
KEY = uuid.UUID(int=7)


def test_forms_that_were_carried_out_come_and_go(upgraded_app: Flask) -> None:
    def carried_out() -> bool:
        with one_transaction():
            before = sent_forms.begin(owner="liqiang", key=KEY, content="0" * 64, now=NOW)
            sent_forms.finish(owner="liqiang", key=KEY, address="/employers")
        return before is None

    assert carried_out()
    assert not carried_out()
    db.session.remove()
    downgrade(revision="0050")
    upgrade()
    assert db.session.query(SentForm).count() == 0
    assert carried_out()
