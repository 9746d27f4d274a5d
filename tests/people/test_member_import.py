"""He Mei's lists of members: previewed, imported, stopped and taken back by the machinery of every register."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.roles import Role
from safety.audit import operations as audit
from safety.audit.models import AuditEntry
from safety.database import db
from safety.people.models import Appointment, Certificate, Member
from safety.rosters.headings import MEMBER_HEADINGS
from safety.transactions import one_transaction
from tests.accidents.sending import appoint
from tests.cast import NOW, Cast
from tests.workplaces.importing import csv_of, results, run, upload

Open = Callable[[str], FlaskClient]
UNION = "渝中区总工会（示例）"
HEAD = ",".join(names[0] for names in MEMBER_HEADINGS.names.values())
CERTIFIED = f"新一,{UNION},xinyi,干事,13800000001,劳动保护监督检查员,2026-11-23,,N-1,重庆市总工会（示例）,2026/1/1,2028年12月31日"


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def take(program: FlaskClient, *rows: str, head: str = HEAD) -> dict[str, Any]:
    return run(program, csv_of(*rows, head=head), "members.csv", of="member")


def told(program: FlaskClient, done: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["outcome"], one["field"]) for one in results(program, done, of="member")]


def take_back(program: FlaskClient, done: dict[str, Any]) -> dict[str, Any]:
    address = f"/api/v1/member-imports/{done['id']}"
    assert program.post(f"{address}/taking-back").status_code == 202
    return dict(program.get(address).get_json())


def the_member(name: str) -> Member | None:
    db.session.expire_all()
    return db.session.scalars(select(Member).where(Member.name == name)).one_or_none()


def test_the_empty_sheet_is_read_back_with_all_its_columns(cast: Cast, api: Open, signed_in: Open) -> None:
    content = signed_in("hemei").get("/people/members/import/sheet.xlsx").data
    kept = upload(api("hemei"), content, "members.xlsx", of="member")
    assert (set(kept["columns"]), kept["rows"]) == (set(MEMBER_HEADINGS.names), 0)


def test_good_rows_are_taken_and_bad_ones_say_which_field(cast: Cast, api: Open) -> None:
    program = api("hemei")
    done = take(
        program,
        CERTIFIED,
        "新二,没有的工会",
        f"新三,{UNION},,,,局长,2026-01-01",
        f"新四,{UNION},xinyi4,,,auditor",
        "李强,渝中区总工会,liqiang,组长",
        f"合计,{UNION}",
    )
    assert told(program, done) == [
        ("created", None),
        ("refused", "union"),
        ("refused", "role"),
        ("refused", "valid_from"),
        ("updated", None),
        ("refused", "name"),
    ]
    assert results(program, done, of="member")[4]["changes"] == [
        {"field": "position", "old": None, "new": "组长"}
    ]
    made = the_member("新一")
    assert made is not None
    assert [(one.role, one.valid_from) for one in made.appointments] == [("inspector", date(2026, 11, 23))]
    assert [(one.number, one.valid_to) for one in made.certificates] == [("N-1", date(2028, 12, 31))]


def test_the_same_list_again_changes_nothing(cast: Cast, api: Open) -> None:
    program = api("hemei")
    assert take(program, CERTIFIED)["created"] == 1
    assert take(program, CERTIFIED)["unchanged"] == 1


def test_a_preview_writes_nothing_and_shows_old_beside_new(cast: Cast, api: Open, signed_in: Open) -> None:
    program = api("hemei")
    rows = (
        f"李强,{UNION},liqiang,组长,,档案员,2026-12-01",
        f"新一,{UNION},xinyi",
        f"新一,{UNION},xinyi,干事",
    )
    kept = upload(program, csv_of(*rows, head=HEAD), "members.csv", of="member")
    seen = program.get(f"/api/v1/member-imports/{kept['id']}/preview").get_json()
    assert seen["counts"] == {"created": 1, "updated": 2}
    assert [(one["field"], one["new"]) for one in seen["updated"][0]["changes"]] == [
        ("position", "组长"),
        ("role", "档案员"),
    ]
    assert the_member("新一") is None
    page = signed_in("hemei").get(f"/people/members/import/{kept['id']}").text
    assert "<ins>组长</ins>" in page
    assert "坐标系" not in page


def test_a_row_refused_half_way_leaves_nothing_of_itself(cast: Cast, api: Open) -> None:
    program = api("hemei")
    both = f"半途,{UNION},bantu,,,审计员,2026-01-01,2025-01-01"
    assert told(program, take(program, both)) == [("refused", "valid_to")]
    assert the_member("半途") is None


def test_only_who_manages_members_imports_them(cast: Cast, api: Open, signed_in: Open) -> None:
    assert signed_in("chenjing").get("/people/members/import").status_code == 403
    done = take(api("hemei"), CERTIFIED)
    assert api("chenjing").get(f"/api/v1/member-imports/{done['id']}").status_code == 403


def test_temporary_passwords_are_told_once_and_open_the_account(
    cast: Cast, api: Open, signed_in: Open
) -> None:
    program = api("hemei")
    done = take(program, CERTIFIED, f"无登录名,{UNION}")
    address = f"/api/v1/member-imports/{done['id']}/passwords"
    (first,) = program.post(address).get_json()["items"]
    assert (first["row"], first["sign_in_name"]) == (2, "xinyi")
    assert program.post(address).status_code == 409
    page = signed_in("hemei").get(f"/people/members/import/{done['id']}").text
    assert "生成临时密码" not in page
    answer = signed_in("hemei").post(
        "/sign-in", data={"sign_in_name": "xinyi", "password": first["temporary_password"]}
    )
    assert answer.status_code in {302, 303}


def test_who_works_with_a_password_keeps_it_and_who_moved_away_is_told_by_row(cast: Cast, api: Open) -> None:
    appoint("qianfeng", "yuzhong", Role.SECURITY_ADMINISTRATOR)
    program = api("qianfeng")
    done = take(program, CERTIFIED, f"新二,{UNION},xiner,组员", f"新三,{UNION},xinsan,组员")
    with one_transaction():
        at_work = db.session.scalars(select(Member).where(Member.sign_in_name == "xinyi")).one()
        at_work.password_hash, at_work.must_change_password = "chosen by the person", False
        moved = db.session.scalars(select(Member).where(Member.sign_in_name == "xiner")).one()
        moved.union_id = cast.union("nanan").id
    answer = program.post(f"/api/v1/member-imports/{done['id']}/passwords")
    assert answer.status_code == 200, answer.get_json()
    told = answer.get_json()
    assert [one["sign_in_name"] for one in told["items"]] == ["xinsan"]
    assert [(one["row"], "不在您管理的工会" in one["reason"]) for one in told["held_back"]] == [(3, True)]
    hashes = select(Member.password_hash).where(Member.sign_in_name == "xinyi")
    assert db.session.scalars(hashes).one() == "chosen by the person"


def test_a_list_is_taken_back_as_a_whole(cast: Cast, api: Open) -> None:
    program = api("hemei")
    done = take(program, CERTIFIED, f"李强,{UNION},liqiang,组长", f"无登录名,{UNION}")
    program.post(f"/api/v1/member-imports/{done['id']}/passwords")
    back = take_back(program, done)
    assert (back["undone"], back["kept"], back["state"]) == (3, 0, "taken_back")
    assert (the_member("新一"), the_member("无登录名")) == (None, None)
    assert cast.member("liqiang").position is None
    assert db.session.scalars(select(Certificate).where(Certificate.number == "N-1")).all() == []
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"member_taken_back", "appointment_taken_back", "certificate_taken_back"} <= actions


@pytest.mark.parametrize("acts", ["signs in", "is edited"])
def test_who_signed_in_or_was_edited_since_is_kept_and_named(
    cast: Cast, api: Open, signed_in: Open, acts: str
) -> None:
    program = api("hemei")
    done = take(program, CERTIFIED, f"李强,{UNION},liqiang,组长")
    (password,) = program.post(f"/api/v1/member-imports/{done['id']}/passwords").get_json()["items"]
    if acts == "signs in":
        signed_in("hemei").post(
            "/sign-in", data={"sign_in_name": "xinyi", "password": password["temporary_password"]}
        )
    else:
        member = program.get(f"/api/v1/members/{password['member_id']}").get_json()
        given = {name: member[name] for name in ("name", "sign_in_name", "phone")} | {"position": "主席"}
        answer = program.put(
            f"/api/v1/members/{password['member_id']}",
            json=given | {"union_id": member["union_id"]},
            headers={"If-Match": f'"{member["version"]}"'},
        )
        assert answer.status_code == 200, answer.get_json()
    back = take_back(program, done)
    assert (back["undone"], back["kept"]) == (1, 1)
    assert the_member("新一") is not None
    kept = results(program, done, of="member")[0]
    assert kept["back"] == "kept"
    assert kept["back_reason"]


def test_an_appointment_that_was_ended_since_stays(cast: Cast, api: Open) -> None:
    program = api("hemei")
    done = take(program, f"李强,{UNION},liqiang,,,档案员,2026-11-23")
    made = db.session.scalars(select(Appointment).where(Appointment.role == "archivist")).all()
    (own,) = [one for one in made if one.member_id == cast.member("liqiang").id]
    answer = program.post(f"/api/v1/appointments/{own.id}/end", json={"on": "2026-11-23", "reason": "调离"})
    assert answer.status_code == 200, answer.get_json()
    assert take_back(program, done)["kept"] == 1


def test_any_sheet_and_any_row_of_headings_of_a_workbook_can_be_read(cast: Cast, api: Open) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("封面").append(["说明"])
    people = book.create_sheet("人员")
    for row in (["渝中区工会人员名册"], ["姓名", "所在工会", "手机"], ["新一", UNION, 13800000001]):
        people.append(row)
    content = io.BytesIO()
    book.save(content)
    program = api("hemei")
    done = run(program, content.getvalue(), "people.xlsx", of="member")
    made = the_member("新一")
    assert (done["created"], done["layer"]) == (1, "人员")
    assert made is not None
    assert made.phone == "13800000001"


def test_an_appointment_under_which_somebody_acted_is_kept(cast: Cast, api: Open) -> None:
    program = api("hemei")
    done = take(program, CERTIFIED)
    made = the_member("新一")
    assert made is not None
    (office,) = made.appointments
    with one_transaction():
        audit.record(
            actor=cast.actor("hemei"),
            now=NOW,
            action="inspection_started",
            kind="inspection",
            record_id=made.id,
            union_id=made.union_id,
            appointment_id=office.id,
        )
    assert take_back(program, done)["kept"] == 1
    db.session.expire_all()
    assert [one.id for one in db.session.get_one(Member, made.id).appointments] == [office.id]


def test_a_list_tells_and_changes_nothing_of_somebody_in_another_district(cast: Cast, api: Open) -> None:
    appoint("qianfeng", "yuzhong", Role.SECURITY_ADMINISTRATOR)
    program = api("qianfeng")
    row = f"郑凯,{UNION},zhengkai,组长"
    kept = upload(program, csv_of(row, head=HEAD), "members.csv", of="member")
    seen = program.get(f"/api/v1/member-imports/{kept['id']}/preview").get_json()
    assert seen["counts"] == {"refused": 1}
    assert "南岸" not in str(seen)
    assert take(program, row)["refused"] == 1
    assert cast.member("zhengkai").position is None
