"""The export of participation records: what is in the database, for whom it is, masked without right and purpose."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from safety.accidents.models import Accident, Activity, Seat
from safety.audit.models import AuditEntry
from safety.database import db
from safety.errors import Invalid, NotAllowed
from safety.evidence import operations as evidence
from safety.exports import operations
from safety.exports.operations import participation
from safety.exports.operations.participation import Written, check_participation
from safety.exports.participation_files import json_schema
from safety.exports.rules.participation import Asked, FileFormat, Filters, Part
from safety.transactions import one_transaction
from tests import machine
from tests.accidents.beginnings import ok, registered, seated
from tests.cast import NOW, Cast, id_of
from tests.exports.cases import FORMULA, VICTIM, WITNESS, case_id, load_cases, seat
from tests.inspections.workplaces import picture

Api = Callable[[str], FlaskClient]
Browser = Callable[[str], FlaskClient]
WHOLE = {Part.ACCIDENTS: 1, Part.SEATS: 1, Part.ACTIVITIES: 2, Part.OPINIONS: 1, Part.MEASURES: 1}


@pytest.fixture
def cases(cast: Cast) -> None:
    with one_transaction():
        load_cases()


def counted(cast: Cast, who: str, **filters: Any) -> dict[Part, int]:
    with one_transaction(write=False):
        return check_participation(Asked(filters=Filters(**filters)), actor=cast.actor(who))


def written(cast: Cast, path: Path, who: str = "sunjie", **asked: Any) -> Written:
    path.unlink(missing_ok=True)
    given = Asked(format=FileFormat(path.suffix[1:]), **asked)
    return operations.write_participation(actor=cast.actor(who), now=NOW, asked=given, path=path)


def as_json(cast: Cast, folder: Path, who: str = "sunjie", **asked: Any) -> dict[str, Any]:
    path = folder / "export.json"
    written(cast, path, who, **asked)
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    Draft202012Validator(json_schema()).validate(found)
    return found


@pytest.mark.usefixtures("cases")
def test_the_workbook_equals_the_database(cast: Cast, app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with app.test_request_context("/?lang=zh"):
        found = written(cast, path)
    assert found.counts == WHOLE
    book = CalamineWorkbook.from_path(path)
    heads, *rows = book.get_sheet_by_name("活动").to_python()
    number, hours = heads.index("活动编号"), heads.index("时长（小时）")
    kept = db.session.scalars(select(Activity).where(Activity.district_code == "500103")).all()
    assert {(row[number], row[hours]) for row in rows} == {(str(one.id), one.hours) for one in kept}
    assert FORMULA in {row[heads.index("活动内容")] for row in rows}
    heads, row = book.get_sheet_by_name("事故").to_python()
    found_here = dict(zip(heads, row, strict=True))
    expected = {
        "事故编号": str(case_id("中毒")),
        "发生时间": datetime(2023, 10, 19, 11, 30),  # noqa: DTZ001 - a cell knows no zone
        "事故类别": "中毒和窒息",
        "事故等级": "较大事故",
        "死亡": 3,
        "直接经济损失（元）": 3739228,
        "工会接报时间": datetime(2023, 10, 19, 16, 30),  # noqa: DTZ001
        "参与结果": "保留意见签名",
        "批复文号": "渝中府〔2024〕3号",
    }
    assert {key: found_here[key] for key in expected} == expected
    said = {one[0]: one[1] for one in book.get_sheet_by_name("说明").to_python()}
    assert (said["行数 活动"], said["个人信息"], said["内容哈希"]) == (
        "2",
        "个人信息已隐去",
        found.content_hash,
    )
    assert len(str(said["审计链总哈希"])) == 64


@pytest.mark.usefixtures("cases")
def test_rows_stand_in_order_and_say_what_was_signed_and_answered(cast: Cast, tmp_path: Path) -> None:
    found = as_json(cast, tmp_path)
    assert [one["activity_id"] for one in found["activities"]] == [str(case_id("勘查")), str(case_id("谈话"))]
    assert (found["seats"][0]["signed"], found["seats"][0]["no_interest"]) == ("reserved", True)
    assert (found["opinions"][0]["answer"], found["opinions"][0]["answered_on"]) == ("adopted", "2023-12-12")
    assert (found["measures"][0]["result"], found["measures"][0]["closed_on"]) == ("passed", "2024-02-16")


@pytest.mark.usefixtures("cases")
def test_without_a_purpose_no_name_leaves(cast: Cast, tmp_path: Path) -> None:
    found = as_json(cast, tmp_path)
    text = json.dumps(found | {"exported_by": ""}, ensure_ascii=False)
    for name in ("孙洁", "李强", VICTIM, WITNESS, "13912345678"):
        assert name not in text, name
    assert found["seats"][0]["person"] == "孙＊"
    assert found["activities"][1]["members"] == "孙＊、李＊"
    assert found["activities"][1]["words"] == "询问钱＊，周＊当时未戴检测仪，电话＊＊＊＊"
    assert not found["personal"]


@pytest.mark.usefixtures("cases")
def test_with_right_and_purpose_names_stand_and_both_are_audited(cast: Cast, tmp_path: Path) -> None:
    as_json(cast, tmp_path)
    found = as_json(cast, tmp_path, personal=True, purpose="人民法院调取（示例）")
    assert found["seats"][0]["person"] == "孙洁"
    assert found["activities"][1]["people"] == WITNESS
    assert VICTIM in found["seats"][0]["reservation"]
    noted = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "participation_exported").order_by(AuditEntry.seq)
    ).all()
    assert [(one.change["personal"], one.change["purpose"]) for one in noted] == [
        (False, None),
        (True, "人民法院调取（示例）"),
    ]
    assert noted[1].change["content_hash"] == found["content_hash"]
    assert noted[1].change["rows"] == {part.value: count for part, count in WHOLE.items()}
    assert noted[1].actor_id == id_of("sunjie")


@pytest.mark.usefixtures("cases")
def test_personal_data_want_a_purpose_and_the_right(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        written(cast, tmp_path / "a.csv", personal=True)
    assert "purpose" in refusal.value.fields
    with pytest.raises(NotAllowed):
        written(cast, tmp_path / "b.csv", "luolin", personal=True, purpose="查阅")
    with pytest.raises(NotAllowed):
        written(cast, tmp_path / "c.csv", "liqiang")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("cases")
def test_another_district_is_not_there(cast: Cast, tmp_path: Path) -> None:
    assert counted(cast, "sunjie") == WHOLE
    assert counted(cast, "sunjie", district="500108") == dict.fromkeys(Part, 0)
    assert counted(cast, "sunjie", union=id_of("nanan")) == dict.fromkeys(Part, 0)
    assert counted(cast, "sunjie", person=id_of("zhengkai")) == dict.fromkeys(Part, 0)
    assert "坍塌" not in json.dumps(as_json(cast, tmp_path), ensure_ascii=False)
    assert counted(cast, "luolin")[Part.ACCIDENTS] == 2  # the city's leader


@pytest.mark.usefixtures("cases")
def test_a_seat_in_the_team_opens_the_case_and_being_left_out_does_not(cast: Cast) -> None:
    with one_transaction():
        seat(db.session.get_one(Accident, case_id("坍塌")), "yuzhong", "500103", "not_invited")
    assert counted(cast, "sunjie")[Part.ACCIDENTS] == 1
    with one_transaction():
        row = db.session.get_one(Seat, case_id("seat:坍塌事故（示例）:yuzhong"))
        row.state = "given"
    assert counted(cast, "sunjie")[Part.ACCIDENTS] == 2


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["中毒", "坍塌"]),
        ({"since": "2023-10-19", "until": "2023-10-19"}, ["中毒"]),
        ({"since": "2023-10-20"}, ["坍塌"]),
        ({"until": "2023-10-18"}, []),
        ({"district": "500108"}, ["坍塌"]),
        ({"union": str(id_of("yuzhong"))}, ["中毒"]),
        ({"union": str(id_of("city"))}, ["中毒", "坍塌"]),
        ({"person": str(id_of("liqiang"))}, ["中毒"]),
        ({"grade": "ordinary"}, ["坍塌"]),
        ({"category": "19"}, ["中毒"]),
        ({"outcome": "reserved"}, ["中毒"]),
        ({"outcome": "signed"}, []),
        ({"outcome": "taking_part"}, []),
        ({"outcome": "not_invited"}, ["坍塌"]),
    ],
)
def test_each_filter_keeps_what_it_says(api: Api, filters: dict[str, str], titles: list[str]) -> None:
    program = api("luolin")
    asked = program.post("/api/v1/exports/participation", json={"format": "json", "filters": filters})
    assert asked.status_code == 202, asked.text
    seen = program.get(f"/api/v1/exports/participation/{asked.get_json()['id']}").get_json()
    with program.get(seen["file"]) as answer:
        found = json.loads(answer.data)
    assert [one["title"].removesuffix("事故（示例）") for one in found["accidents"]] == titles
    assert found["filters"] == filters
    marks = {one["title"][:2]: (one["grade_unread"], one["level_unread"]) for one in found["accidents"]}
    # Who investigates in Chongqing after 2024-03-27 was not read.
    assert marks.items() <= {"中毒": (False, False), "坍塌": (False, True)}.items()


@pytest.mark.usefixtures("cases")
def test_a_persons_export_holds_that_persons_rows_only(cast: Cast) -> None:
    own = counted(cast, "sunjie", person=id_of("liqiang"))
    assert (own[Part.SEATS], own[Part.ACTIVITIES], own[Part.OPINIONS]) == (0, 2, 1)
    assert counted(cast, "sunjie", person=id_of("sunjie"))[Part.ACTIVITIES] == 1


@pytest.mark.usefixtures("cases")
def test_the_same_filters_give_the_same_content_in_every_form(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = {written(cast, tmp_path / f"a.{form}").content_hash for form in FileFormat}
    monkeypatch.setattr(participation, "ROWS_AT_ONCE", 1)
    hashes.add(written(cast, tmp_path / "b.xlsx").content_hash)
    with force_locale("en"):
        hashes.add(written(cast, tmp_path / "c.csv", language="en").content_hash)
    assert len(hashes) == 1
    # The city's has a case whose level of investigation was not read, its own a case of everything else.
    whole = written(cast, tmp_path / "e.csv", "luolin").content_hash
    with force_locale("en"):
        assert written(cast, tmp_path / "f.csv", "luolin", language="en").content_hash == whole
    assert written(cast, tmp_path / "d.csv", filters=Filters(grade="larger")).content_hash not in hashes


@pytest.mark.usefixtures("cases")
def test_the_dossier_holds_everything_under_its_hashes(cast: Cast, tmp_path: Path) -> None:
    written(cast, tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(manifest["sha256"]) == {
            "participation.xlsx",
            "participation.csv",
            "participation-statement.txt",
            "participation.json",
            "index.html",
            "accidents/0001 2023-10-19 中毒事故（示例）/事故摘要.docx",
        }


@pytest.mark.usefixtures("cases")
def test_files_go_into_the_dossier_with_right_and_purpose_only(cast: Cast, tmp_path: Path) -> None:
    with one_transaction():
        evidence.store_file(
            actor=cast.actor("sunjie"),
            now=NOW,
            id=case_id("photo"),
            content=evidence.prove_content(picture()),
            declared_name="现场.jpg",
            place=cast.place("yuzhong"),
            owner_kind="accident_activity",
            owner_id=case_id("勘查"),
        )
    name = "accidents/0001 2023-10-19 中毒事故（示例）/活动/2023-10-21 询问谈话 现场.jpg"
    written(cast, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert name not in archive.namelist()
        assert "1 份文书、照片或文件可能含个人信息，未收入。" in archive.read("index.html").decode()
    written(cast, tmp_path / "b.zip", personal=True, purpose="人民法院调取（示例）")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.read(name) == picture()
        assert quote(name) in archive.read("index.html").decode()
        assert json.loads(archive.read("participation.json"))["activities"][0]["files"] == 1


def test_the_dossier_holds_the_papers_that_were_issued_and_they_open(
    cast: Cast, api: Api, tmp_path: Path
) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    seated(sunjie, accident)
    said = {
        "about": "measures", "words": "增设防护栏杆", "addressee": "渝中区应急局", "sent_on": "2026-11-22",
        "due_on": "2026-11-23", "with_paper": True,
    }  # fmt: skip
    ok(sunjie.post(f"/api/v1/accidents/{accident}/opinions", json=said))
    written(cast, tmp_path / "a.zip", personal=True, purpose="人民法院调取（示例）")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = [name for name in archive.namelist() if "/文书/" in name]
        assert {PurePath(name).suffix for name in names} == {".pdf", ".docx"}
        for name in names:
            assert "2026-11-23" in name
            text = _text_of(archive.read(name), PurePath(name).suffix)
            assert "增设防护栏杆" in text.replace("\n", ""), name
    written(cast, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not any("/文书/" in name for name in archive.namelist())


def _text_of(content: bytes, suffix: str) -> str:
    if suffix == ".docx":
        return "".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    return subprocess.run(
        [machine.program("pdftotext"), "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.usefixtures("cases")
def test_the_page_counts_asks_and_hands_over_to_nobody_else(signed_in: Browser) -> None:
    browser = signed_in("sunjie")
    page = browser.get("/exports/participation/?grade=larger&since=nonsense").get_data(as_text=True)
    assert "共 6 条记录" in page
    assert "较大事故" in page
    asked = {"format": "csv", "filters.grade": "larger", "language": "zh"}
    answer = browser.post("/exports/participation/?grade=larger", data=asked)
    assert answer.status_code == 302
    assert "下载文件" in browser.get(answer.location).get_data(as_text=True)
    with (
        browser.get(f"{answer.location}/file") as file,
        zipfile.ZipFile(io.BytesIO(file.data)) as archive,
    ):
        table, beside = sorted(archive.namelist(), key=lambda name: name.endswith("txt"))
        rows = list(csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig"))))
        assert "记录数：6" in archive.read(beside).decode()
    assert [row[0] for row in rows][1:] == [
        "事故", "工会参与", "活动", "活动", "意见及答复", "整改监督",
    ]  # fmt: skip
    for other in ("zhaolan", "luolin"):
        assert signed_in(other).get(answer.location).status_code == 404
        assert signed_in(other).get(f"{answer.location}/file").status_code == 404
    assert signed_in("wanglei").get("/exports/participation/").status_code == 403
    refused = browser.post("/exports/participation/", data={"format": "csv", "personal": "true"})
    assert refused.status_code == 422
    assert "导出个人信息须写明用途" in refused.get_data(as_text=True)


@pytest.mark.usefixtures("cases")
def test_the_command_takes_the_pages_filters(app: Flask, tmp_path: Path) -> None:
    runner, out = app.test_cli_runner(), tmp_path / "export.csv"
    asked = ["export", "participation", "--format", "csv", "--district", "500108", "--out", str(out)]
    done = runner.invoke(args=asked)
    assert done.exit_code == 0, done.output
    assert "activities 1" in done.output
    assert "坍塌事故（示例）" in out.read_text("utf-8-sig")
    assert runner.invoke(args=asked).exit_code == 1
    personal = runner.invoke(args=[*asked[:-1], str(tmp_path / "b.csv"), "--personal"])
    assert personal.exit_code == 1
    assert "用途" in personal.output


@pytest.mark.usefixtures("cases")
def test_a_document_that_nobody_could_read_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(participation, "DOCUMENT_ROWS", 3)
    with pytest.raises(Invalid) as refusal, one_transaction(write=False):
        check_participation(Asked(format=FileFormat.DOCX), actor=cast.actor("sunjie"))
    assert "format" in refusal.value.fields
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0
