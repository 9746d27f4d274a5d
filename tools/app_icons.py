"""The icons of the installed web app, drawn from ``safety/web/static/img/mark.svg``.

`python -m tools.app_icons` writes the pictures that the manifest names; they are committed, so that a
server needs no browser.  A maskable icon keeps its drawing inside the middle 80 %, as its launcher cuts corners.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests import machine

IMG: Final = Path(__file__).resolve().parent.parent / "safety" / "web" / "static" / "img"
GROUND: Final = "#0b5cab"
#: File name, pixels a side, share of the picture that the drawing takes.
ICONS: Final = (
    ("app-192.png", 192, 1.0),
    ("app-512.png", 512, 1.0),
    ("app-maskable-512.png", 512, 0.76),
    ("app-apple-180.png", 180, 0.9),
)


def main() -> None:
    """Draw every icon anew."""
    mark = (IMG / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(), args=list(machine.CHROMIUM_ARGUMENTS)
        )
        page = browser.new_page()
        for name, side, share in ICONS:
            (IMG / name).write_bytes(_drawn(page, mark, side, share))
        browser.close()


def _drawn(page: Page, mark: str, side: int, share: float) -> bytes:
    """The mark in the middle of a square of its own ground; transparent corners when it fills the square."""
    inner = round(side * share)
    sized = re.sub("<svg ", f'<svg width="{inner}" height="{inner}" ', mark, count=1)
    ground = "transparent" if share == 1.0 else GROUND
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(
        f'<body style="margin:0;display:grid;place-items:center;height:{side}px;background:{ground}">{sized}'
    )
    return page.screenshot(omit_background=True)


if __name__ == "__main__":
    main()
