"""A full valid body for every write call of the API that names records, about records of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.architecture.record_ids import RECORDS, fixed
from tests.cast import id_of
from tests.inspections.workplaces import site_id

SITE, EMPLOYER = str(site_id("tower")), str(RECORDS["employer_id"]["own"])
UNION, STREET, CITY = str(id_of("yuzhong")), str(id_of("jiefangbei")), str(id_of("city"))
LIQIANG, ZHOUMIN, SUNJIE = (str(id_of(one)) for one in ("liqiang", "zhoumin", "sunjie"))
PLACE = {"lon": 106.5728, "lat": 29.5587, "datum": "wgs84"}


def own(name: str) -> str:
    """The id of a record of 渝中."""
    return str(fixed(name, "own"))


@dataclass(frozen=True)
class Call:
    """A call by its name, what stands in its address where that is not the usual record, and its body."""

    name: str
    body: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


def full_calls(check: Mapping[str, Any], staged: Callable[[], str]) -> Iterator[Call]:
    """The calls in an order in which each is possible; ``staged`` sends a file and tells its id."""
    yield from _registers()
    yield from _people()
    yield from _plans(check)
    yield from _corrections(staged)
    yield from _projects()
    yield from _accidents(staged)
    yield from _exports()


def _registers() -> Iterator[Call]:
    new = {"employer_id": own("new employer"), "site_id": own("new site"), "project_id": own("new project")}
    employer = {"name": "江北嘴示例机械有限公司", "district_code": "500103", "union_id": UNION}
    yield Call("put_employer", employer, new)
    yield Call("put_site", {"employer_id": EMPLOYER, "name": "冲压车间", "kind": "operating", **PLACE}, new)
    project = {"owner_id": EMPLOYER, "site_id": SITE, "union_id": UNION, "name": "二期厂房新建工程"}
    yield Call("put_project", project | {"nature": "new", "tracks": ["safety"]}, new)
    by_district = {"owner_id": EMPLOYER, "union_id": UNION, "district_code": "500103", "name": "三期厂房工程"}
    yield Call(
        "put_project",
        by_district | {"nature": "new", "tracks": ["safety"]},
        {"project_id": own("third project")},
    )


def _people() -> Iterator[Call]:
    yield Call("create_member", {"name": "吴晓彤", "union_id": UNION, "position": "安全员"})
    change = {"name": "李强", "union_id": STREET, "sign_in_name": "liqiang"}
    yield Call("change_member", change, {"member_id": LIQIANG})
    term = {"role": "archivist", "union_id": STREET, "valid_from": "2026-11-23"}
    yield Call("appoint_member", term, {"member_id": ZHOUMIN})
    street = {"name": "朝天门街道总工会（示例）", "level": "street", "parent_id": UNION}
    yield Call("create_union", street)
    yield Call("change_union", street | {"name": "解放碑街道总工会（更名）"}, {"union_id": STREET})
    yield Call("offer_enrolment", {"member_id": ZHOUMIN})


def _plans(check: Mapping[str, Any]) -> Iterator[Call]:
    plan = {"title": "一季度检查", "union_id": UNION, "inspectors": [LIQIANG], "q": "示例"}
    days = {"starts_on": "2026-11-23", "due_on": "2026-12-20"}
    yield Call("put_plan", plan | days, {"plan_id": own("new plan")})
    yield Call("reassign_assignment", {"inspector_id": ZHOUMIN})
    yield Call("put_checklist", {"title": "渝中自查表", "sections": [], "union_id": UNION}, {"checklist_id": own("new list")})  # fmt: skip
    yield Call("put_inspection", {**check, "assignment_id": own("assignment")}, {"inspection_id": own("new check")})  # fmt: skip
    # Photographs of a draft may still be on their way: they are claimed when it is submitted.
    draft = {**check, "submit": False, "findings": [], "signatures": {}, "assignment_id": own("assignment")}
    yield Call("put_inspection", draft, {"inspection_id": own("new draft")})
    yield Call("hand_over_work", {"from_id": LIQIANG, "to_id": ZHOUMIN, "reason": "借调"})


def _corrections(staged: Callable[[], str]) -> Iterator[Call]:
    demand, free, other = own("finding"), own("finding0"), own("finding1")
    draft = {"notice_id": own("new notice")}
    yield Call("hand_over_demand", {"to_id": LIQIANG, "reason": "借调"}, {"demand_id": free})
    line = {"demand_id": free, "term_on": "2026-12-01"}
    yield Call("put_notice", {"site_id": SITE, "lines": [line]}, draft)
    yield Call("change_notice", {"lines": [line | {"term_on": "2026-12-02"}]}, draft)
    yield Call("issue_notice", {"grounds": [{"demand_id": free, "orders": True, "acting": False}]}, draft)
    reply = {"demand_id": demand, "stance": "adopted", "file_ids": [staged()]}
    told = {"author": "张建国", "received_at": "2026-11-23T09:40:00+08:00", "notice_id": own("notice")}
    yield Call("put_reply", told | {"lines": [reply]}, {"reply_id": own("new reply")})
    again = {"demand_id": demand, "result": "partly", "file_ids": [staged()]}
    came = {"companion_ids": [ZHOUMIN]}
    seen = {"checked_on": "2026-11-23", "notice_id": own("notice"), "lines": [again], **came}
    yield Call("put_recheck", seen, {"recheck_id": own("new recheck")})
    asked = {"department": "应急管理局", "about": "隐患", "reason": "未改", "request": "处理"}
    yield Call("put_referral", asked | {"demand_ids": [other]}, {"referral_id": own("new referral")})
    told = {"site_id": SITE, "danger": "边坡开裂", "suggestion": "立即撤离", "told_name": "张建国"}
    moment = {"proposed_at": "2026-11-23T09:30:00+08:00"}
    yield Call("put_evacuation", told | moment, {"proposal_id": own("new proposal")})


def _projects() -> Iterator[Call]:
    yield Call("add_participant", {"member_id": ZHOUMIN})
    opinion = {"category": "fire", "mandatory": True, "text": "疏散门应向外开启"}
    yield Call("withdraw_conclusion", {"reason": "尚有意见"})
    yield Call("add_review_opinion", opinion)


def _accidents(staged: Callable[[], str]) -> Iterator[Call]:
    happened = {"happened_at": "2026-11-22T15:20:00+08:00", "place": "冲压车间"}
    heard = {
        "channel": "phone",
        "source": "单位",
        "words": "一人受伤",
        "received_at": "2026-11-22T18:00:00+08:00",
    }
    notice = heard | happened | {"site_id": SITE, "employer_id": EMPLOYER, "id": own("new notification")}
    yield Call("add_accident_notice", notice)
    case = happened | {"title": "冲压车间机械伤害", "site_id": SITE, "employer_id": EMPLOYER}
    yield Call("add_accident", case | {"id": own("new case"), "notification_id": own("new notification")})
    yield Call("change_accident", case, {"accident_id": own("new case")})
    yield Call("link_accident_notice", {"accident_id": own("new case")})
    hours = {"starts_at": "2026-11-22T16:00:00+08:00", "ends_at": "2026-11-22T17:00:00+08:00"}
    part = hours | {
        "kind": "meeting",
        "place": "会议室",
        "words": "协调",
        "people": [SUNJIE],
        "files": [staged()],
    }
    yield Call("put_activity", part, {"activity_id": own("new activity")})
    seat = {"asked_of": "调查组", "asked_on": "2026-11-22", "union_id": UNION, "id": own("new seat")}
    yield Call("ask_seat", seat)
    sits = {"seat_id": own("new seat")}
    yield Call("give_seat", {"given_on": "2026-11-22"}, sits)
    yield Call("name_seat_person", {"member_id": SUNJIE, "expertise": "机械"}, sits)
    changed = {"member_id": ZHOUMIN, "expertise": "机械", "reason": "借调"}
    yield Call("replace_seat_person", changed, sits)
    yield Call("add_report", {"title": "报告二稿", "received_on": "2026-11-22", "file_ids": [staged()]})
    yield Call("add_report_files", {"file_ids": [staged()]}, {"version_id": own("report")})
    approval = {"number": "渝中府〔2026〕1号", "approver": "渝中区人民政府", "approved_on": "2026-11-23"}
    yield Call("record_approval", approval | {"file_ids": [staged()]})


def _exports() -> Iterator[Call]:
    figures = {"values": {"committees": 3}, "source": "台账"}
    yield Call("enter_return_figures", {"union": UNION, "period": "2026Q4", **figures})
    yield Call("export_return", {"union": UNION, "period": "2026Q4"})
