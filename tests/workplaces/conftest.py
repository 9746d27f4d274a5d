"""Places to work with: the districts' edition and an employer of 渝中."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from maps import boundaries
from safety.access.scope import system_actor
from safety.reference.operations import adopt_districts
from safety.transactions import one_transaction
from safety.workplaces import operations
from safety.workplaces.models import Employer
from tests.cast import NOW, TODAY, Cast

CODE = "914403001922038216"
IN_YUZHONG = (106.5628, 29.5560)
IN_NANAN = (106.6400, 29.5000)


@pytest.fixture
def districts(app: Flask, cast: Cast) -> dict[str, str]:
    """The shipped edition of districts, adopted."""
    with one_transaction():
        return load_districts()


def load_districts() -> dict[str, str]:
    """Adopt the shipped edition of districts (no commit)."""
    edition = boundaries.edition_on(TODAY)
    adopt_districts(
        actor=system_actor(),
        now=NOW,
        name=edition.name,
        valid_from=edition.valid_from,
        source=edition.source,
        districts=edition.names,
    )
    return dict(edition.names)


@pytest.fixture
def employer(cast: Cast, districts: dict[str, str]) -> Employer:
    """An employer that 陈静 registered."""
    with one_transaction():
        return operations.create_employer(
            actor=cast.actor("chenjing"),
            now=NOW,
            id=uuid.uuid4(),
            name="渝中建设有限公司（示例）",
            credit_code=CODE,
        )
