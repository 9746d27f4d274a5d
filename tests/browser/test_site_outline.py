"""An outline is drawn corner by corner on the site's form, with the finger or from the keyboard."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from safety.database import session
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.browser.accessibility import assert_accessible
from tests.browser.served import Served
from tests.inspections.workplaces import load_sites, site_id

pytestmark = pytest.mark.browser


def test_an_outline_is_drawn_corner_by_corner_and_kept(served: Served) -> None:
    with served.app.app_context(), one_transaction():
        load_sites()
    page = served.visit("chenjing")
    page.goto(f"/sites/{site_id('tower')}/edit")
    page.get_by_text("用范围代替点").click()
    canvas = page.locator("[data-outline-canvas]")
    expect(page.locator("[data-outline-map][data-ready]")).to_be_visible()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-80, -60), (80, -60), (80, 60)):
        page.mouse.click(x + dx, y + dy)
    page.get_by_role("button", name="在地图中心加一点").press("Enter")
    expect(page.get_by_text("已画 4 个顶点")).to_be_visible()
    page.get_by_role("button", name="撤销一点").click()
    expect(page.get_by_text("已画 3 个顶点")).to_be_visible()
    drawn = json.loads(page.locator("textarea[name=outline]").input_value())
    assert len(drawn["coordinates"][0]) == 4
    assert_accessible(page)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/sites/{site_id('tower')}")
    with served.app.app_context():
        site = session.get_one(Site, site_id("tower"))
        assert site.outline is not None
        assert site.outline["type"] == "Polygon"
        assert site.datum == "wgs84"
    page.goto(f"/sites/{site_id('tower')}/edit")
    expect(page.get_by_text("已画 3 个顶点")).to_be_visible()
