"""A served scene and a browser that reaches no other machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.maps.served import Scene, application, launched, serving


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def scene() -> Scene:
    """What the served document shows; tests fill it before they load the page."""
    return Scene()


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    """Where the scene is served."""
    with serving(application(scene)) as url:
        yield url
