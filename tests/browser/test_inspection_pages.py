"""The pages of duty 1 on a tablet and at a desk: accessible, large enough to touch, never wider than the window."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from safety.people import operations as people
from tests.browser.accessibility import assert_accessible, runs_over
from tests.browser.served import OFFICE, Served
from tests.browser.test_kept_forms import sign_in
from tests.cast import IN_A_YEAR, NOW, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id, version_of

pytestmark = pytest.mark.browser
CHECK, PLAN, LIST = (str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in ("check", "plan", "list"))


@pytest.fixture
def records(served: Served) -> dict[str, str]:
    """A submitted check, a plan and a checklist being edited; the addresses of their pages by name."""
    with served.writing() as cast:
        load_sites()
        tokens = {
            name: people.create_token(actor=cast.actor(name), now=NOW, name="t", expires_at=IN_A_YEAR)[1]
            for name in ("liqiang", "chenjing")
        }
    clients = {name: served.app.test_client() for name in tokens}
    for name, token in tokens.items():
        clients[name].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    with served.app.app_context():
        body = complete_check(clients["liqiang"])
        template = version_of("confined").template_id
    plan = {
        "title": "12月有限空间专项检查",
        "starts_on": "2026-11-01",
        "due_on": "2026-12-10",
        "inspectors": [str(id_of("liqiang"))],
    }
    items = [{"id": "a", "ask": "是否建立台账？"}]
    checklist = {"title": "渝中专用表", "sections": [{"title": "一", "items": items}]}
    clients["liqiang"].put(f"/api/v1/inspections/{CHECK}", json=body)
    clients["chenjing"].put(f"/api/v1/plans/{PLAN}", json=plan)
    clients["chenjing"].put(f"/api/v1/checklists/{LIST}", json=checklist)
    return {
        "register": "/inspections/",
        "record": f"/inspections/{CHECK}",
        "findings": "/demands",
        "finding": f"/inspections/findings/{body['findings'][0]['id']}",
        "start": "/inspections/start",
        "site chosen": f"/inspections/start?site={site_id('tower')}",
        "assigned": "/inspections/assigned",
        "plans": "/inspections/plans",
        "plan": f"/inspections/plans/{PLAN}",
        "new plan": "/inspections/plans/new",
        "hand over": "/inspections/hand-over",
        "checklists": "/inspections/checklists",
        "checklist": f"/inspections/checklists/{template}",
        "new checklist": "/inspections/checklists/new",
        "editor": f"/inspections/checklists/{LIST}/edit",
    }


def test_every_page_is_accessible_on_a_tablet(served: Served, records: dict[str, str]) -> None:
    page = served.visit("chenjing")
    for address in records.values():
        page.goto(address)
        assert_accessible(page)


def test_no_page_is_wider_than_an_english_desk(served: Served, records: dict[str, str]) -> None:
    page = served.visit("chenjing", size=OFFICE, language="en", touch=False)
    for name, address in records.items():
        page.goto(address)
        assert runs_over(page) == 0, name


def test_a_checklist_is_edited_with_the_keyboard_and_kept_while_typing(
    served: Served, records: dict[str, str]
) -> None:
    page = served.visit("chenjing")
    page.goto(records["editor"])
    expect(page.locator("form[inert]")).to_have_count(
        0
    )  # it takes nothing until its kept copy was looked for
    page.get_by_role("button", name="增加项目").press("Enter")
    page.keyboard.type("人孔是否上锁？")
    page.locator("[data-item]").last.get_by_role("button", name="项目上移").press("Enter")
    page.get_by_text("草稿已保存").wait_for()
    page.reload()
    expect(page.locator("form[inert]")).to_have_count(0)  # it has the key of her copies then
    expect(page.locator("[data-item]").first.locator("[data-name=ask]")).to_have_value("人孔是否上锁？")
    served.app.config["CLOCK"] = lambda: NOW + timedelta(minutes=31)  # the session has ended
    page.get_by_role("button", name="增加项目").press("Enter")
    page.keyboard.type("有无通风记录？")
    page.get_by_text("登录已经失效").wait_for()
    page.reload()
    sign_in(served, page, "chenjing")
    expect(page.locator("[data-item] [data-name=ask]").last).to_have_value("有无通风记录？")
    page.get_by_text("草稿已保存").wait_for()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_text("新版本已发布").wait_for()
