"""A served scene: a map document with whatever texts a test wants in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.served import serving
from tests.maps.served import Scene, application


@pytest.fixture(scope="module")
def scene() -> Scene:
    """What the served document shows; tests fill it before they load the page."""
    return Scene()


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    """Where the scene is served."""
    with serving(application(scene)) as url:
        yield url
