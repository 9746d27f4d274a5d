"""What the tests of papers need from set-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from safety.papers.rendering import FONTS
from tests import machine


@pytest.fixture
def fonts() -> Path:
    """The fonts that set-up brings."""
    return machine.needed_file(FONTS / "NotoSansSC-Regular.ttf")
