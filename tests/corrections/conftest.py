"""A writing transaction and a site, as most tests of corrections begin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.corrections.story import make_site


@pytest.fixture
def transaction(cast: Cast) -> Iterator[None]:
    """A writing transaction around the whole test."""
    with one_transaction():
        yield


@pytest.fixture
def site(cast: Cast, transaction: None) -> Site:
    """The site in 渝中."""
    return make_site(cast)
