"""Of two who act on one accident case at one moment the second finds what the first has done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.accidents import operations
from safety.accidents.models import Accident
from safety.database import session
from safety.errors import Invalid
from safety.transactions import abandon, one_transaction
from tests.accidents.beginnings import registered
from tests.cast import NOW, TODAY, Cast
from tests.meanwhile import meanwhile

LATER = NOW + timedelta(days=1)


def extend(cast: Cast, accident: Accident) -> None:
    """Forty days more for the report."""
    operations.extend_term(
        actor=cast.actor("sunjie"), now=LATER, accident=accident, days=40, approved_on=TODAY
    )


def test_two_who_extend_the_report_by_forty_days_do_not_come_to_eighty(
    app: Flask, cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    """The law allows sixty in all: 孙洁 has two windows open."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    accident_id = uuid.UUID(registered(api("sunjie")))
    with one_transaction():
        read_before = session.get_one(Accident, accident_id)
        assert list(read_before.extensions) == []
        meanwhile(app, lambda: extend(cast, session.get_one(Accident, accident_id)))
        with pytest.raises(Invalid) as refused:
            extend(cast, read_before)
        assert list(refused.value.fields) == ["extension_days"]
        abandon()
