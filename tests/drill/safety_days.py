"""The inspector's and the district officer's days: a check, a notice, the answer, the re-check, a referral."""

from __future__ import annotations

import io
import random
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from safety.law.days import SHANGHAI
from tests.drill import exports
from tests.drill.ledger import FaultError
from tests.drill.person import UUID, Person

WORDS: Final = ("演练：三层临边未设防护栏杆", "演练：配电箱未上锁")
RECORD: Final = re.compile(rf"/{UUID}$")


@dataclass
class Case:
    """What the days hand on: the addresses of the check, the notice and the employer's link."""

    check: str = ""
    notice: str = ""
    link: str = ""


def photograph(seed: int) -> FilePayload:
    """A photograph that no other is equal to."""
    noise = random.Random(seed).randbytes(60 * 40 * 3)
    stream = io.BytesIO()
    Image.frombytes("RGB", (60, 40), noise).resize((900, 600)).save(stream, "JPEG", quality=80)
    return {"name": f"演练{seed}.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def now_local() -> str:
    """The present minute as a date-and-time field takes it."""
    return datetime.now(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def describe(card: Locator, words: str, picture: FilePayload, *, consequence: str, grade: str) -> None:
    """Fill the card of one finding."""
    card.locator("[data-f=summary]").fill(words)
    card.locator("[data-f=place_on_site]").fill("三层东侧")
    for name, value in (("likelihood", "6"), ("exposure", "3"), ("consequence", consequence)):
        card.locator(f"[data-f={name}]").select_option(value)
    with card.page.expect_file_chooser() as chooser:
        card.get_by_text("从相册选").click()
    chooser.value.set_files(picture)
    expect(card.locator("figure")).to_have_count(1)
    card.locator(f"label:has(input[data-grade][value={grade}])").click()
    if grade == "major":
        card.locator("[data-f=criterion]").fill("房屋市政工程生产安全重大事故隐患判定标准")


def fill_check(person: Person) -> None:
    """A check at the first site of the list, two items failing, signed by both."""
    page = person.go("/sites")
    page.locator("tbody th a, tbody td a").first.click()
    page.get_by_role("link", name="开始检查", exact=True).last.click()
    page.locator("label:has([name=version_id]), label:has([name=checklist_id])").first.click()
    page.get_by_role("button", name="开始检查").click()
    items = page.locator("[data-item]")
    expect(items.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for number, (consequence, grade) in enumerate((("15", "major"), ("3", "ordinary"))):
        items.nth(number).locator(".answer-failing").click()
        card = items.nth(number).locator("[data-finding]")
        describe(card, WORDS[number], photograph(number), consequence=consequence, grade=grade)
    for item in items.all()[2:]:
        item.locator(".answer-conforming").click()
    companion = page.locator("label:has([data-companion])")
    if companion.count():
        companion.first.click()
    page.get_by_label("单位陪同人员").fill("张建国")
    page.get_by_role("button", name="现在", exact=True).click()
    for name in ("inspector_signature", "site_signature"):
        person.draw(page.locator(f"fieldset:has([name={name}]) canvas"))
    page.get_by_label("签名人姓名").fill("张建国")
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    page.get_by_role("button", name="提交检查记录").click()
    page.wait_for_url(RECORD)


def inspector_day(person: Person, case: Case) -> None:
    """A check is sent, its record issued, a notice drafted; the registers go out."""
    person.act("signs in", lambda: person.go("/"))
    person.act("sends a check", lambda: fill_check(person))
    case.check = person.page.url
    person.act("issues the record of the check", lambda: issue_record(person))
    person.act("drafts a notice", lambda: draft_notice(person))
    case.notice = person.page.url
    for path in ("/inspections/", "/inspections/findings", "/demands"):
        exports.register(person, path)


def issue_record(person: Person) -> None:
    """The record of the check as a paper."""
    person.page.get_by_role("button", name="生成检查记录文书").click()
    person.issues()
    expect(person.page.get_by_role("link", name="DOCX").first).to_be_visible()


def draft_notice(person: Person) -> None:
    """A notice over the findings of the check."""
    page = person.go("/demands?q=" + WORDS[0])
    page.get_by_role("link", name=WORDS[0]).first.click()
    page.get_by_role("link", name="起草意见书").click()
    expect(page.get_by_text(WORDS[1])).to_be_visible()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(rf"/notices/{UUID}$"))


def officer_day(person: Person, inspector: Person, employer: Person, case: Case) -> None:
    """The notice is issued, delivered, answered by the employer, re-checked, and the rest referred."""
    person.act("signs in", lambda: person.go("/"))
    person.act("issues the notice", lambda: issue(person, case))
    person.act("delivers it", lambda: deliver(person))
    person.act("makes the employer's link", lambda: make_link(person, case))
    employer.act("answers", lambda: answer(employer, case))
    inspector.act("re-checks", lambda: recheck(inspector, case))
    person.act("issues the re-check's opinion", lambda: issue_opinion(person, case))
    person.act("confirms the closing", lambda: confirm_close(person))
    person.act("issues the closing slip", lambda: issue_slip(person))
    person.act("applies to the department", lambda: refer(person))
    lists = (
        "/sites",
        "/employers",
        "/notices",
        "/referrals",
        "/papers",
        "/inspections/plans",
        "/people/members",
        "/people/certificates",
    )
    for path in ("/inspections/findings?state=open", "/demands", "/projects", "/sync/entries", *lists):
        exports.register(person, path)
    exports.map_files(person, "/map")


def issue(person: Person, case: Case) -> None:
    """Issue the draft."""
    page = person.go(case.notice)
    page.get_by_role("button", name="签发", exact=True).click()
    person.issues()
    person.says("意见书已签发")
    heading = page.get_by_role("heading", level=1).inner_text()
    if "〕" not in heading:
        raise FaultError(f"an issued notice without a number: {heading!r}")


def deliver(person: Person) -> None:
    """The notice is handed over."""
    person.dialog("登记送达", at=now_local(), how="in_person", to="张建国")
    person.says("送达情况已登记")


def make_link(person: Person, case: Case) -> None:
    """The link for a written reply."""
    person.dialog("生成新链接")
    link = person.page.get_by_text(re.compile(r"https?://\S+/reply/")).first
    words = link.input_value() if link.evaluate("e => 'value' in e") else link.inner_text()
    case.link = "/reply/" + words.strip().rsplit("/", 1)[1]


def answer(person: Person, case: Case) -> None:
    """The employer answers on its own machine, without an account, with a picture."""
    page = person.go(case.link)
    for number in range(len(WORDS)):
        fields = page.locator("fieldset").filter(has_text="是否采纳").nth(number)
        fields.get_by_text("采纳", exact=True).click()
        page.locator("[name^='lines.'][name$='.words']").nth(number).fill("已整改")
    page.get_by_label("照片或 PDF 文件").first.set_input_files(photograph(9))
    page.get_by_label("答复人").fill("张建国，安全总监")
    page.get_by_role("button", name="提交书面答复").click()
    person.says("答复已送达")


def recheck(person: Person, case: Case) -> None:
    """The first passes, the second does not."""
    page = person.go(case.notice)
    page.get_by_role("link", name="复查", exact=True).click()
    for words, result in zip(WORDS, ("合格", "不合格"), strict=True):
        page.locator(".card").filter(has_text=words).last.get_by_text(result, exact=True).click()
    page.get_by_role("button", name="保存复查结果").click()
    person.says("复查结果已保存")


def issue_opinion(person: Person, case: Case) -> None:
    """The opinion on the re-check as a paper."""
    person.go(case.notice)
    person.dialog("签发复查意见书")
    person.issues()


def issue_slip(person: Person) -> None:
    """The closing slip of what was mended."""
    person.page.get_by_role("button", name="生成销号单").click()
    person.issues()


def confirm_close(person: Person) -> None:
    """The second person confirms that the major one is mended."""
    page = person.go("/demands?state=awaiting_second&q=" + WORDS[0])
    page.get_by_role("link", name=WORDS[0]).first.click()
    person.dialog("确认销号")
    person.says("已确认销号")


def refer(person: Person) -> None:
    """What failed goes to a department."""
    page = person.go("/demands?state=uncorrected&q=" + WORDS[1])
    page.get_by_role("link", name=WORDS[1]).first.click()
    page.get_by_role("link", name="提请部门处理").click()
    page.locator(".form-selectgroup-item").first.click()
    page.get_by_label("受理部门").fill("涪陵区应急管理局")
    page.get_by_label("事由").fill("配电箱长期未上锁")
    page.get_by_label("事实和理由").fill("复查仍不合格")
    page.get_by_label("请求事项").fill("请依法处理")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="签发", exact=True).click()
    person.issues()
    page.wait_for_url(re.compile(rf"/referrals/{UUID}$"))
