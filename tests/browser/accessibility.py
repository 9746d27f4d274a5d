"""What axe-core, and a few measures of our own, find wrong with a page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.machine import AXE, needed_file

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 24  # CSS pixels: WCAG 2.2 target size (minimum); our own buttons are 44

_TARGETS = """
() => [...document.querySelectorAll("button, .btn, input:not([type=hidden]), select, textarea, .menu-link, .page-link")]
  .filter((one) => one.checkVisibility() && !one.closest("[hidden], dialog:not([open])"))
  .filter((one) => !one.matches(".form-selectgroup-input, .form-check-input, .btn-close, .visually-hidden"))
  .map((one) => ({ words: one.textContent.trim().slice(0, 30) || one.name || one.className, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.height > 0 && box.height < 43.5)
  .map(({ words, box }) => `${words}: ${Math.round(box.height)} px high`)
"""


def carry_axe(context: BrowserContext) -> None:
    """Have the browser itself put axe into each page: half a megabyte that need not be handed over with each.

    Not into the frames of a page: each is a page of its own here, and is looked at as one.
    """
    script = needed_file(AXE).read_text(encoding="utf-8")
    context.add_init_script(f"if (window === window.top) {{ {script} }}")


def violations(page: Page) -> list[str]:
    """Each violation of WCAG 2.2 AA (and axe's best practices), with the elements concerned."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(needed_file(AXE).read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']} — "
        + "; ".join(f"{node['target']} {node.get('failureSummary', '')}" for node in one["nodes"][:4])
        for one in found["violations"]
    ]


def small_targets(page: Page) -> list[str]:
    """Buttons and fields that a gloved finger would miss (less than 44 px high)."""
    found: list[str] = page.evaluate(_TARGETS)
    return found


def runs_over(page: Page) -> int:
    """By how many pixels the page is wider than its window: nobody should have to scroll sideways."""
    found: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return max(0, found)


def missing_icons(page: Page, drawn: frozenset[str]) -> list[str]:
    """Icons the page names that the sprite does not have: an empty place beside a word."""
    hrefs: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('svg.icon use')].map((use) => use.getAttribute('href'))"
    )
    named = {href.partition("#")[2] for href in hrefs}
    return [f"no icon named {name}" for name in sorted(named - drawn)]


def assert_accessible(page: Page) -> None:
    """Nothing for axe to complain of, no small targets, no sideways scrolling."""
    assert violations(page) == []
    assert small_targets(page) == []
    assert runs_over(page) == 0
