"""A tablet in a browser test: enrolled with a PIN, with an area taken along, working and sending."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Geolocation, Page, expect

from tests.evidence import samples

PIN = "728193"
HERE: Geolocation = {"longitude": 106.5771, "latitude": 29.5581, "accuracy": 9}
TOWER = "解放碑塔楼项目（示例）"


def photograph(folder: Path, name: str, *, side: int = 1200, shade: int = 0) -> Path:
    """A JPEG of some hundred kilobytes, different for each ``shade``."""
    path = folder / f"{name}.jpg"
    picture = Image.effect_noise((side, side * 3 // 4), 60 + shade % 40).convert("RGB")
    picture.putpixel((shade % side, 0), (255, shade % 256, 0))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=70)
    path.write_bytes(stream.getvalue())
    return path


def apples_photograph(folder: Path) -> Path:
    """A HEIC, which this browser cannot draw."""
    path = folder / "人孔.heic"
    path.write_bytes(samples.heic())
    return path


def near_the_tower(page: Page) -> None:
    """The device says where it is."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)


def enrol(page: Page, name: str = "平板一", pin: str = PIN) -> None:
    """Enrol this browser for whoever is signed in; it is ready to start without a line afterwards."""
    page.goto("/tablet/zh")
    page.locator("[data-enrol]").wait_for()
    page.get_by_label("设备名称").fill(name)
    page.get_by_label("设置口令").fill(pin)
    page.get_by_label("再输一次").fill(pin)
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("[data-nav]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def unlock(page: Page, pin: str = PIN) -> None:
    """Open the enrolment that is here."""
    page.locator("[name=pin]").fill(pin)
    page.locator("[data-unlock-button]").click()
    page.locator("[data-nav]").wait_for()


def go(page: Page, part: str) -> None:
    """Turn to a part of the page by its link."""
    page.locator(f'[data-nav] a[href="#/{part}"]').click()
    page.locator(f"[data-view={part}]").wait_for()


def take_along(page: Page) -> None:
    """Take the whole scope along."""
    go(page, "area")
    page.get_by_role("button", name="下载").click()
    page.locator("[data-taken-card]").wait_for()


def open_site(page: Page, name: str = TOWER) -> None:
    """Turn to a site that was taken along."""
    go(page, "work")
    page.get_by_label(re.compile(f"打开场所：{re.escape(name)}")).first.click()
    page.locator("[data-view=site] h1").wait_for()


def begin_check(page: Page, checklist: str | None = None) -> None:
    """Begin a site check at the site that is shown; without a list when none is named."""
    page.get_by_label("用哪份检查表").select_option(label=checklist or "不用检查表")
    page.get_by_role("button", name="开始检查").click()
    page.locator("[data-view=draft] form").wait_for()


def sign(page: Page, name: str) -> None:
    """Draw a signature."""
    canvas = page.locator(f"fieldset:has([name={name}]) canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=4)
    page.mouse.up()
    expect(page.locator(f"[name={name}]")).not_to_have_value("")


def add_finding(page: Page, summary: str, photos: list[Path]) -> None:
    """Record a finding beside the list, with photos."""
    page.get_by_role("button", name="记录一条隐患").click()
    card = page.locator("#extra [data-finding]").last
    card.locator("[data-f=summary]").fill(summary)
    for number, photo in enumerate(photos, start=1):
        card.locator("[data-photo-input]").last.set_input_files(photo)
        expect(card.locator("figure")).to_have_count(number)


def complete(page: Page) -> None:
    """Fill in people, hours and signatures."""
    page.locator("#started_at").fill("2026-11-23T09:00")
    page.locator("#ended_at").fill("2026-11-23T09:50")
    page.get_by_label("一人检查的原因").fill("同伴临时出警")
    page.get_by_label("单位陪同人员").fill("张建国")
    sign(page, "inspector_signature")
    sign(page, "site_signature")
    page.get_by_label("签名人姓名").fill("张建国")


def short_check(page: Page, summary: str, photos: list[Path]) -> None:
    """A check without a list, with one finding; left open before it is finished."""
    open_site(page)
    begin_check(page)
    add_finding(page, summary, photos)
    page.locator("#started_at").fill("2026-11-23T09:00")
    page.locator("#ended_at").fill("2026-11-23T09:30")
    page.get_by_label("一人检查的原因").fill("同伴临时出警")
    page.get_by_label("单位陪同人员").fill("张建国")
    sign(page, "inspector_signature")
    page.locator("label:has([data-refused])").click()
    page.get_by_label("见证人").fill("周敏")


def kept(page: Page) -> None:
    """Wait until what was typed is kept on the device."""
    expect(page.locator("[data-view=draft] [data-saved]")).to_have_text("已存在本机")


def finish(page: Page) -> None:
    """Put the draft into the queue."""
    page.locator("[data-submit]").click()
    page.locator("[data-view=queue]").wait_for()


def send_now(page: Page) -> None:
    """Press the button of the queue; where it sends already, the button is off and nothing happens."""
    page.locator("[data-send-now]").dispatch_event("click")


def arrived(page: Page, count: int, patience: float = 30_000) -> None:
    """Wait until so many entries have arrived and none waits."""
    go(page, "queue")
    expect(page.locator("[data-part=settled] li[data-state=arrived]")).to_have_count(count, timeout=patience)
    expect(page.locator("[data-part=waiting]")).to_be_hidden()


@contextmanager
def without_a_line(page: Page) -> Iterator[None]:
    """The device hears nothing."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
