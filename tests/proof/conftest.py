"""People whose appointments were registered, as those of an office are."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from safety.database import db
from safety.people.models import Appointment
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.proof.planting import note


@pytest.fixture
def registered(cast: Cast) -> Cast:
    """The cast, each appointment told by the audit."""
    with one_transaction():
        for one in db.session.scalars(select(Appointment)):
            one.ended_reason = ""
        note()
    return cast
