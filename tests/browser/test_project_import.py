"""A register of projects in a browser: uploaded, looked at, taken in; its progress survives a reload."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from safety.jobs import operations as jobs
from safety.projects.operations.project_rows import PROJECTS
from safety.workplaces.operations import uploads
from safety.workplaces.rules import Datum
from tests.browser.accessibility import assert_accessible
from tests.browser.served import Served
from tests.cast import NOW
from tests.projects.importing import TOWER, csv_of
from tests.workplaces.conftest import load_districts

pytestmark = pytest.mark.browser

SECOND = ",滨江管廊改造工程,渝中管廊公司（示例）,,改建,800,安全设施,否,,,,渝中区"
WRONG = ",性质不明的工程,渝中建设,,城堡,,,,,,,"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Two projects, and a row whose nature is none."""
    file = tmp_path / "渝中建设项目.csv"
    file.write_bytes(csv_of(TOWER, SECOND, WRONG))
    return file


def fits(page: Page) -> None:
    """Accessible, once the page is whole."""
    page.wait_for_load_state("networkidle")
    assert_accessible(page)


@pytest.mark.both
def test_a_register_is_uploaded_looked_at_and_taken_in(served: Served, register: Path) -> None:
    with served.writing():
        load_districts()
    page = served.visit("chenjing")
    page.goto("/projects")
    page.get_by_role("link", name="导入").click()
    expect(page.get_by_text("项目代码相同的是同一项目")).to_be_visible()
    fits(page)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="下载空表").click()
    assert "项目名称*" in CalamineWorkbook.from_path(sheet.value.path()).get_sheet_by_index(0).to_python()[0]
    page.get_by_label("文件").set_input_files(register)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("共 3 行")).to_be_visible()
    expect(page.get_by_text("新增 2")).to_be_visible()
    expect(page.get_by_text("没有这种建设性质")).to_be_visible()
    fits(page)
    page.get_by_label("坐标系").select_option("wgs84")
    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("tbody tr").filter(has_text="新增")).to_have_count(2)
    expect(page.locator("tbody tr").filter(has_text="拒绝")).to_contain_text("没有这种建设性质")
    fits(page)
    page.get_by_role("link", name="滨江管廊改造工程").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("滨江管廊改造工程")
    register.write_bytes(csv_of(TOWER.replace("1200.5", "1300"), SECOND))
    page.goto("/projects/import")
    page.get_by_label("文件").set_input_files(register)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("region", name="将更新的行")).to_contain_text("12005000 → 13000000")
    fits(page)
    page.get_by_label("坐标系").select_option("wgs84")
    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("tbody tr").filter(has_text="更新")).to_contain_text("13000000")
    page.get_by_role("button", name="撤回导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回导入").click()
    expect(page.get_by_role("heading", name="这次导入已撤回")).to_be_visible()
    expect(page.locator("tbody tr").filter(has_text="更新")).to_contain_text("已撤回")
    fits(page)


def test_the_progress_survives_a_reload_and_leads_on_to_the_results(served: Served, register: Path) -> None:
    with served.writing() as cast:
        load_districts()
        actor = cast.actor("chenjing")
        found = uploads.take_file(
            actor=actor,
            now=NOW,
            kind=PROJECTS,
            id=uuid.uuid4(),
            source=register,
            file_name=register.name,
            union_id=cast.union("yuzhong").id,
        )
        uploads.start_import(actor=actor, now=NOW, found=found, datum=Datum.WGS84, queued=False)
        address, job_id = f"/projects/import/{found.id}", found.job_id
    assert job_id is not None
    page = served.visit("chenjing")
    page.goto(address)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    with served.app.app_context():
        jobs.run(job_id)
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("progressbar")).to_have_count(0)
