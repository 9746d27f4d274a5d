"""Chen Jing's sheets overwrite nothing unseen: old beside new, what a sheet lacks stays, and all of it can be taken back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.rollups.models import SiteMark
from safety.transactions import one_transaction
from safety.workplaces import operations
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations import transfers
from tests.cast import NOW, Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG
from tests.workplaces.importing import GOOD, Open, csv_of, results, run, upload

MORE = f"朝天门工地,渝中建设,{CODE},改建,40,,,渝中区,A-2"


def preview(program: FlaskClient, content: bytes, **asked: str) -> dict[str, Any]:
    kept = upload(program, content)
    address = f"/api/v1/site-imports/{kept['id']}/preview"
    return dict(program.get(address, query_string={"datum": "wgs84"} | asked).get_json())


def the_site(name: str = "解放碑工地") -> Site:
    db.session.expire_all()
    return db.session.scalars(select(Site).where(Site.name == name)).one()


def changed_by_hand(cast: Cast, **given: Any) -> None:
    with one_transaction():
        site = the_site()
        operations.edit_site(
            actor=cast.actor("chenjing"),
            now=NOW,
            site=site,
            version=site.version,
            district_code=site.district_code,
            **given,
        )


def take_back(program: FlaskClient, done: dict[str, Any]) -> dict[str, Any]:
    answer = program.post(f"/api/v1/site-imports/{done['id']}/taking-back")
    assert answer.status_code == 202, answer.get_json()
    return dict(program.get(f"/api/v1/site-imports/{done['id']}").get_json())


def test_the_preview_shows_the_old_value_beside_the_new_one(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    edited = csv_of(GOOD.replace(",120,", ",150,").replace("新建", "改建"))
    told = preview(program, edited)["outcomes"][0]
    assert told["outcome"] == "updated"
    assert told["changes"] == [
        {"field": "kind", "old": "新建项目", "new": "改建项目"},
        {"field": "headcount", "old": "120", "new": "150"},
    ]
    page = signed_in("chenjing").get(f"/sites/import/{upload(program, edited)['id']}?datum=wgs84").text
    assert "新建项目</del> → " in page


def test_the_audit_says_of_a_row_what_it_says_of_an_edit_by_hand(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    run(program, csv_of(GOOD.replace(",120,", ",150,")))
    changed_by_hand(cast, headcount=120)
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "site_edited").order_by(AuditEntry.at, AuditEntry.seq)
    ).all()
    by_import, by_hand = (dict(one.change or {}) for one in rows)
    assert by_import.pop("import") is True
    assert (by_import, by_hand) == ({"headcount": [120, 150]}, {"headcount": [150, 120]})
    assert rows[0].appointment_id == rows[1].appointment_id


def test_what_a_sheet_lacks_or_leaves_empty_stays(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    bare = csv_of("解放碑工地,渝中建设", head="场所名称,单位名称")
    empty = csv_of("解放碑工地,渝中建设,,,", head="场所名称,单位名称,场所类型,职工人数,地址")
    for content in (bare, empty):
        assert run(program, content)["unchanged"] == 1
    assert (the_site().kind, the_site().headcount) == ("new_build", 120)


def test_an_empty_cell_empties_a_value_only_where_that_was_asked(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    content = csv_of("解放碑工地,渝中建设,,", head="场所名称,单位名称,场所类型,职工人数")
    told = preview(program, content, clears_empty="true")["outcomes"][0]
    assert told["changes"] == [{"field": "headcount", "old": "120", "new": None}]
    kept = upload(program, content)
    program.post(f"/api/v1/site-imports/{kept['id']}/start", json={"datum": "wgs84", "clears_empty": True})
    assert (the_site().kind, the_site().headcount, the_site().lon) == ("new_build", None, IN_YUZHONG[0])


def test_a_closed_site_is_not_edited_by_a_sheet(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    with one_transaction():
        site = the_site()
        operations.close_site(
            actor=cast.actor("chenjing"), now=NOW, site=site, version=site.version, reason="完工"
        )
    done = run(program, csv_of(GOOD.replace(",120,", ",150,")))
    assert (done["refused"], the_site().headcount) == (1, 120)
    assert "已关闭" in results(program, done)[0]["reason"]
    assert run(program, csv_of(GOOD))["unchanged"] == 1


def test_an_import_is_taken_back_as_a_whole(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    done = run(
        program,
        csv_of(
            GOOD.replace(",120,", ",150,"),
            MORE,
            "滨江码头,码头公司,,,,,,渝中区,A-3",
            MORE.replace(",40,", ",41,"),
        ),
    )
    assert (done["created"], done["updated"]) == (2, 2)
    back = take_back(program, done)
    assert (back["state"], back["undone"], back["kept"]) == ("taken_back", 4, 0)
    assert (the_site().headcount, the_site().external_ref) == (120, "A-1")
    assert list(db.session.scalars(select(Site.name))) == ["解放碑工地"]
    assert list(db.session.scalars(select(Employer.name))) == ["渝中建设"]
    assert set(db.session.scalars(select(SiteMark.site_id))) <= {the_site().id}
    assert [row["back"] for row in results(program, done)] == ["undone"] * 4
    again = program.post(f"/api/v1/site-imports/{done['id']}/taking-back")
    assert (again.status_code, again.get_json()["code"]) == (409, "import_taken_back")
    assert "已撤回" in signed_in("chenjing").get(f"/sites/import/{done['id']}").text
    assert run(program, csv_of(MORE))["created"] == 1


def test_what_was_edited_since_is_named_and_kept(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(GOOD))
    done = run(program, csv_of(GOOD.replace(",120,", ",150,").replace("新建", "改建"), MORE))
    changed_by_hand(cast, headcount=160)
    with one_transaction():
        site = the_site("朝天门工地")
        operations.close_site(
            actor=cast.actor("chenjing"), now=NOW, site=site, version=site.version, reason="完工"
        )
    back = take_back(program, done)
    assert (back["undone"], back["kept"]) == (0, 2)
    assert (the_site().headcount, the_site().kind) == (160, "new_build")
    named = results(program, done)
    assert [row["back"] for row in named] == ["kept", "kept"]
    assert "职工人数" in named[0]["back_reason"]
    assert "朝天门工地" in signed_in("chenjing").get(f"/sites/import/{done['id']}?outcome=kept").text


def test_the_reason_for_keeping_a_row_is_that_of_its_own_record(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    done = run(program, csv_of(GOOD))
    changed_by_hand(cast, headcount=160)
    assert take_back(program, done)["kept"] == 1
    assert [row["back_reason"] for row in results(program, done)] == ["登记后又有修改，保留不删"]


def test_a_site_that_something_rests_on_is_kept(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    done = run(program, csv_of(GOOD, MORE))
    with one_transaction():
        transfers.propose_transfer(
            actor=cast.actor("chenjing"),
            now=NOW,
            id=uuid.uuid4(),
            site=the_site(),
            to_union_id=cast.union("nanan").id,
            on_day=NOW.date(),
            reason="划转",
        )
    back = take_back(program, done)
    assert (back["undone"], back["kept"]) == (1, 1)
    assert "已有" in results(program, done)[0]["back_reason"]
    assert db.session.scalar(select(func.count(Site.id))) == 1


def test_an_import_is_stopped_between_two_chunks_and_goes_on_or_back(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, browser = api("chenjing"), signed_in("chenjing")
    kept = upload(program, csv_of(*(f"工地{n},渝中建设,,,,,,渝中区,B-{n}" for n in range(5))))
    monkeypatch.setattr("safety.workplaces.operations.imports.CHUNK", 2)

    def press_stop(*_: object) -> None:
        assert browser.post(f"/sites/import/{kept['id']}/stop").status_code == 302

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("safety.jobs.operations.report_progress", press_stop)
        program.post(f"/api/v1/site-imports/{kept['id']}/start", json={"datum": "wgs84"})
    stopped = program.get(f"/api/v1/site-imports/{kept['id']}").get_json()
    assert (stopped["state"], stopped["created"]) == ("stopped", 2)
    assert "已停止" in browser.get(f"/sites/import/{kept['id']}").text
    assert program.post(f"/api/v1/site-imports/{kept['id']}/stop").status_code == 409
    assert program.post(f"/api/v1/site-imports/{kept['id']}/resume").status_code == 202
    done = program.get(f"/api/v1/site-imports/{kept['id']}").get_json()
    assert (done["state"], done["created"]) == ("done", 5)
    assert browser.post(f"/sites/import/{kept['id']}/taking-back").status_code == 302
    assert db.session.scalar(select(func.count(Site.id))) == 0


def test_the_clerk_takes_an_import_back_from_the_command_line(
    app: Flask, cast: Cast, districts: dict[str, str], api: Open
) -> None:
    done = run(api("chenjing"), csv_of(GOOD))
    result = app.test_cli_runner().invoke(args=["import", "take-back", done["id"]])
    assert result.exit_code == 0, result.output
    assert "undone 1, kept 0" in result.output
    assert db.session.scalar(select(func.count(Site.id))) == 0
