"""A day without a line: twenty checks and sixty photos, a battery that dies twice, and a bad line in the evening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding, Inspection
from safety.sync.models import SyncEntry, SyncReceipt
from tests.browser import tablet
from tests.browser.bad_line import BadLine, Quality
from tests.browser.served import Served, serving
from tests.browser.tablet_profiles import GALAXY_TAB, IPAD, Device
from tests.inspections.workplaces import load_sites
from tests.sizes import WHOLE

pytestmark = pytest.mark.browser
#: Of the twenty of a whole day an everyday run makes eight.
CHECKS, PHOTOS = (20 if WHOLE else 8), 3
LOST = CHECKS // 4


@pytest.fixture
def line(served: Served) -> BadLine:
    """The line between the tablet and the server."""
    return BadLine(served.app)


@pytest.fixture
def address(line: BadLine) -> Iterator[str]:
    """Where the server is heard through that line."""
    with serving(line) as found:
        yield found


# Both are the same engine: the other one's size and name belong to a whole run.
@pytest.fixture(
    params=[
        pytest.param(GALAXY_TAB, id="Galaxy Tab"),
        pytest.param(IPAD, id="iPad", marks=pytest.mark.long),
    ]
)
def device(
    request: pytest.FixtureRequest, served: Served, address: str, chromium: Browser, tmp_path: Path
) -> Iterator[Device]:
    """李强's tablet."""
    profile: dict[str, Any] = request.param
    with served.writing():
        load_sites()
    found = Device(chromium, address, tmp_path / "browser", profile)
    yield found
    found.close()
    assert found.complaints == []


@pytest.mark.both
def test_a_day_without_a_line_arrives_whole_and_once(
    device: Device, served: Served, line: BadLine, tmp_path: Path
) -> None:
    pictures = [tablet.photograph(tmp_path, f"照片{n}", side=900, shade=n) for n in range(CHECKS * PHOTOS)]
    page = device.start(served.session_of("liqiang"))
    tablet.enrol(page)
    tablet.take_along(page)

    line.quality = Quality.CUT
    for number in range(CHECKS):
        tablet.short_check(
            page, f"第{number}处临边缺少防护栏杆", pictures[number * PHOTOS : (number + 1) * PHOTOS]
        )
        if number == CHECKS // 2:
            tablet.kept(page)
            device.kill()  # in the middle of a check
            page = device.start(None)
            page.goto("/tablet")
            tablet.unlock(page)
            expect(page.get_by_label("见证人")).to_have_value("周敏")  # the open draft is open again
            tablet.go(page, "queue")
            expect(page.locator("[data-part=waiting] li")).to_have_count(number)
            page.locator("[data-part=drafts] a").click()
            expect(page.get_by_label("见证人")).to_have_value("周敏")
            expect(page.locator("#extra figure")).to_have_count(PHOTOS)
        tablet.finish(page)
    expect(page.locator("[data-part=waiting] li")).to_have_count(CHECKS)

    line.quality, line.late = Quality.BAD, 0.05
    device.sign_in(served.session_of("liqiang"))
    tablet.send_now(page)
    expect(page.locator("[data-part=settled] li").nth(2)).to_be_visible(timeout=60_000)
    device.kill()  # in the middle of sending
    page = device.start(served.session_of("liqiang"))
    page.goto("/tablet")
    tablet.unlock(page)
    tablet.arrived(page, CHECKS, patience=180_000)

    assert line.lost_there >= LOST
    assert line.lost_back >= LOST
    with served.app.app_context():
        assert db.session.query(Inspection).filter_by(state="submitted").count() == CHECKS
        findings = db.session.query(Finding).all()
        assert sorted(one.demand.summary for one in findings) == sorted(
            f"第{number}处临边缺少防护栏杆" for number in range(CHECKS)
        )
        photos = [photo for one in findings for photo in one.photos]
        assert len(set(photos)) == len(photos) == CHECKS * PHOTOS
        assert db.session.query(EvidenceFile).count() == CHECKS * (PHOTOS + 1)
        assert db.session.query(SyncEntry).count() == db.session.query(SyncReceipt).count() == CHECKS
    assert page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)") > 0
