"""The office decides a conflict by merging, and revokes a lost tablet, in Chromium."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from safety.corrections.models import Demand
from safety.database import db
from safety.people import operations as people
from safety.sync.models import SyncDevice
from tests.browser.accessibility import assert_accessible
from tests.browser.served import OFFICE, TABLET, Served
from tests.cast import IN_A_YEAR, NOW
from tests.inspections.workplaces import load_sites
from tests.sync.story import enrol, two_notes

pytestmark = pytest.mark.browser


def program(served: Served, name: str) -> FlaskClient:
    """A program with a token of a member of the cast, asking the served application."""
    with served.writing() as cast:
        _, token = people.create_token(
            actor=cast.actor(name), now=NOW - timedelta(hours=1), name="tests", expires_at=IN_A_YEAR
        )
    client = served.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def told(served: Served) -> dict[str, str]:
    """Two tablets that describe one finding: the answer to the second."""
    with served.writing():
        load_sites()
    with served.app.app_context():
        first, other = (enrol(program(served, name), name) for name in ("liqiang", "zhoumin"))
        found = two_notes(first, other)
        db.session.remove()
    return found | {"device": other.id}


@pytest.mark.both
def test_chen_jing_merges_two_wordings_of_one_finding(served: Served, told: dict[str, str]) -> None:
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto("/")
    page.get_by_role("link", name="待裁决的记录冲突").click()
    page.get_by_role("link", name="隐患补充说明").click()
    page.wait_for_url("**/sync/conflicts/*")
    page.wait_for_load_state("networkidle")
    detail, place = page.locator(".difference").all()
    expect(detail).to_contain_text("池北侧两米")
    expect(detail).to_contain_text("池南侧一米")
    expect(detail.get_by_label("用设备送来的")).to_be_hidden()
    page.get_by_text("合并两份内容").click()
    assert_accessible(page)
    detail.get_by_label("另写的内容").fill("池北侧两米半，近栏杆")
    expect(detail.get_by_label("另写一份")).to_be_checked()
    place.get_by_label("用设备送来的").check()
    page.get_by_label("理由").fill("现场复测")
    page.get_by_role("button", name="作出裁决").click()
    expect(page.get_by_text("冲突已裁决")).to_be_visible()
    page.get_by_text("合并后的内容").click()
    expect(page.get_by_text("池北侧两米半，近栏杆")).to_be_visible()
    expect(page.locator(".difference").first).to_contain_text("池南侧一米")
    assert_accessible(page)
    with served.writing():
        kept = db.session.get_one(Demand, uuid.UUID(told["finding"]))
        assert (kept.detail, kept.place_on_site) == ("池北侧两米半，近栏杆", "负二层")


def test_zhou_min_revokes_her_lost_tablet(served: Served, told: dict[str, str]) -> None:
    page = served.visit("zhoumin", size=TABLET)
    page.goto("/sync/devices")
    page.get_by_role("link", name="zhoumin").click()
    page.wait_for_url("**/sync/devices/*")
    page.wait_for_load_state("networkidle")  # its scripts listen then
    page.get_by_role("button", name="停用这台设备").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("清除本机的全部数据")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="停用这台设备").click()
    dialog.get_by_label("停用原因").fill("平板遗失在工地")
    dialog.get_by_role("button", name="停用这台设备").click()
    expect(page.get_by_text("设备已停用；")).to_be_visible()
    expect(page.get_by_role("button", name="停用这台设备")).to_have_count(0)
    assert_accessible(page)
    with served.writing():
        assert db.session.get_one(SyncDevice, uuid.UUID(told["device"])).revoked_reason == "平板遗失在工地"
