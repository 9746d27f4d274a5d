"""Letters of 劳动法律监督 go with their table, and with them their papers; other papers stay."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from safety.access.scope import system_actor
from safety.database import db
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.operations import draft_letter
from safety.labour_law.vocabulary import LetterKind
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.papers.test_operations import draft

pytestmark = FROZEN


def test_letters_go_with_their_papers(empty_app: Flask) -> None:
    upgrade()
    with one_transaction():
        the_cast.load()
    with one_transaction():
        draft_letter(
            actor=system_actor(),
            now=NOW,
            place=Cast().place("yuzhong"),
            kind=LetterKind.PROMPT,
            facts=LetterFacts("示例公司", "示例公司", "事由", "情况", "提示"),
        )
    draft(Cast())
    assert db.session.scalar(text("SELECT count(*) FROM papers")) == 2
    db.session.remove()
    downgrade(revision="0027")
    assert list(db.session.scalars(text("SELECT kind FROM papers"))) == ["correction_notice"]
    db.session.remove()
    upgrade()
    assert db.session.scalar(text("SELECT count(*) FROM labour_letters")) == 0
