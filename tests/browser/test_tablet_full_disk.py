"""A full disk: nothing is said to be kept that is not, and finishing works after room was made."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding
from tests import machine
from tests.browser import tablet
from tests.browser.served import Served
from tests.browser.tablet_profiles import GALAXY_TAB, Device
from tests.browser.test_tablet_loses_nothing import SUMMARY
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 160 MB in memory; needs root, who may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    how = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(how, check=False, capture_output=True).returncode:
        machine.absent("a file system that can be filled (root, who may mount)")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take the last byte of a file system."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return filler


def _not_kept_and_said(page: Page, picture: Path) -> None:
    page.locator("#extra [data-f=summary]").fill(SUMMARY * 20)
    expect(page.locator("[data-view=draft] [data-saved]")).to_have_text("没有存成，请检查存储空间")
    page.locator("#extra [data-photo-input]").last.set_input_files(picture)
    expect(page.locator("#extra figcaption")).to_contain_text("没有存成")
    page.locator("[data-submit]").click()
    expect(page.locator("[data-problems]")).to_contain_text("存储空间不够，没有存成")
    expect(page.locator("[data-submit]")).to_be_enabled()
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator('[data-nav] a[href="#/work"]').click()
    assert asked.value.message == "有内容没有存成，离开就会丢失。仍要离开？"
    expect(page.locator("[data-view=draft] form")).to_be_visible()
    expect(page).to_have_url(re.compile("#/draft/"))


def _arrives_after_room_was_made(page: Page, served: Served) -> None:
    page.locator("[data-submit]").click()
    page.locator("[data-part=waiting] li, [data-part=settled] li").first.wait_for()
    tablet.send_now(page)
    tablet.arrived(page, 1)
    expect(page.locator("[data-part=drafts]")).to_be_hidden()
    with served.app.app_context():
        assert db.session.query(Finding).one().demand.summary == SUMMARY * 20
        assert len(db.session.query(Finding).one().photos) == 1
        assert db.session.query(EvidenceFile).count() == 2


def test_without_room_nothing_is_said_to_be_kept_and_finishing_works_after_room_was_made(
    served: Served, chromium: Browser, small_disk: Path, tmp_path: Path
) -> None:
    """The browser's folder lies on a file system without a free byte."""
    with served.writing():
        load_sites()
    picture = tablet.photograph(tmp_path, "配电箱")
    device = Device(chromium, served.address, small_disk / "browser", GALAXY_TAB)
    try:
        page = device.start(served.session_of("liqiang"))
        tablet.enrol(page)
        tablet.take_along(page)
        with tablet.without_a_line(page):
            tablet.short_check(page, SUMMARY, [])
            tablet.kept(page)
            filler = fill(small_disk)
            _not_kept_and_said(page, picture)
            filler.unlink()
        _arrives_after_room_was_made(page, served)
    finally:
        device.close()
