"""What a test needs of the machine beyond Python: found, or the test is skipped with the reason.

With `QUNJIAN_REQUIRE_ALL=1` (continuous integration) nothing is skipped: what is missing fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FONTS: Final = ROOT / "safety" / "papers" / "fonts"

#: Chromium without its own traffic, and no host to be found but this machine; root needs --no-sandbox.
CHROMIUM_ARGUMENTS: Final[Sequence[str]] = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def absent(what: str) -> NoReturn:
    """Skip the test for want of `what`, or fail it where everything is required."""
    if os.environ.get("QUNJIAN_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is required here and is missing", pytrace=False)
    pytest.skip(f"{what} is not on this machine")


def program(*names: str) -> str:
    """Path of the first of these programs that is installed."""
    for name in names:
        if found := shutil.which(name):
            return found
    absent(" or ".join(names))


def chromium() -> str:
    """Path of a Chromium for Playwright's `executable_path`: the shell first, which has no windows of its own to draw."""
    return program(
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"
    )


def node() -> str:
    """Path of Node.js: the machine's, or the one that set-up brought where the machine has none."""
    own = ROOT / ".venv-node" / "bin" / "node"
    return str(own) if own.exists() else program("node")


def needed_file(path: Path) -> Path:
    """`path`, which set-up brings (fonts, axe, front-end files)."""
    if not path.is_file():
        absent(f"{path.relative_to(ROOT)} (make frontend)")
    return path
