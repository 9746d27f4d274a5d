"""What could be about several records is asked about, row by row: Chen Jing's answers are kept and said in the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.workplaces.models import Employer, Site
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG
from tests.workplaces.importing import Open, csv_of, results, run, upload

LON, LAT = IN_YUZHONG
OTHER_CODE = "91500000MA5U4LXY00"
PLACED = "场所名称,单位名称,经度,纬度,区县"
HERE = f"加油站,渝中石油,{LON},{LAT},渝中区"
FAR = f"加油站,渝中石油,{LON - 0.02},{LAT},渝中区"


def address(kept: dict[str, Any]) -> str:
    return f"/api/v1/site-imports/{kept['id']}"


def asked(program: FlaskClient, kept: dict[str, Any]) -> list[dict[str, Any]]:
    told = program.get(f"{address(kept)}/preview?datum=wgs84").get_json()
    return [one for one in told["asked"] if one["about"]]


def answered(program: FlaskClient, content: bytes, answers: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Upload, answer, import, and read the outcome."""
    kept = upload(program, content)
    answer = program.patch(f"{address(kept)}/answers", json={"answers": answers})
    assert answer.status_code == 200, answer.get_json()
    assert asked(program, kept) == []
    program.post(f"{address(kept)}/start", json={"datum": "wgs84"})
    return dict(program.get(address(kept)).get_json())


def sites() -> list[Site]:
    db.session.expire_all()
    return list(db.session.scalars(select(Site).order_by(Site.created_at, Site.id)))


def test_a_name_at_another_place_is_another_site_the_same_or_left_out_as_answered(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(HERE, head=PLACED))
    (question,) = asked(program, upload(program, csv_of(FAR, head=PLACED)))
    (known,) = sites()
    assert (question["about"], question["may_be_new"], question["row"]) == ("site", True, 2)
    assert [one["reference"] for one in question["candidates"]] == [str(known.id)]
    left = answered(program, csv_of(FAR, head=PLACED), {"2": {"site": "leave_out"}})
    assert (left["left_out"], left["state"], results(program, left)[0]["outcome"]) == (1, "done", "left_out")
    other = answered(program, csv_of(FAR, head=PLACED), {"2": {"site": "new"}})
    assert (other["created"], [one.lon for one in sites()]) == (1, [LON, LON - 0.02])
    again = run(program, csv_of(HERE, FAR, head=PLACED))
    assert again["unchanged"] == 2  # each is known again by where it lies
    moved = f"加油站,渝中石油,{LON - 0.04},{LAT},渝中区"
    same = answered(program, csv_of(moved, head=PLACED), {"2": {"site": str(known.id)}})
    assert (same["updated"], [one.lon for one in sites()]) == (1, [LON - 0.04, LON - 0.02])


def test_leaving_out_what_asks_takes_in_what_asks_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(HERE, head=PLACED))
    other = FAR.replace("加油站", "洗车场")
    done = answered(program, csv_of(FAR, other, head=PLACED), {"*": {"site": "leave_out"}})
    assert (done["left_out"], done["created"]) == (1, 1)


def test_two_rows_of_one_file_at_two_places_are_asked_about(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    both = csv_of(HERE, FAR, head=PLACED)
    (question,) = asked(program, upload(program, both))
    assert [one["reference"] for one in question["candidates"]] == ["row:2"]
    assert answered(program, both, {"3": {"site": "row:2"}})["created"] == 1
    assert answered(program, csv_of(HERE, head=PLACED), {"*": {"site": "new"}})["created"] == 1


def test_a_name_of_two_credit_codes_is_the_one_that_was_chosen(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    head = "场所名称,单位名称,统一社会信用代码"
    run(program, csv_of(f"一号,长江贸易,{CODE}", f"二号,长江贸易,{OTHER_CODE}", head=head))
    third = csv_of("三号,长江贸易,", "四号,长江贸易,", "五号,长江贸易,", head=head)
    questions = asked(program, upload(program, third))
    assert [one["told"] for one in questions[0]["candidates"]] == [CODE, OTHER_CODE]
    meant = questions[0]["candidates"][1]["reference"]
    done = answered(program, third, {"*": {"employer": "new"}, "2": {"employer": meant}})
    assert done["created"] == 3
    owners = {one.name: one.employer for one in sites()}
    assert owners["三号"].credit_code == OTHER_CODE
    assert owners["四号"].id == owners["五号"].id
    assert len(db.session.scalars(select(Employer).where(Employer.name == "长江贸易")).all()) == 3


def test_the_number_of_another_name_is_its_new_name_or_another_site_as_answered(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    head = "场所名称,单位名称,外部编号"
    run(program, csv_of("解放碑工地,渝中建设,1", head=head))
    other = answered(program, csv_of("储奇门码头,渝中建设,1", head=head), {"2": {"site": "new"}})
    assert (other["created"], {one.name for one in sites()}) == (1, {"解放碑工地", "储奇门码头"})
    same = answered(program, csv_of("解放碑塔楼,渝中建设,1", head=head), {"2": {"site": "same"}})
    assert (same["updated"], {one.name for one in sites()}) == (1, {"解放碑塔楼", "储奇门码头"})


def test_answers_stay_with_the_import_and_in_the_audit(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program, browser = api("chenjing"), signed_in("chenjing")
    run(program, csv_of(HERE, head=PLACED))
    kept = upload(program, csv_of(FAR, "缺单位,,,,", head=PLACED))
    page = f"/sites/import/{kept['id']}"
    assert 'name="answers.r2.site"' in browser.get(f"{page}?datum=wgs84").text
    shown = browser.post(
        f"{page}/answers?datum=wgs84", data={"answers.r2.site": "new"}, follow_redirects=True
    ).text
    assert "已选择：</span>是另一个，新增" in shown
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import_answered")).one()
    assert entry.change == {"answers": {"2": {"site": "new"}}}
    again = browser.post(f"{page}/answers", data={"answers.r2.site": "ask_again"}, follow_redirects=True)
    assert 'value="leave_out"' in again.text
    browser.post(f"{page}/answers", data={"answers.r2.site": "new"})
    browser.post(f"{page}/start", data={"datum": "wgs84"})
    rows = results(program, kept)
    assert [(one["outcome"], one["answers"]) for one in rows] == [
        ("created", {"site": "new"}),
        ("refused", {}),
    ]
    late = program.patch(f"{address(kept)}/answers", json={"answers": {"2": {"site": "leave_out"}}})
    assert late.status_code == 409


def test_an_answer_about_no_row_or_with_no_candidate_changes_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(HERE, head=PLACED))
    kept = upload(program, csv_of(FAR, head=PLACED))
    refused = program.patch(f"{address(kept)}/answers", json={"answers": {"9": {"site": "new"}}})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["answers.9"])
    stranger = "00000000-0000-7000-8000-000000000000"
    program.patch(f"{address(kept)}/answers", json={"answers": {"2": {"site": stranger}}})
    assert len(asked(program, kept)) == 1
    program.post(f"{address(kept)}/start", json={"datum": "wgs84"})
    assert (program.get(address(kept)).get_json()["refused"], len(sites())) == (1, 1)


def test_the_command_tells_the_questions_and_takes_the_answers(
    app: Flask, cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    run(api("chenjing"), csv_of(HERE, head=PLACED))
    path = tmp_path / "sites.csv"
    path.write_bytes(csv_of(FAR, head=PLACED))
    command = ["import", "sites", str(path), "--union", cast.union("yuzhong").name, "--datum", "wgs84"]
    told = app.test_cli_runner().invoke(args=[*command, "--preview"])
    assert "--answer 2 site new" in told.output, told.output
    assert len(sites()) == 1
    done = app.test_cli_runner().invoke(args=[*command, "--answer", "2", "site", "new"])
    assert "created 1" in done.output, done.output
    assert len(sites()) == 2
