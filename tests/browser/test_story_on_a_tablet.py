"""The whole story on a tablet, in Chinese, through the pages alone.

Sign in, import ten sites, check one, issue the notice, let the employer answer, check again, refer what is left,
see the map and the register, verify the audit.
"""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pypdf
import pytest
import xlsxwriter
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from maps import boundaries
from maps.coordinates import wgs84_to_gcj02
from safety.access.scope import system_actor
from safety.corrections.models import Demand
from safety.corrections.vocabulary import DemandState
from safety.database import session
from safety.evidence.models import EvidenceFile
from safety.inspections import operations as inspections
from safety.reference.operations import adopt_districts
from tests.browser.checking import issue
from tests.browser.served import Served
from tests.cast import NOW, PASSWORD, TODAY
from tests.workplaces.conftest import IN_YUZHONG

pytestmark = pytest.mark.browser

SITE = "解放碑工地0"
WORDS = ("临边未设防护栏杆", "脚手架连墙件缺失", "配电箱未上锁")
CRITERION = "房屋市政工程生产安全重大事故隐患判定标准"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Ten sites, their positions in GCJ-02 as domestic maps give them."""
    file = tmp_path / "渝中场所.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["场所名称", "单位名称", "场所类型", "经度", "纬度", "区县"])
    for number in range(10):
        position = wgs84_to_gcj02(IN_YUZHONG[0] - 0.002 * number, IN_YUZHONG[1])
        row = [f"解放碑工地{number}", "渝中建设有限公司（示例）", "新建", *position, "渝中区"]
        sheet.write_row(number + 1, 0, row)
    book.close()
    return file


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Photographs as a camera makes them, with a position inside."""
    return [_photo(tmp_path / f"现场{number}.jpg", number) for number in range(3)]


def _photo(file: Path, seed: int) -> Path:
    noise = random.Random(seed).randbytes(80 * 60 * 3)
    picture = Image.frombytes("RGB", (80, 60), noise).resize((1600, 1200))
    exif = Image.Exif()
    position = exif.get_ifd(0x8825)
    position.update({1: "N", 2: (29.0, 33.0, 21.6), 3: "E", 4: (106.0, 33.0, 46.1)})
    picture.save(file, "JPEG", quality=80, exif=exif)
    return file


@pytest.fixture
def office(served: Served) -> Served:
    """Districts and checklists as an installation has them."""
    edition = boundaries.edition_on(TODAY)
    with served.writing():
        adopt_districts(
            actor=system_actor(),
            now=NOW,
            name=edition.name,
            valid_from=edition.valid_from,
            source=edition.source,
            districts=edition.names,
        )
        inspections.load_shipped_checklists(actor=system_actor(), now=NOW)
    return served


def sign_in(served: Served, name: str) -> Page:
    """Sign in by the form, on a tablet whose clock agrees with the server's."""
    page = served.visit()
    page.clock.set_fixed_time(NOW)
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日工作")
    return page


def open_dialog(page: Page, button: str) -> None:
    """Press a button that asks first, once its script is there."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def confirm(page: Page, button: str) -> None:
    """Press a button that asks first, and say yes."""
    open_dialog(page, button)
    page.locator("dialog[open] button[type=submit]").click()


def import_sites(page: Page, register: Path) -> None:
    page.goto("/sites/import")
    page.get_by_label("文件").set_input_files(register)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("共 10 行")).to_be_visible()
    page.get_by_label("坐标系").select_option("gcj02")
    page.get_by_role("button", name="开始导入").click()
    # The preview has ten such rows too: the import is done when its results can be fetched.
    expect(page.get_by_role("link", name="下载结果")).to_be_visible()
    expect(page.locator("tbody tr").filter(has_text="新增")).to_have_count(10)


def take_photo(page: Page, card: Locator, photo: Path) -> None:
    with page.expect_file_chooser() as chooser:
        card.get_by_text("从相册选").click()
    chooser.value.set_files(photo)
    expect(card.locator("figure")).to_have_count(1)


def describe(page: Page, card: Locator, words: str, photo: Path | None, *, consequence: str) -> None:
    card.locator("[data-f=summary]").fill(words)
    card.locator("[data-f=place_on_site]").fill("三层东侧")
    for name, value in (("likelihood", "6"), ("exposure", "3"), ("consequence", consequence)):
        card.locator(f"[data-f={name}]").select_option(value)
    if photo:
        take_photo(page, card, photo)


def grade(card: Locator, value: str) -> None:
    card.locator(f"label:has(input[data-grade][value={value}])").click()


def sign(page: Page, name: str) -> None:
    canvas = page.locator(f"fieldset:has([name={name}]) canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
    page.mouse.up()


def make_check(page: Page, photos: list[Path]) -> None:
    """A check with three findings, the first one major, the third outside the list."""
    page.goto("/sites?q=" + SITE)
    page.get_by_role("link", name=SITE, exact=True).first.click()
    page.get_by_role("link", name="开始检查", exact=True).last.click()
    page.get_by_text("建筑施工现场安全检查表").click()
    page.get_by_role("button", name="开始检查").click()
    expect(page.locator("[data-position=check]")).to_have_text("设备没有给出位置")  # the form is at work
    items = page.locator("[data-item]")
    for number in (0, 1):
        items.nth(number).locator(".answer-failing").click()
    card = items.nth(0).locator("[data-finding]")
    describe(page, card, WORDS[0], photos[0], consequence="15")
    grade(card, "major")
    card.locator("[data-f=criterion]").fill(CRITERION)
    second = items.nth(1).locator("[data-finding]")
    describe(page, second, WORDS[1], photos[1], consequence="7")
    grade(second, "ordinary")
    page.get_by_role("button", name="记录一条隐患").click()
    extra = page.locator("#extra [data-finding]")
    describe(page, extra, WORDS[2], None, consequence="3")
    extra.locator("[data-f=factor]").select_option("2103")
    extra.locator("[data-f=accident]").select_option("05")
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    reload_and_compare(page)
    finish(page)


def reload_and_compare(page: Page) -> None:
    page.reload()
    cards = page.locator("[data-finding]")
    expect(cards).to_have_count(3)
    for number, words in enumerate(WORDS):
        expect(cards.nth(number).locator("[data-f=summary]")).to_have_value(words)
    expect(page.locator("[data-finding] figure")).to_have_count(2)
    expect(cards.nth(0).locator("[data-f=criterion]")).to_have_value(CRITERION)


def finish(page: Page) -> None:
    for item in page.locator("[data-item]").all()[2:]:
        item.locator(".answer-conforming").click()
    page.locator("label:has([data-companion=周敏])").click()
    page.get_by_label("单位陪同人员").fill("张建国")
    page.get_by_role("button", name="现在", exact=True).click()
    sign(page, "inspector_signature")
    sign(page, "site_signature")
    page.get_by_label("签名人姓名").fill("张建国")
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    page.get_by_role("button", name="提交检查记录").click()
    page.wait_for_url(re.compile(r"/inspections/[0-9a-f-]{36}$"))


def draft_notice(page: Page) -> str:
    page.goto("/demands?state=raised")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="起草意见书").click()
    expect(page.get_by_text(WORDS[2])).to_be_visible()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(r"/notices/[0-9a-f-]{36}$"))
    return page.url


def issue_and_read(page: Page, address: str) -> str:
    """Issue the notice, read its PDF with another program, deliver it, and make the employer's link."""
    page.goto(address)
    page.get_by_role("button", name="签发", exact=True).click()
    issue(page)
    expect(page.get_by_text("意见书已签发")).to_be_visible()
    number = page.get_by_role("heading", level=1).inner_text()
    shown = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    assert shown
    reader = pypdf.PdfReader(io.BytesIO(page.request.get(shown).body()))
    text = re.sub(r"\s+", "", "".join(one.extract_text() for one in reader.pages))
    for words in (number.replace(" ", ""), *WORDS):
        assert words in text
    open_dialog(page, "登记送达")
    page.get_by_label("送达时间").fill("2026-11-23T10:00")
    page.get_by_text("当面送达").click()
    page.get_by_label("签收人").fill("张建国")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("送达情况已登记")).to_be_visible()
    confirm(page, "生成新链接")
    link = page.get_by_text(re.compile(r"https?://\S+/reply/")).first
    return (
        "/reply/"
        + (link.input_value() if link.evaluate("e => 'value' in e") else link.inner_text()).rsplit("/", 1)[1]
    )


def reply(served: Served, address: str, photo: Path) -> None:
    """The employer answers on its own machine, without an account."""
    page = served.visit()
    page.goto(address)
    for number in range(3):
        page.locator("fieldset").filter(has_text="是否采纳").nth(number).get_by_text(
            "采纳", exact=True
        ).click()
        page.locator("[name^='lines.'][name$='.words']").nth(number).fill("已整改")
    page.get_by_label("照片或 PDF 文件").first.set_input_files(photo)
    page.get_by_label("答复人").fill("张建国，安全总监")
    page.get_by_role("button", name="提交书面答复").click()
    expect(page.get_by_text("答复已送达")).to_be_visible()


def recheck(page: Page, address: str) -> None:
    """Two findings pass, the last one does not."""
    page.goto(address)
    expect(page.get_by_text("单位已答复 3 项")).to_be_visible()
    page.get_by_role("link", name="复查", exact=True).click()
    for words in WORDS:
        result = "不合格" if words == WORDS[2] else "合格"
        card = page.locator(".card").filter(has_text=words).last
        card.get_by_text(result, exact=True).click()
    page.get_by_role("button", name="保存复查结果").click()
    expect(page.get_by_text("复查结果已保存")).to_be_visible()


def close_and_refer(page: Page) -> None:
    """The second person confirms the major one; the last goes to a department."""
    page.goto("/demands?state=awaiting_second")
    page.get_by_role("link", name=WORDS[0]).click()
    confirm(page, "确认销号")
    expect(page.get_by_text("已确认销号")).to_be_visible()
    page.goto("/demands?state=uncorrected")
    page.get_by_role("link", name=WORDS[2]).click()
    page.get_by_role("link", name="提请部门处理").click()
    page.locator(".form-selectgroup-item").first.click()
    page.get_by_label("受理部门").fill("渝中区应急管理局")
    page.get_by_label("事由").fill("配电箱长期未上锁")
    page.get_by_label("请求事项").fill("请依法处理")
    expect(page.get_by_label("事实和理由")).to_have_value(re.compile("复查"))
    page.get_by_label("事实和理由").fill("复查仍不合格")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="签发", exact=True).click()
    issue(page)
    page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}$"))
    expect(page.get_by_text("处理申请已签发")).to_be_visible()


def district_on_the_map(page: Page) -> tuple[str, str]:
    """The colour that 渝中 has on the map, and its numbers in the table beside it."""
    page.goto("/map")
    frame = page.frame_locator("iframe.map-frame")
    expect(frame.locator("html[data-map=ready]")).to_have_count(1)
    classes = frame.locator("path.map-district").first.get_attribute("class") or ""
    found = re.search(r"map-area-(\w+)", classes)
    assert found, classes
    return found[1], page.locator("tbody tr").filter(has_text="渝中区").inner_text()


def export_register(page: Page) -> set[str]:
    """Every cell of the register of hazards, as another program reads the downloaded file."""
    page.goto("/inspections/findings")
    page.get_by_role("link", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 XLSX").click()
    book = CalamineWorkbook.from_path(str(download.value.path()))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return {str(cell) for row in rows for cell in row}


@pytest.mark.both
def test_the_story_from_sign_in_to_verified_audit(
    office: Served, register: Path, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        office.app.extensions["huey"], "leaves", frozenset()
    )  # papers are made at their issue
    officer = sign_in(office, "chenjing")
    import_sites(officer, register)
    before = district_on_the_map(officer)

    inspector = sign_in(office, "liqiang")
    make_check(inspector, photos)
    with office.writing():
        kept = session.query(EvidenceFile).where(EvidenceFile.exif_lon.is_not(None)).all()
        assert len(kept) == 2
        assert kept[0].exif_lat == pytest.approx(29.556, abs=0.01)
    checked = district_on_the_map(officer)
    assert before[0] != "red"
    assert checked[0] == "red"

    address = draft_notice(inspector)
    link = issue_and_read(officer, address)
    reply(office, link, photos[2])
    recheck(inspector, address)
    close_and_refer(officer)
    with office.writing():
        states = {one.summary: one.state for one in session.query(Demand)}
    assert states == {
        WORDS[0]: DemandState.CLOSED,
        WORDS[1]: DemandState.CLOSED,
        WORDS[2]: DemandState.REFERRED,
    }
    settled = district_on_the_map(officer)
    assert settled[0] != "red"
    assert len({before[1], checked[1], settled[1]}) == 3

    assert set(WORDS) <= export_register(officer)

    auditor = sign_in(office, "marui")
    auditor.goto("/audit")
    auditor.get_by_role("button", name="立即校验").click()
    expect(auditor.get_by_text("校验通过")).to_be_visible()
