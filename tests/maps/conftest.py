"""A served scene for a browser that reaches no other machine (``chromium`` is the run's one browser)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.maps.served import Scene, application, serving


@pytest.fixture(scope="module")
def scene() -> Scene:
    """What the served document shows; tests fill it before they load the page."""
    return Scene()


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    """Where the scene is served."""
    with serving(application(scene)) as url:
        yield url
