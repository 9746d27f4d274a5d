"""Chen Jing's lists of employers: known by their credit code, else by a list's number, else she is asked."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.workplaces.models import Employer
from tests.cast import Cast
from tests.workplaces.conftest import CODE
from tests.workplaces.importing import Open, csv_of, results, run, upload

OTHER_CODE = "91500000MA5U4LXY00"
HEAD = "单位名称,统一社会信用代码,职工人数,建会情况,联系电话,区县,外部编号"
GOOD = f"渝中建设,{CODE},120,已建,13800000001,渝中区,"


def take(program: FlaskClient, *rows: str, source: str | None = None, **answers: str) -> dict[str, Any]:
    kept = upload(program, csv_of(*rows, head=HEAD), "employers.csv", of="employer")
    address = f"/api/v1/employer-imports/{kept['id']}"
    given = {row[1:]: {"employer": answer} for row, answer in answers.items()}
    assert program.patch(f"{address}/answers", json={"answers": given}).status_code == 200
    assert program.post(f"{address}/start", json={"source": source}).status_code == 202
    return dict(program.get(address).get_json())


def asked(program: FlaskClient, *rows: str) -> list[dict[str, Any]]:
    kept = upload(program, csv_of(*rows, head=HEAD), "employers.csv", of="employer")
    return list(program.get(f"/api/v1/employer-imports/{kept['id']}/preview").get_json()["asked"])


def employers() -> list[Employer]:
    db.session.expire_all()
    return list(db.session.scalars(select(Employer).order_by(Employer.created_at, Employer.id)))


def test_an_employer_is_known_by_its_code_whatever_it_is_called(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    assert take(program, GOOD)["created"] == 1
    renamed = GOOD.replace("渝中建设", "渝中建设集团").replace(",120,", ",150,")
    kept = upload(program, csv_of(renamed, head=HEAD), "employers.csv", of="employer")
    page = signed_in("chenjing").get(f"/employers/import/{kept['id']}").text
    assert "渝中建设</del> → <ins>渝中建设集团" in page
    assert take(program, renamed)["updated"] == 1
    (one,) = employers()
    assert (one.name, one.headcount, one.has_union, one.district_code) == (
        "渝中建设集团",
        150,
        True,
        "500103",
    )
    assert take(program, renamed)["unchanged"] == 1
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "employer_edited"))
    assert [one.change for one in entries] == [
        {"import": True, "name": ["渝中建设", "渝中建设集团"], "headcount": [120, 150]}
    ]


def test_a_telephone_stays_out_of_the_audit(cast: Cast, districts: dict[str, str], api: Open) -> None:
    take(api("chenjing"), GOOD)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "employer_registered")).one()
    assert entry.change is not None
    assert entry.change["contact_phone"] == "…"


def test_a_name_alone_is_a_question(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program, bare = api("chenjing"), "渝中建设（本部）,,80"
    take(program, GOOD)
    (question,) = asked(program, bare)
    assert (question["about"], CODE in question["candidates"][0]["told"]) == ("employer", True)
    refused = take(program, bare)
    assert (refused["refused"], results(program, refused, of="employer")[0]["field"]) == (1, "name")
    assert take(program, "渝中建设,,80", r2="same")["updated"] == 1
    assert take(program, bare, r2="new")["created"] == 1
    assert [one.headcount for one in employers()] == [80, 80]
    assert take(program, f"渝中建设,{OTHER_CODE},5", r2="new")["created"] == 1


def test_two_rows_of_one_name_without_a_code_are_a_question(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program, rows = api("chenjing"), ("长江贸易,,10", "长江贸易,,20")
    (question,) = asked(program, *rows)
    assert [one["reference"] for one in question["candidates"]] == ["row:2"]
    assert take(program, *rows, r3="row:2")["created"] == 1
    assert [one.headcount for one in employers()] == [20]


def test_a_second_list_numbered_from_one_renames_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    take(program, "甲厂,,,,,,1", source="住建委名单，2026")
    take(program, "乙厂,,,,,,1", source="应急局名单，2026")
    assert [one.name for one in employers()] == ["甲厂", "乙厂"]
    again = take(program, "甲厂（更名）,,,,,,1", source="住建委名单，2026")
    assert (again["updated"], [one.name for one in employers()]) == (1, ["甲厂（更名）", "乙厂"])
    assert asked(program, "丙厂,,,,,,1") == []  # a number of no named list is another one's
    assert take(program, "丙厂,,,,,,1")["created"] == 1
    (question,) = asked(program, "丁厂,,,,,,1")
    assert (question["field"], question["candidates"][0]["name"]) == ("external_ref", "丙厂")


def test_employers_are_taken_back_as_a_whole(
    app: Flask, cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    take(program, GOOD)
    done = take(program, GOOD.replace(",120,", ",150,"), "长江贸易,,10", "江北物流,,10")
    run(program, csv_of("仓库,江北物流", head="场所名称,单位名称"))
    address = f"/api/v1/employer-imports/{done['id']}"
    assert program.post(f"{address}/taking-back").status_code == 202
    back = program.get(address).get_json()
    assert (back["undone"], back["kept"]) == (2, 1)  # a site rests on 江北物流
    assert {one.name: one.headcount for one in employers()} == {"渝中建设": 120, "江北物流": 10}
