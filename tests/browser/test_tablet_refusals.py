"""What is refused on the way is told as whose refusal it is, stops nothing, and arrives when mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from safety.corrections.models import Recheck
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding, Inspection
from tests.browser import tablet
from tests.browser.served import Served
from tests.browser.test_tablet_queue import UNREADABLE_HEIC, enrolled, with_a_finding
from tests.cast import id_of
from tests.evidence import samples
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser


def test_what_is_refused_stops_nothing_and_arrives_when_mended(served: Served, tmp_path: Path) -> None:
    """A picture that is none cannot be taken, and is named; the next check passes it by."""
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    broken = tmp_path / "坏照片.heic"
    broken.write_bytes(UNREADABLE_HEIC)
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上锁", [broken])
        tablet.kept(page)
        tablet.finish(page)
        tablet.short_check(page, "楼梯口无栏杆", [])
        tablet.kept(page)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    refused = page.locator("[data-part=refused] li")
    expect(refused.locator(".tablet-reason")).to_contain_text("“配电箱未上锁”的照片 1：")
    refused.get_by_role("button", name="修改后重发").click()
    expect(page.locator("[data-f=summary]")).to_have_value("配电箱未上锁")
    page.get_by_role("button", name="移除照片").click()
    page.locator("#extra [data-photo-input]").last.set_input_files(tablet.photograph(tmp_path, "配电箱"))
    expect(page.locator("#extra figure:not([data-removed])")).to_have_count(1)
    tablet.kept(page)
    tablet.finish(page)
    tablet.arrived(page, 2)
    with served.app.app_context():
        assert db.session.query(Inspection).filter_by(state="submitted").count() == 2
        assert [len(one.photos) for one in db.session.query(Finding)].count(1) == 1


def test_a_recheck_with_a_name_that_two_bear_arrives_when_one_of_them_is_chosen(served: Served) -> None:
    """钱峰 is called 周敏 too; the tablet shows each with what tells them apart."""
    with_a_finding(served)
    with served.writing() as cast:
        cast.member("qianfeng").name = "周敏"
    page = enrolled(served, "liqiang")
    with tablet.without_a_line(page):
        tablet.open_site(page)
        page.get_by_role("button", name="复查").first.click()
        page.locator("[data-line-of]").get_by_text("合格", exact=False).first.click()
        page.get_by_label("其他同行人员").fill("周敏")
        tablet.kept(page)
        tablet.finish(page)
    tablet.send_now(page)
    refused = page.locator("[data-part=refused] li")
    expect(refused.locator(".tablet-reason")).to_contain_text("“周敏”有不止一人")
    refused.get_by_role("button", name="修改后重发").click()
    page.get_by_text("周敏（渝中区总工会 · 示例-zhoumin）", exact=True).click()
    tablet.kept(page)
    tablet.finish(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(Recheck).one().companion_ids == [id_of("zhoumin")]


def test_a_proxys_refusal_and_a_servers_fault_are_told_as_theirs_and_tried_again(
    served: Served, tmp_path: Path
) -> None:
    """Only the register's own answer sends a check back; the photo's camera had no clock."""
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    photo = tmp_path / "池口.jpg"
    photo.write_bytes(samples.dated_jpeg("0001:01:01 00:00:00"))
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上锁", [photo])
        tablet.kept(page)
        tablet.finish(page)
    met: tuple[int, str] = (403, "/sync/entries/")

    def between(route: Route) -> None:
        status, address = met
        if address in route.request.url:
            route.fulfill(status=status, content_type="text/html", body="<h1>Blocked</h1>")
        else:
            route.fallback()

    page.route("**/api/v1/sync/**", between)
    for number, place, words in (
        (403, "/sync/entries/", "网络中的代理或网关没有放行（403）"),
        (404, "/sync/entries/", "网络中的代理或网关没有放行（404）"),
        (413, "/sync/files", "网络中的代理或网关没有放行（413）"),
        (200, "/sync/entries/", "应答的不是本系统的服务器，而是网络里的另一个程序"),
        (500, "/sync/entries/", "服务器出错（500），不是网络的问题"),
    ):
        met = (number, place)
        tablet.send_now(page)
        expect(page.locator("[data-queue-lead]")).to_contain_text(words, timeout=20_000)
        expect(page.locator("[data-part=waiting] li")).to_have_count(1)
        expect(page.locator("[data-part=refused]")).to_be_hidden()
    page.unroute("**/api/v1/sync/**")
    tablet.send_now(page)
    tablet.arrived(page, 1)
    served.complaints[:] = [one for one in served.complaints if "status of 500" not in one]
    with served.app.app_context():
        photos = db.session.query(EvidenceFile).filter(EvidenceFile.taken_as_written.is_not(None))
        assert photos.one().taken_at is None
