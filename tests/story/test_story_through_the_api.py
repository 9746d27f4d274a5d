"""The whole story through HTTP alone: import, check, notice, reply by link, re-check, referral, map, audit."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from maps.coordinates import wgs84_to_gcj02
from safety.access.scope import system_actor
from safety.inspections import operations as inspections
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.inspections.workplaces import upload, version_of
from tests.workplaces.conftest import IN_YUZHONG
from tests.workplaces.importing import run, xlsx_of

Open = Callable[[str], FlaskClient]
TERM = "2026-12-01"


@pytest.fixture
def checklists(cast: Cast, districts: dict[str, str]) -> None:
    """The shipped checklists."""
    with one_transaction():
        inspections.load_shipped_checklists(actor=system_actor(), now=NOW)


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def imported_sites(officer: FlaskClient) -> list[dict[str, Any]]:
    """Ten sites from a GCJ-02 sheet."""
    rows: list[list[Any]] = [["场所名称", "单位名称", "场所类型", "经度", "纬度"]]
    for number in range(10):
        place = wgs84_to_gcj02(IN_YUZHONG[0] - 0.002 * number, IN_YUZHONG[1])
        rows.append([f"解放碑工地{number}", "渝中建设有限公司（示例）", "新建", *place])
    done = run(officer, xlsx_of(rows), "sites.xlsx", datum="gcj02")
    assert done["created"] == 10
    return list(ok(officer.get("/api/v1/sites?q=解放碑工地&sort=name"))["items"])


def check_with_three_findings(inspector: FlaskClient, site: dict[str, Any]) -> list[str]:
    """李强 checks the site: three findings, the first major, two photos; the ids of the findings."""
    version = version_of("construction")
    items = [item for section in version.content["sections"] for item in section["items"]]
    failing = items[:2]
    answers = {item["id"]: {"answer": "conforming"} for item in items}
    answers |= {item["id"]: {"answer": "failing"} for item in failing}
    ids = [str(uuid.uuid4()) for _ in range(3)]
    common = {"likelihood": "6", "exposure": "6", "consequence": "15", "place_on_site": "三层东侧"}
    findings: list[dict[str, Any]] = [
        {
            "id": ids[number],
            "item_id": item["id"],
            "summary": f"现场隐患{number}",
            "factor": item["factor"],
            "accident": item["accident"],
            "photos": [upload(inspector, ("red", "blue")[number])],
            **common,
        }
        for number, item in enumerate(failing)
    ]
    findings[0] |= {"grade": "major", "criterion": "房屋市政工程生产安全重大事故隐患判定标准"}
    findings.append(
        {
            "id": ids[2],
            "summary": "清单之外：配电箱未上锁",
            "factor": "2103",
            "accident": "05",
            **common,
            "exposure": "3",
            "consequence": "3",
        }
    )
    body = {
        "submit": True,
        "site_id": site["id"],
        "version_id": str(version.id),
        "started_at": "2026-11-23T09:00:00+08:00",
        "ended_at": "2026-11-23T09:50:00+08:00",
        "position": {"lon": site["lon"], "lat": site["lat"], "accuracy": 8.0},
        "companions": [{"name": "周敏"}],
        "people_met": [{"name": "张建国", "position": "安全总监"}],
        "answers": answers,
        "findings": findings,
        "signatures": {
            "inspector_file": upload(inspector, "green"),
            "site_file": upload(inspector, "black"),
            "site_name": "张建国",
        },
    }
    check_id = uuid.uuid4()
    ok(inspector.put(f"/api/v1/inspections/{check_id}", json=body), 201)
    ok(inspector.put(f"/api/v1/inspections/{check_id}", json=body), 200)
    return ids


@pytest.mark.usefixtures("papers_are_made")
def test_the_story(  # noqa: PLR0915 - one story, told from its beginning to its end
    app: Flask, cast: Cast, districts: dict[str, str], checklists: None, api: Open, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    officer, inspector, second = api("chenjing"), api("liqiang"), api("zhoumin")
    site = imported_sites(officer)[0]
    before = district_level(officer)
    findings = check_with_three_findings(inspector, site)
    assert before != "red"
    assert district_level(officer) == "red"

    notice_id = uuid.uuid4()
    lines = [{"demand_id": one, "term_on": TERM} for one in findings]
    body = {"site_id": site["id"], "lines": lines, "reply_by": TERM}
    ok(inspector.put(f"/api/v1/notices/{notice_id}", json=body), 201)
    ok(inspector.put(f"/api/v1/notices/{notice_id}", json=body), 200)
    assert inspector.post(f"/api/v1/notices/{notice_id}/issue").status_code == 403
    notice = ok(officer.post(f"/api/v1/notices/{notice_id}/issue"))
    assert "〔2026〕1号" in notice["number"].replace("第", "")
    pdf = officer.get(f"/papers/{notice['paper_id']}.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages)
    flat = re.sub(r"\s+", "", text)
    assert notice["number"].replace(" ", "") in flat
    assert "配电箱未上锁" in flat

    link = ok(officer.post(f"/api/v1/notices/{notice_id}/links"), 201)["url"]
    reply_by_link(client, "/reply/" + link.rsplit("/", 1)[1], findings)
    states = {one: ok(officer.get(f"/api/v1/demands/{one}"))["state"] for one in findings}
    assert set(states.values()) == {"replied"}

    results = [("passed", findings[0]), ("passed", findings[1]), ("failed", findings[2])]
    recheck = {
        "notice_id": str(notice_id),
        "checked_on": "2026-11-23",
        "lines": [{"demand_id": one, "result": result, "words": "现场核实"} for result, one in results],
    }
    ok(second.put(f"/api/v1/rechecks/{uuid.uuid4()}", json=recheck), 201)
    states = {one: ok(officer.get(f"/api/v1/demands/{one}"))["state"] for one in findings}
    assert list(states.values()) == ["awaiting_second", "closed", "uncorrected"]
    assert second.post(f"/api/v1/demands/{findings[0]}/confirm-close", json={}).status_code == 403
    ok(officer.post(f"/api/v1/demands/{findings[0]}/confirm-close", json={}))

    referral_id = uuid.uuid4()
    referral = {
        "department": "渝中区应急管理局",
        "about": "配电箱长期未整改",
        "reason": "复查仍不合格",
        "request": "请依法处理",
        "kind": "overdue",
        "demand_ids": [findings[2]],
    }
    ok(officer.put(f"/api/v1/referrals/{referral_id}", json=referral), 201)
    received = ok(
        officer.post(f"/api/v1/referrals/{referral_id}/receipt", json={"received_on": "2026-11-23"})
    )
    assert received["due_on"] == "2026-12-23"
    assert ok(officer.get(f"/api/v1/demands/{findings[2]}"))["state"] == "referred"
    assert district_level(officer) != "red"

    verification = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verification.exit_code == 0, verification.output
    assert api("wanglei").get(f"/api/v1/notices/{notice_id}").status_code == 404


def reply_by_link(employer: FlaskClient, address: str, findings: list[str]) -> None:
    """The employer answers without an account, with a picture for the first finding."""
    page = employer.get(address)
    assert page.status_code == 200
    form: dict[str, Any] = {"author": "张建国（示例）", "words": "已组织整改"}
    for number, one in enumerate(findings):
        form[f"lines.{number}.demand_id"] = one
        form[f"lines.{number}.stance"] = "adopted"
        form[f"lines.{number}.words"] = "已整改"
    sent = employer.post(address, data=form)
    assert sent.status_code == 302, sent.text
    assert employer.get(address + "x").status_code == 404


def district_level(officer: FlaskClient) -> str:
    """The level of 渝中 on the map's data."""
    document = ok(officer.get("/api/v1/map/districts"))
    found = [one["properties"] for one in document["features"] if one["properties"].get("code") == "500103"]
    return str(found[0]["level"])
