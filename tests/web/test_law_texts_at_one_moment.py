"""Of two who put one version of a law in use, or take it back, at one moment the second is told."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from safety.database import session
from safety.errors import NotPossibleNow
from safety.reference.models import LawText
from safety.reference.operations import law_texts
from safety.transactions import abandon, one_transaction
from tests.cast import NOW, Cast
from tests.law.new_texts import new_union_law
from tests.meanwhile import meanwhile


def take_back(cast: Cast, row: LawText) -> None:
    law_texts.take_back_law_text(actor=cast.actor("huangtao"), now=NOW, row=row, reason="文本有误")


def test_a_version_that_huang_tao_took_back_a_moment_ago_is_not_put_in_use(app: Flask, cast: Cast) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    with one_transaction():
        actor = cast.actor("huangtao")
        row_id: uuid.UUID = law_texts.upload_law_text(actor=actor, now=NOW, text=new_union_law()).id
    with one_transaction():
        read_before = session.get_one(LawText, row_id)
        meanwhile(app, lambda: take_back(cast, session.get_one(LawText, row_id)))
        with pytest.raises(NotPossibleNow) as refused:
            law_texts.adopt_law_text(actor=cast.actor("huangtao"), now=NOW, row=read_before)
        assert refused.value.code == "law_text_state"
        abandon()
