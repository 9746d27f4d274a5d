"""The accident officer's and the leader's days: news, seat, activity, signature; returns, maps and exports."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from safety.config import DEMO_PASSWORD
from safety.law.days import SHANGHAI
from tests.drill import exports
from tests.drill.person import UUID, Person
from tests.drill.safety_days import photograph

TITLE: Final = "演练：外架坠落事故"


def days_ago(days: int, time: str) -> str:
    """A time so many days ago as a date-and-time field takes it."""
    return f"{datetime.now(SHANGHAI).date() - timedelta(days=days)}T{time}"


def accident_day(person: Person) -> None:
    """From the news to the signature with a reservation, and the records that go out."""
    person.act("signs in", lambda: person.go("/"))
    person.act("enters the news", lambda: tell(person))
    person.act("makes it an accident", lambda: register(person))
    case = person.page.url
    person.act("gets a seat", lambda: sit(person, case))
    person.act("records an activity", lambda: take_part(person, case))
    person.act("signs the report with a reservation", lambda: sign(person, case))
    person.act("looks at the terms", lambda: person.go(case + "/clocks"))
    person.act("looks around the place", lambda: person.go(case))
    for path in (
        "/accidents",
        "/accidents/clocks",
        "/accidents/numbers",
        "/accidents/hours",
        "/profile/calendar",
    ):
        person.act(f"opens {path}", lambda path=path: person.go(path))  # type: ignore[misc]
    exports.participation(person)


def tell(person: Person) -> None:
    """The department's news."""
    page = person.go("/accidents/notices/new")
    page.get_by_label("收到时间").fill(days_ago(5, "11:20"))
    page.get_by_label("来自谁").fill("涪陵区应急管理局")
    page.get_by_text("部门通知", exact=True).click()
    page.locator("textarea[name=words]").fill("一名架子工从外架坠落，送医后死亡。")
    page.get_by_label("事故发生时间").fill(days_ago(5, "09:30"))
    page.locator("[name=site_id]").select_option(index=1)
    page.locator("[name=deaths]").fill("1")
    page.get_by_role("button", name="保存").click()
    person.says("110 分钟")


def register(person: Person) -> None:
    """An accident of the news."""
    page = person.page
    page.get_by_role("link", name="立为事故").click()
    page.get_by_label("事故名称").fill(TITLE)
    page.locator("[name=place]").fill("塔楼东侧")
    page.locator("[name=employer_name]").fill("示例建设公司")
    page.locator("[name=category]").select_option("n10")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(re.compile(rf"/accidents/{UUID}$"))
    person.says("一般事故")


def sit(person: Person, case: str) -> None:
    """The union asks for its seat, gets it, names the officer, who declares."""
    page = person.go(case + "/seats")
    person.dialog("要求参加调查", asked_of="涪陵区人民政府", with_letter="true")
    person.issues()
    person.says("已登记要求参加调查")
    person.dialog("已同意", given_on=days_ago(4, "")[:10])
    person.says("席位已登记")
    me = (
        page.locator("dialog [name=member_id] option").filter(has_text="孙洁").first.get_attribute("value")
        or ""
    )
    person.dialog("派员", member_id=me, expertise="建筑施工安全", with_letter="true")
    person.issues()
    person.says("人员已派出")
    person.dialog("无利害关系声明")
    person.says("声明已登记")


def take_part(person: Person, case: str) -> None:
    """A scene survey, with a photograph."""
    page = person.go(case + "/activities/new")
    page.get_by_text("现场勘查", exact=True).click()
    page.get_by_label("开始").fill(days_ago(2, "14:00"))
    page.get_by_label("结束").fill(days_ago(2, "16:30"))
    page.get_by_label("地点").fill("塔楼东侧外架")
    page.get_by_label("做了什么").fill("勘查外架连墙件，拍照。")
    page.get_by_label("照片和文件").set_input_files(photograph(20))
    page.get_by_role("button", name="保存").click()
    person.says("共 1 次，2.5 小时")


def sign(person: Person, case: str) -> None:
    """The report comes with its file; the officer signs it with a reservation."""
    page = person.go(case + "/reports")
    person.dialog("收到报告", files=photograph(21), title="事故调查报告（送审稿）")
    person.says("报告已登记")
    page.get_by_role("link", name="签署", exact=True).click()
    page.get_by_text("保留意见签名", exact=True).click()
    page.get_by_label("保留意见或拒签理由").fill("管理责任认定不足。")
    page.get_by_label("再次输入登录密码").fill(DEMO_PASSWORD)
    person.draw(page.locator("canvas"))
    page.get_by_role("button", name="签署").click()
    person.issues()
    person.says("签署已记录")
    person.says(re.compile("保留意见书"))


def leader_day(person: Person) -> None:
    """The day of leadership: the returns, the maps of today and of past days, and everything that goes out."""
    for path in (
        "/",
        "/returns/",
        "/returns/unions",
        "/map",
        "/map/compare",
        "/projects/board",
        "/projects/numbers",
    ):
        person.act(f"opens {path}", lambda path=path: person.go(path))  # type: ignore[misc]
    person.act("opens a site's colour", lambda: first_site(person))
    exports.map_files(person, "/map")
    for query in (
        "?district=500102",
        "?district=500102&on=" + days_ago(90, "")[:10],
        "?layer=projects",
        "?layer=accidents",
    ):
        exports.map_files(person, "/map" + query)
    exports.participation(person)
    returns(person)


def first_site(person: Person) -> None:
    """Why the first site of the district has its colour."""
    page = person.go("/map?district=500102")
    page.locator("a.map-why").first.click()
    page.wait_for_url("**/why*")


def returns(person: Person) -> None:
    """The return in each format that its page offers."""
    with person.ledger.looking(f"{person.name} opens the return"):
        for form in exports.formats_on(person.go("/returns/")):
            told = f"{person.name} exports the return as {form}"
            with person.ledger.looking(told):
                person.go("/returns/")
                button = f"form[action$='/returns/export'] button[value={form}]"
                person.ledger.found(told, exports.taken(person, button))
