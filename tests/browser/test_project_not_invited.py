"""An acceptance that went on without the union: red everywhere, applied for, and settled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from safety.projects.vocabulary import Stage
from tests.browser.checking import issue
from tests.browser.served import Served
from tests.browser.test_project_story import TODAY, choose, fits
from tests.cast import TODAY as DAY
from tests.projects.story import Story

pytestmark = pytest.mark.browser


@pytest.mark.both
def test_a_project_in_use_without_the_union_is_red_and_goes_to_the_department(served: Served) -> None:
    with served.writing() as cast:
        story = Story(cast)
        project = story.project()
        story.use(project, DAY)
        assert project.stage == Stage.IN_USE
        address = f"/projects/{project.id}"
    page = served.visit("chenjing")
    page.goto("/projects")
    row = page.get_by_role("row").filter(has_text="解放碑塔楼新建工程")
    expect(row.locator(".state-danger").first).to_be_visible()
    page.goto(address)
    expect(page.locator(".alert-danger, .state-danger").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="登记竣工验收").click()
    choose(page, "未受邀请")
    page.get_by_label("收到邀请或得知的日期").fill(TODAY)
    page.get_by_label("邀请单位或消息来源").fill("职工来电")
    choose(page, "职工或基层工会反映")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("未受邀请时须写明怎样得知")
    expect(page.get_by_label("邀请单位或消息来源")).to_have_value("职工来电")
    page.get_by_label("说明").fill("职工反映验收会议已经召开，工会没有收到通知。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("工会未受邀请").first).to_be_visible()
    page.get_by_role("link", name="提请部门处理").click()
    page.get_by_label("受理部门").fill("渝中区应急管理局")
    page.get_by_label("请求事项").fill("请责令建设单位补充听取工会意见。")
    page.get_by_role("button", name="签发处理申请").click()
    issue(page)
    referral = page.get_by_role("link", name=re.compile("号$")).first
    expect(referral).to_be_visible()
    fits(page)
    referral.click()
    expect(page.get_by_text("渝中区应急管理局").first).to_be_visible()
    page.get_by_role("link", name="查看来源记录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("竣工验收")
