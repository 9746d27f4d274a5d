"""The contact on papers comes with its migration and goes with it; a paper that printed it keeps it."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.database import db
from safety.papers.models import Paper
from safety.papers.operations import edit_contact
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.papers.test_operations import draft

pytestmark = FROZEN


def test_a_contact_goes_with_its_table_and_stays_on_the_paper(empty_app: Flask) -> None:
    upgrade()
    with one_transaction():
        the_cast.load()
    with one_transaction():
        cast = Cast()
        edit_contact(
            actor=cast.actor("chenjing"),
            now=NOW,
            union=cast.union("yuzhong"),
            person="陈静",
            phone=None,
            originals=2,
        )
    draft(Cast())
    db.session.remove()
    downgrade(revision="0026")
    upgrade()
    assert db.session.scalar(text("SELECT count(*) FROM paper_contacts")) == 0
    assert db.session.query(Paper).one().content["originals"] == "本文书一式两份。"
