"""The tablet's queue: every kind arrives, what is refused can be mended, and it leaves on a file on the worst day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from safety.accidents.models import Activity
from safety.corrections.models import Demand, EvacuationProposal
from safety.corrections.rules import FindingGrade
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding, Inspection
from safety.projects.models import Attendance
from safety.projects.vocabulary import ReviewKind
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.operations import decide_conflict
from safety.sync.rules import Choice
from safety.web.signed_in import COOKIE
from safety.workplaces.models import Site
from tests.accidents.beginnings import accident_body
from tests.browser import tablet
from tests.browser.served import Served
from tests.cast import NOW
from tests.corrections.story import raise_findings
from tests.evidence import samples
from tests.inspections.workplaces import load_sites, site_id
from tests.projects.story import Story

pytestmark = pytest.mark.browser
#: Begins like a HEIC, and nothing on the device can say that it is none.
UNREADABLE_HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic this is no picture"
SUMMARY = "临边防护缺失（0）"


def enrolled(served: Served, name: str, device: str = "平板一") -> Page:
    """Somebody's tablet near the tower with everything taken along."""
    page = served.visit(name)
    tablet.near_the_tower(page)
    tablet.enrol(page, device)
    tablet.take_along(page)
    return page


def with_a_finding(served: Served) -> None:
    """The sites, and an open finding of 李强 at the tower."""
    with served.writing() as cast:
        load_sites()
        raise_findings(cast, db.session.get_one(Site, site_id("tower")), FindingGrade.ORDINARY)


def register_an_accident(served: Served) -> None:
    """Sun Jie enters an accident at the office."""
    with served.app.test_client() as client:
        client.set_cookie(COOKIE, served.session_of("sunjie"))
        token = client.get("/api/v1/me/csrf").get_json()["csrf_token"]
        answer = client.post("/api/v1/accidents", json=accident_body(), headers={"X-CSRFToken": token})
        assert answer.status_code == 201, answer.text


@pytest.mark.both
def test_a_recheck_with_a_photo_closes_the_finding_when_it_arrives(served: Served, tmp_path: Path) -> None:
    with_a_finding(served)
    page = enrolled(served, "liqiang")
    with tablet.without_a_line(page):
        tablet.open_site(page)
        page.get_by_role("button", name="复查").first.click()
        page.locator("[data-submit]").click()
        expect(page.locator("[data-problems-list]")).to_contain_text("请至少选择一项复查结果")
        page.locator("[data-line-of]").get_by_text("合格", exact=False).first.click()
        page.locator("[data-line-of] [data-photo-input]").last.set_input_files(
            tablet.photograph(tmp_path, "栏杆")
        )
        expect(page.locator("[data-line-of] figure")).to_have_count(1)
        tablet.kept(page)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(Demand).one().state == "closed"
        assert db.session.query(EvidenceFile).count() == 1


def _too_large_is_said_at_once(page: Page, path: Path) -> None:
    """What the server would refuse days later is refused beside the thing that it shows."""
    path.write_bytes(UNREADABLE_HEIC + bytes(26 * 1024 * 1024))
    card = page.locator("#extra [data-finding]").last
    card.locator("[data-photo-input]").last.set_input_files(path)
    expect(card.locator("figcaption").last).to_contain_text("照片超过 25 MB，服务器不收")
    card.get_by_role("button", name="移除照片").last.click()
    for name, content in (("空.jpg", b""), ("断.jpg", samples.jpeg()[:-2000])):
        path.with_name(name).write_bytes(content)
        card.locator("[data-photo-input]").last.set_input_files(path.with_name(name))
        expect(card.locator("figcaption").last).to_contain_text("这不是照片，或文件已损坏、是空的")
        if not content:
            card.get_by_role("button", name="移除照片").last.click()
    page.locator("[data-submit]").click()
    expect(page.locator("[data-problems-list] li")).to_have_text(
        ["“配电箱未上琐”的照片 3 没有存：请移除它，或重拍"]
    )
    card.get_by_role("button", name="移除照片").last.click()
    expect(card.locator("figure")).to_have_count(2)
    tablet.kept(page)


def _is_read_and_printed(page: Page) -> None:
    paper = page.locator("article.provisional")
    for words in ("临时记录：尚未送达", "配电箱未上琐", "张建国", "同伴临时出警", "周敏"):
        expect(paper).to_contain_text(words)
    expect(paper.locator("img")).to_have_count(3)
    for picture in paper.locator("img").all():
        expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(page.locator("[data-nav]")).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_check_that_waits_is_read_taken_back_and_followed_by_a_recheck(
    served: Served, tmp_path: Path
) -> None:
    """All without a line; the office then has the corrected check and, after it, the re-check."""
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    photos = [tablet.photograph(tmp_path, "配电箱"), tablet.apples_photograph(tmp_path)]
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上琐", photos)
        _too_large_is_said_at_once(page, tmp_path / "全景.heic")
        tablet.finish(page)
        tablet.open_site(page)
        site = page.locator("[data-view=site]")
        site.get_by_role("button", name="复查").click()
        page.locator("[data-line-of]").get_by_text("合格", exact=False).first.click()
        tablet.kept(page)
        tablet.finish(page)
        tablet.open_site(page)
        expect(site.locator("[data-waiting-here]")).to_have_count(2)
        expect(site).to_contain_text("配电箱未上琐")
        site.get_by_label("详情：解放碑塔楼项目（示例）", exact=True).click()
        _is_read_and_printed(page)
        page.get_by_role("button", name="取回修改").click()
        page.locator("#extra [data-f=summary]").fill("配电箱未上锁")
        tablet.kept(page)
        tablet.finish(page)
        expect(page.locator("[data-part=waiting] li")).to_have_count(2)
    tablet.send_now(page)
    tablet.arrived(page, 2)
    with served.app.app_context():
        check = db.session.query(SyncEntry).filter_by(kind="check").one()
        assert db.session.query(SyncEntry).filter_by(kind="recheck").one().sent["after"] == [str(check.id)]
        finding = db.session.query(Demand).one()
        assert (finding.summary, finding.state) == ("配电箱未上锁", "closed")
        assert len(db.session.query(Finding).one().photos) == 2
        kinds = [one.kind for one in db.session.query(EvidenceFile)]
        assert kinds.count("image/jpeg") == 2, "what came as HEIC is sent as a smaller JPEG"


def test_what_follows_a_check_that_was_given_up_is_freed_or_given_up_too(served: Served) -> None:
    with_a_finding(served)
    page = enrolled(served, "liqiang")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上锁", [])
        tablet.kept(page)
        tablet.finish(page)
        for name, lines in (("复查", 1), ("一并复查", 2)):
            tablet.open_site(page)
            page.locator("[data-view=site]").get_by_role("button", name=name, exact=True).first.click()
            expect(page.locator("[data-line-of]")).to_have_count(lines)
            for line in page.locator("[data-line-of]").all():
                line.get_by_text("合格", exact=False).first.click()
            tablet.kept(page)
            tablet.finish(page)
        waiting = page.locator("[data-part=waiting] li")
        waiting.first.get_by_text("详情").click()
        page.get_by_role("button", name="取回修改").click()
        page.locator("[data-drop]").click()
        expect(waiting).to_have_count(2)
        assert "另有 2 条记录跟着它" in asked[-1]
        expect(waiting.first).to_contain_text("跟着的检查已被放弃")
        waiting.first.get_by_text("详情").click()
        expect(page.locator("[data-view=entry]")).to_contain_text("这条复查也只能放弃")
        page.get_by_role("button", name="放弃这条").click()
        expect(waiting).to_have_count(1)
        waiting.first.get_by_text("详情").click()
        page.get_by_role("button", name="去掉后单独提交").click()
        expect(page.locator("[data-line-of]")).to_have_count(1)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(SyncEntry).one().sent["after"] == []
        assert db.session.query(Demand).one().state == "closed"


def test_an_evacuation_is_shown_on_the_spot_as_provisional(served: Served) -> None:
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    with tablet.without_a_line(page):
        tablet.open_site(page)
        page.get_by_role("button", name="提出撤离建议").click()
        page.get_by_label("危险情况").fill("基坑北侧土体开裂，裂缝宽约三厘米")
        page.get_by_label("危险现场使用有毒物品").check()
        page.get_by_label("危险属于职业病危害").select_option(label="否")
        page.get_by_label("危险现场在煤矿").select_option(label="是")
        page.get_by_label("当面告知何人").fill("张建国")
        tablet.kept(page)
        page.locator("[data-submit]").click()
        paper = page.locator("article.provisional")
        expect(paper).to_contain_text("临时文书：尚未编号")
        expect(paper).to_contain_text("裂缝宽约三厘米")
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        kept = db.session.query(EvacuationProposal).one()
        assert (kept.toxic, kept.health, kept.coal_mine) == (True, False, True)


def test_an_activity_and_an_attendance_arrive_from_those_who_record_them(served: Served) -> None:
    with served.writing() as cast:
        story = Story(cast)
        story.review(story.project(), ReviewKind.DESIGN)
    register_an_accident(served)
    officer, reviewer = enrolled(served, "sunjie"), enrolled(served, "wufang")
    with tablet.without_a_line(officer):
        tablet.go(officer, "work")
        officer.get_by_role("button", name="记参与").click()
        officer.locator("[data-view=draft] .form-selectgroup-label").first.click()
        officer.get_by_label("开始").fill("2026-11-22T09:00")
        officer.get_by_label("结束").fill("2026-11-22T12:00")
        officer.get_by_label("地点").fill("事故现场")
        officer.get_by_label("做了什么").fill("查看了外架拆除部位。")
        tablet.kept(officer)
        tablet.finish(officer)
    with tablet.without_a_line(reviewer):
        tablet.go(reviewer, "work")
        reviewer.get_by_role("button", name="签到").click()
        reviewer.locator("[data-view=draft] .form-selectgroup-label").first.click()
        tablet.sign(reviewer, "signature")
        tablet.kept(reviewer)
        tablet.finish(reviewer)
    for page in (officer, reviewer):
        tablet.send_now(page)
        tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(Activity).one().words == "查看了外架拆除部位。"
        assert db.session.query(Attendance).one().person == "吴芳"


@pytest.mark.both
def test_two_tablets_note_one_finding_and_the_office_decides(served: Served) -> None:
    with_a_finding(served)
    first, second = enrolled(served, "liqiang"), enrolled(served, "zhoumin", "平板二")
    for page, words in ((first, "池北侧两米"), (second, "池南侧一米")):
        with tablet.without_a_line(page):
            tablet.open_site(page)
            page.get_by_role("button", name="补充说明").click()
            page.get_by_label("具体情况").fill(words)
            tablet.kept(page)
            tablet.finish(page)
    tablet.send_now(first)
    tablet.arrived(first, 1)
    tablet.send_now(second)
    expect(second.locator("[data-part=settled] li[data-state=conflict]")).to_contain_text("有冲突，由人核对")
    with served.app.app_context():
        assert db.session.query(Demand).one().detail == "池北侧两米"
    with served.writing() as cast:
        decide_conflict(
            actor=cast.actor("chenjing"),
            now=NOW,
            conflict=db.session.query(SyncConflict).one(),
            choice=Choice.DEVICE,
            reason="以第二次测量为准",
        )
    with served.app.app_context():
        assert db.session.query(Demand).one().detail == "池南侧一米"
    tablet.send_now(second)
    second.locator("[data-part=settled] li[data-state=conflict] a").click()
    expect(second.locator("[data-view=entry]")).to_contain_text("以第二次测量为准")


def test_a_queue_leaves_on_a_file_and_arrives_once_from_both_sides(served: Served, tmp_path: Path) -> None:
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    pictures = [tablet.photograph(tmp_path, f"照片{n}", side=700, shade=n) for n in range(2)]
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上锁", pictures)
        tablet.kept(page)
        tablet.finish(page)
        tablet.open_site(page, "朝天门隧道项目（示例）")
        tablet.begin_check(page)
        tablet.add_finding(page, "初期支护开裂", [])
        tablet.kept(page)
        tablet.go(page, "queue")
        page.get_by_text("导出或导入队列（应急）").click()
        page.get_by_label("导出口令（至少十位）").fill("隧道里的那一周2026")
        with page.expect_download() as started:
            page.get_by_role("button", name="导出队列").click()
        carried = tmp_path / started.value.suggested_filename
        started.value.save_as(carried)
    assert "配电箱".encode() not in carried.read_bytes()
    office = enrolled(served, "liqiang", "办公室电脑")
    tablet.go(office, "queue")
    office.get_by_text("导出或导入队列（应急）").click()
    office.get_by_label("队列文件").set_input_files(carried)
    office.get_by_label("导出时的口令").fill("不是这个口令呀呀")
    office.get_by_role("button", name="导入队列").click()
    expect(office.locator("[data-carry-words]")).to_have_text("口令不对，或文件已损坏")
    office.get_by_label("导出时的口令").fill("隧道里的那一周2026")
    office.get_by_role("button", name="导入队列").click()
    expect(office.locator("[data-carry-words]")).to_contain_text("草稿 1 份、记录 1 条、照片 3 张")
    tablet.arrived(office, 1)
    expect(office.locator("[data-part=drafts] li")).to_contain_text("朝天门隧道")
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(Inspection).filter_by(state="submitted").count() == 1
        assert db.session.query(SyncEntry).count() == 1
        assert db.session.query(EvidenceFile).count() == 3


def test_the_map_shows_what_was_taken_along_without_a_line(served: Served) -> None:
    with served.writing():
        load_sites()
    page = enrolled(served, "liqiang")
    with tablet.without_a_line(page):
        tablet.go(page, "map")
        expect(page.locator("[data-view=map]")).to_have_attribute("data-ready", "2")
        page.locator("[data-map] canvas").first.wait_for()


def test_little_storage_is_warned_of_before_a_photo_is_lost(served: Served) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.add_init_script(
        "StorageManager.prototype.estimate = () => Promise.resolve({ usage: 950e6, quota: 1000e6 })"
    )
    tablet.near_the_tower(page)
    tablet.enrol(page)
    expect(page.locator("[data-warnings]")).to_contain_text("存储空间紧张：已用 950 MB，共 1,000 MB")


def test_a_clock_that_is_two_days_wrong_is_told_and_kept_with_the_record(served: Served) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.clock.install(time=NOW + timedelta(days=2))
    tablet.near_the_tower(page)
    tablet.enrol(page)
    tablet.take_along(page)
    expect(page.locator("[data-warnings]")).to_contain_text("本机时钟与服务器相差 48小时")
    with tablet.without_a_line(page):
        tablet.short_check(page, "配电箱未上锁", [])
        page.clock.run_for(1_000)
        tablet.finish(page)
    tablet.send_now(page)
    page.clock.run_for(1_000)
    tablet.arrived(page, 1)
    with served.app.app_context():
        entry = db.session.query(SyncEntry).one()
        assert entry.offset_ms is not None
        assert abs(timedelta(milliseconds=entry.offset_ms) - timedelta(days=2)) < timedelta(minutes=5)
        assert db.session.query(Inspection).one().state == "submitted"
