"""What a person does on *check your answers* in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD


def issue(page: Page) -> None:
    """Read the page that stands before every issue, and confirm; a signature wants the password once more."""
    expect(page.get_by_role("heading", name="核对后签发")).to_be_visible()
    again = page.get_by_label("再次输入密码，确认签署")
    if again.count():
        again.fill(PASSWORD)
    page.get_by_role("button", name="签发", exact=True).click()
