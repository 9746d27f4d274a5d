"""People whose appointments were registered, as those of an office are."""

from __future__ import annotations

import pytest

from safety.audit import operations as audit
from safety.audit.covered import COVERED
from safety.database import db
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.proof.planting import note


@pytest.fixture
def registered(cast: Cast) -> Cast:
    """The cast, each member, certificate and appointment told by the audit."""
    with one_transaction():
        for name in COVERED:
            audit.changed_throughout(db.metadata.tables[name])
        note()
    return cast
