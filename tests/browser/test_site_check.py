"""A site check on a tablet: from the list of sites to the record, with photo, score, signatures and a reload."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Geolocation, Page, Route, expect

from safety.corrections.models import Demand
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding, Inspection
from tests.browser.accessibility import assert_accessible
from tests.browser.served import Served
from tests.browser.test_kept_forms import STORED, sign_in
from tests.cast import NOW
from tests.evidence import samples
from tests.inspections.workplaces import load_sites, picture

pytestmark = pytest.mark.browser
HERE: Geolocation = {"longitude": 106.5771, "latitude": 29.5581, "accuracy": 9}


@pytest.fixture
def tablet(served: Served) -> Page:
    """李强's tablet near the tower, with sites and checklists loaded."""
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.clock.set_system_time(NOW)  # a check that lasts longer than three days is refused
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    return page


def begin(page: Page) -> None:
    page.goto("/inspections/start")
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("[data-near-list] a").first).to_contain_text("解放碑塔楼")
    page.locator("[data-near-list] a").first.click()
    page.get_by_text("有限空间作业安全检查表").click()
    page.get_by_role("button", name="开始检查").click()
    expect(page.locator("[data-position=check]")).to_contain_text("精度 9 米")


def fail_first_item(page: Page, photo: Path) -> None:
    page.locator("#item-yx01 .answer-failing").click()
    card = page.locator("#item-yx01 [data-finding]")
    expect(card.locator("[data-f=suggestion]")).to_have_value(re.compile("有限空间管理台账"))
    expect(card.locator("[data-f=factor]")).to_have_value("43")
    card.locator("[data-f=place_on_site]").fill("污水处理站")
    for name, value in (("likelihood", "6"), ("exposure", "6"), ("consequence", "7")):
        card.locator(f"[data-f={name}]").select_option(value)
    expect(card.locator("[data-lec-result]")).to_contain_text("D = 252")
    expect(card.locator("[data-lec-result] .level")).to_have_class("level level-orange")
    card.locator("[data-photo-input]").last.set_input_files(photo)
    expect(card.locator("figure")).to_have_count(1)


def sign(page: Page, name: str) -> None:
    canvas = page.locator(f"fieldset:has([name={name}]) canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
    page.mouse.up()


@pytest.mark.both
def test_a_check_is_filled_reloaded_and_submitted(tablet: Page, served: Served, tmp_path: Path) -> None:
    photo = tmp_path / "池口.jpg"
    photo.write_bytes(picture())
    begin(tablet)
    tablet.locator("[data-note=yx02]").fill("钥匙在门卫处，下午再看")  # before there is an answer
    fail_first_item(tablet, photo)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.reload()
    expect(tablet.locator("[data-note=yx02]")).to_have_value("钥匙在门卫处，下午再看")
    expect(tablet.locator("#item-yx01 [data-f=place_on_site]")).to_have_value("污水处理站")
    expect(tablet.locator("#item-yx01 figure")).to_have_count(1)
    tablet.get_by_role("button", name="提交检查记录").click()
    expect(tablet.locator("[data-problems-list] li")).to_have_count(17 + 5)
    for item in tablet.locator("[data-item]:not(#item-yx01) .answer-conforming").all():
        item.click()
    tablet.locator("label:has([data-companion=周敏])").click()
    tablet.get_by_label("单位陪同人员").fill("张建国")
    tablet.get_by_role("button", name="现在", exact=True).click()
    sign(tablet, "inspector_signature")
    sign(tablet, "site_signature")
    tablet.get_by_label("签名人姓名").fill("张建国")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.get_by_role("button", name="提交检查记录").click()
    tablet.wait_for_url(re.compile(r"/inspections/[0-9a-f-]{36}$"))
    expect(tablet.locator("main")).to_contain_text("张建国")
    with served.app.app_context():
        assert db.session.query(Inspection).one().state == "submitted"
        assert db.session.query(Demand).one().colour == "orange"
        assert len(db.session.query(Finding).one().photos) == 1


def test_a_second_window_s_answers_are_not_overwritten_unseen_by_the_first(
    tablet: Page, served: Served
) -> None:
    begin(tablet)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    second = tablet.context.new_page()
    second.clock.set_system_time(NOW)
    second.goto(tablet.url)
    with second.expect_response(lambda one: one.request.method == "PUT" and one.ok):
        second.locator("#item-yx02 .answer-conforming").click()
    tablet.locator("#item-yx03 .answer-conforming").click()
    expect(tablet.locator("[data-stale]")).to_be_visible()
    with served.app.app_context():
        assert set(db.session.query(Inspection).one().content["answers"]) == {"yx02"}


def test_nothing_is_lost_without_a_network(tablet: Page, served: Served) -> None:
    begin(tablet)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.context.route("**/api/v1/inspections/**", lambda route: route.abort())
    tablet.locator("#item-yx02 .answer-failing").click()
    tablet.locator("#item-yx02 [data-f=summary]").fill("人孔没有警示标志")
    expect(tablet.locator("[data-saved]")).to_have_text("已存在本机，等待网络")
    tablet.reload()
    expect(tablet.locator("#item-yx02 [data-f=summary]")).to_have_value("人孔没有警示标志")
    tablet.context.unroute("**/api/v1/inspections/**")
    tablet.locator("#note-yx02").fill("已拍照")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    served.complaints[:] = [one for one in served.complaints if "ERR_FAILED" not in one]


def test_what_is_typed_before_the_kept_check_is_there_stays_and_replaces_nothing_else(
    tablet: Page, served: Served
) -> None:
    begin(tablet)
    tablet.locator("#item-yx02 .answer-failing").click()
    tablet.locator("#item-yx02 [data-f=summary]").fill("人孔没有警示标志")
    tablet.locator("#note").fill("上午的说明")
    sign(tablet, "inspector_signature")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    held: list[Route] = []

    def late(route: Route) -> None:
        held.append(route)  # before anything is waited for: another request may come meanwhile
        if len(held) == 1:  # a proxy's answer first, then one that takes its time
            route.fulfill(status=502, body="<h1>proxy</h1>")

    for address in ("**/keeping", "**/api/v1/inspections/*"):
        tablet.context.route(address, late)
    tablet.reload(wait_until="domcontentloaded")
    expect(tablet.locator("[data-saved]")).to_contain_text("正在取回")
    more = tablet.get_by_role("button", name="记录一条隐患").last
    expect(more).to_be_disabled()
    tablet.get_by_label("离开时间").fill("2026-11-23T09:40")
    tablet.locator("#note").fill("下午的说明")
    tablet.locator("#item-yx01 .answer-failing").click()
    tablet.locator("label:has([data-companion=周敏])").click()
    sign(tablet, "site_signature")
    for address in ("**/keeping", "**/api/v1/inspections/*"):
        tablet.context.unroute(address)
    for route in held[1:]:
        route.continue_()
    expect(more).to_be_enabled()
    expect(tablet.locator("#item-yx02 [data-f=summary]")).to_have_value("人孔没有警示标志")
    expect(tablet.locator("#item-yx01 [data-finding]")).to_have_count(1)
    expect(tablet.get_by_label("离开时间")).to_have_value("2026-11-23T09:40")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    with served.app.app_context():
        content = db.session.query(Inspection).one().content
        assert (content["ended_at"], content["note"]) == ("2026-11-23T01:40:00+00:00", "下午的说明")
        assert {one["item_id"] for one in content["findings"]} == {"yx01", "yx02"}
        assert [one["name"] for one in content["companions"]] == ["周敏"]
        assert all(content["signatures"][f"{who}_file"] for who in ("inspector", "site"))
    served.complaints[:] = [one for one in served.complaints if "502" not in one]


def test_over_plain_http_a_check_goes_to_the_server_and_says_that_the_device_keeps_nothing(
    tablet: Page, served: Served, tmp_path: Path
) -> None:
    photo = tmp_path / "池口.jpg"
    photo.write_bytes(picture())
    tablet.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    begin(tablet)
    fail_first_item(tablet, photo)
    sign(tablet, "inspector_signature")
    expect(tablet.locator("#item-yx01 figure[data-state=sent]")).to_have_count(1)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.context.route("**/api/v1/inspections/**", lambda route: route.abort())
    tablet.locator("#note").fill("没有网络时写的")
    expect(tablet.locator("[data-saved]")).to_have_text(
        "没有存成：本站不是 https，本机不能保存，也没有存到服务器"
    )
    tablet.get_by_role("button", name="提交检查记录").click()
    expect(tablet.locator("[data-problems]")).to_contain_text("没有存成：本站不是 https")
    tablet.context.unroute("**/api/v1/inspections/**")
    tablet.get_by_role("button", name="提交检查记录").click()
    expect(tablet.locator("[data-problems-list] li")).to_have_count(17 + 4)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.goto("/sites/new")
    tablet.get_by_label("场所名称").fill("塔吊两台")
    expect(tablet.locator("form .keep-note")).to_contain_text("本站不是用 https 打开的")
    served.complaints[:] = [one for one in served.complaints if "ERR_FAILED" not in one and "422" not in one]


def test_a_check_whose_session_ended_is_sealed_and_goes_on_after_signing_in(
    tablet: Page, served: Served, tmp_path: Path
) -> None:
    photo = tmp_path / "人孔.jpg"
    photo.write_bytes(picture())
    begin(tablet)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    served.app.config["CLOCK"] = lambda: NOW + timedelta(minutes=31)
    tablet.locator("#item-yx02 .answer-failing").click()
    card = tablet.locator("#item-yx02 [data-finding]")
    card.locator("[data-f=summary]").fill("人孔没有警示标志")
    card.locator("[data-photo-input]").last.set_input_files(photo)
    expect(tablet.locator("[data-saved]")).to_have_text("登录已经失效，已存在本机")
    assert "人孔没有警示标志" not in tablet.evaluate(STORED)
    assert_accessible(tablet)
    tablet.locator("[data-out] a").click()
    sign_in(served, tablet, "liqiang")
    expect(card.locator("[data-f=summary]")).to_have_value("人孔没有警示标志")
    expect(tablet.locator("#item-yx02 figure")).to_have_count(1)
    tablet.locator("#note-yx02").fill("已拍照")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    expect(tablet.locator("[data-out]")).to_be_hidden()


def test_a_photo_that_the_browser_cannot_draw_is_shown_and_sent_smaller_with_what_its_camera_noted(
    tablet: Page, served: Served, tmp_path: Path
) -> None:
    photo = tmp_path / "人孔.heic"
    photo.write_bytes(samples.camera_heic(lon=106.5771, lat=29.5581, width=2400, height=1800))
    begin(tablet)
    tablet.locator("#item-yx02 .answer-failing").click()
    card = tablet.locator("#item-yx02 [data-finding]")
    card.locator("[data-photo-input]").last.set_input_files(photo)
    expect(card.locator("figcaption")).to_have_text("已上传")
    expect(card.locator("figure img")).to_have_js_property("naturalWidth", 1600)
    with served.app.app_context():
        kept = db.session.query(EvidenceFile).one()
        assert (kept.kind, kept.width, kept.height) == ("image/jpeg", 1600, 1200)
        assert kept.taken_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
        assert kept.exif_lon == pytest.approx(106.5771, abs=1e-4)
    tablet.reload()
    expect(card.locator("figure img")).to_have_js_property("naturalWidth", 360)


def test_a_proxy_s_page_is_no_refusal(tablet: Page, served: Served) -> None:
    begin(tablet)
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")
    tablet.context.route(
        "**/api/v1/inspections/**", lambda route: route.fulfill(status=403, body="<h1>proxy</h1>")
    )
    tablet.locator("#item-yx01 .answer-conforming").click()
    tablet.locator("#note-yx01").fill("已核对台账")
    expect(tablet.locator("[data-saved]")).to_have_text("服务器暂时没有应答，已存在本机")
    tablet.context.unroute("**/api/v1/inspections/**")
    tablet.reload()
    expect(tablet.locator("#note-yx01")).to_have_value("已核对台账")
    expect(tablet.locator("[data-saved]")).to_have_text("已保存到服务器")


def test_the_form_can_be_used_by_everybody(tablet: Page) -> None:
    begin(tablet)
    tablet.locator("#item-yx01 .answer-failing").click()
    assert_accessible(tablet)
