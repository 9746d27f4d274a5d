"""The same story through the API alone, the employer's page, and what other districts see."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader

from safety.corrections.models import Notice, SignedLink
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.evidence import quotas
from safety.evidence.models import EvidenceFile
from safety.ids import new_id
from safety.papers.models import Paper
from safety.papers.operations import seal_files
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.evidence import samples

Api = Callable[[str], FlaskClient]
MAJOR, ORDINARY = FindingGrade.MAJOR, FindingGrade.ORDINARY


def picture() -> io.BytesIO:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    out.seek(0)
    return out


def findings(cast: Cast) -> tuple[str, list[str]]:
    """A site in 渝中 with an ordinary and a major finding, committed: the ids."""
    with one_transaction():
        site = make_site(cast)
        demands = raise_findings(cast, site, ORDINARY, MAJOR)
        return str(site.id), [str(one.id) for one in demands]


def send(client: FlaskClient, method: str, address: str, body: Any = None) -> Any:
    answer = client.open(f"/api/v1{address}", method=method, json=body)
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return answer.get_json()


def test_the_story_through_the_api_alone(cast: Cast, api: Api) -> None:
    site_id, ids = findings(cast)
    li, chen, liu = api("liqiang"), api("chenjing"), api("liuyang")
    notice_id = new_id()
    draft = {"site_id": site_id, "lines": [{"demand_id": one} for one in ids]}
    assert li.put(f"/api/v1/notices/{notice_id}", json=draft).status_code == 201
    assert li.put(f"/api/v1/notices/{notice_id}", json=draft).status_code == 200
    assert li.put(f"/api/v1/notices/{notice_id}", json=draft | {"words": "另"}).status_code == 409
    assert li.put(f"/api/v1/notices/{new_id()}", json=draft | {"number": "1"}).status_code == 422
    assert li.post(f"/api/v1/notices/{notice_id}/issue").status_code == 403
    issued = send(chen, "POST", f"/notices/{notice_id}/issue")
    assert issued["number"].endswith("1号")
    delivery = {"at": NOW.isoformat(), "how": "in_person", "to": "邓某"}
    assert send(li, "POST", f"/notices/{notice_id}/delivery", delivery)["state"] == "delivered"
    reply = {
        "notice_id": str(notice_id),
        "received_at": NOW.isoformat(),
        "author": "邓某",
        "lines": [{"demand_id": one, "stance": "adopted", "words": "已整改"} for one in ids],
    }
    send(li, "PUT", f"/replies/{new_id()}", reply)
    assert send(chen, "GET", "/demands/counts")["waiting_recheck"] == 2
    recheck = {
        "notice_id": str(notice_id),
        "checked_on": TODAY.isoformat(),
        "lines": [{"demand_id": one, "result": "passed"} for one in ids],
    }
    recheck_id = new_id()
    send(chen, "PUT", f"/rechecks/{recheck_id}", recheck)
    assert chen.post(f"/api/v1/demands/{ids[1]}/confirm-close", json={}).status_code == 409
    assert send(liu, "POST", f"/demands/{ids[1]}/confirm-close", {})["state"] == "closed"
    assert send(chen, "GET", f"/notices/{notice_id}")["state"] == "settled"
    assert send(chen, "POST", f"/rechecks/{recheck_id}/opinion")["paper_id"]
    kinds = [fact["kind"] for fact in send(chen, "GET", f"/demands/{ids[1]}")["facts"]]
    assert kinds == ["raised", "demanded", "delivered", "replied", "rechecked", "close_confirmed"]


def test_a_stale_edit_of_a_draft_is_refused(cast: Cast, api: Api) -> None:
    site_id, ids = findings(cast)
    li, notice_id = api("liqiang"), new_id()
    send(li, "PUT", f"/notices/{notice_id}", {"site_id": site_id, "lines": [{"demand_id": ids[0]}]})
    change = {"lines": [{"demand_id": ids[1]}]}
    address = f"/api/v1/notices/{notice_id}"
    assert li.patch(address, json=change, headers={"If-Match": "1"}).status_code == 200
    stale = li.patch(address, json=change, headers={"If-Match": "1"})
    assert (stale.status_code, stale.get_json()["version"]) == (412, 2)


def test_another_district_sees_nothing(cast: Cast, api: Api) -> None:
    with one_transaction():
        site = make_site(cast)
        demands = raise_findings(cast, site, ORDINARY)
        notice = issued_notice(cast, site, demands)
        paths = [f"/notices/{notice.id}", f"/demands/{demands[0].id}"]
    wang = api("wanglei")
    assert [wang.get(f"/api/v1{path}").status_code for path in paths] == [404, 404]
    assert send(wang, "GET", "/demands")["total"] == send(wang, "GET", "/notices")["total"] == 0
    assert send(wang, "GET", "/demands/counts")["open"] == 0


@pytest.fixture
def link(cast: Cast) -> tuple[str, str]:
    """The employer's address of an issued notice, and its only finding."""
    with one_transaction():
        site = make_site(cast)
        demands = raise_findings(cast, site, ORDINARY)
        notice = issued_notice(cast, site, demands)
        paper = session.get_one(Paper, notice.paper_id)
        (url,) = [block["url"] for block in paper.content["blocks"] if block["block"] == "link"]
        return "/reply/" + url.rsplit("/", 1)[1], str(demands[0].id)


def test_the_employer_replies_through_the_link_with_a_picture_whose_camera_had_no_clock(
    app: Flask, client: FlaskClient, api: Api, link: tuple[str, str]
) -> None:
    address, demand_id = link
    photo = io.BytesIO(samples.dated_jpeg("0001:01:01 00:00:00"))
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = {
        f"lines.{demand_id}.demand_id": demand_id,
        f"lines.{demand_id}.stance": "adopted",
        f"lines.{demand_id}.words": "已加装防护栏杆",
        "author": "邓某",
    }
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(address, data=form).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    sent = client.post(address, data=form | {f"photos-{demand_id}": (photo, "after.jpg")})
    assert sent.status_code == 302
    with one_transaction(write=False):
        (file,) = session.query(EvidenceFile).all()
        assert (file.owner_kind, file.uploaded_by, file.taken_at) == ("reply_item", None, None)
        notice = session.query(Notice).one().id
    assert client.get(f"/files/{file.id}/shown").status_code in {401, 302, 404}
    office = api("zhoumin").get(f"/notices/{notice}").get_data(as_text=True)
    assert "拍摄时间不明（相机写的是“0001:01:01 00:00:00”）" in office


def test_through_one_link_no_more_than_its_quota_comes_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, link: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deng sends one photograph too many: he is told how many, and what else he can do."""
    monkeypatch.setattr(quotas, "BY_LINK", quotas.Amount(2, quotas.BY_LINK.bytes))
    address, demand_id = link
    app.config["WTF_CSRF_ENABLED"] = False
    photos = [(io.BytesIO(samples.jpeg(colour)), "a.jpg") for colour in ("red", "blue", "green")]
    form = {
        f"lines.{demand_id}.demand_id": demand_id,
        f"lines.{demand_id}.stance": "adopted",
        f"lines.{demand_id}.words": "写好的文字",
        "author": "邓某",
    }
    refused = client.post(address, data=form | {f"photos-{demand_id}": photos})
    assert refused.status_code == 429
    page = refused.get_data(as_text=True)
    assert "将有 3 个" in page
    assert "直接交给发出文书的工会" in page
    assert "写好的文字" in page
    photos = [(io.BytesIO(samples.jpeg(colour)), "a.jpg") for colour in ("red", "blue")]
    assert client.post(address, data=form | {f"photos-{demand_id}": photos}).status_code == 302
    again = client.post(
        address, data=form | {f"photos-{demand_id}": (io.BytesIO(samples.jpeg("red")), "a.jpg")}
    )
    assert again.status_code in {409, 429}
    with one_transaction(write=False):
        assert session.query(EvidenceFile).count() == 2


def test_a_picture_that_is_none_is_refused_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, link: tuple[str, str]
) -> None:
    address, demand_id = link
    app.config["WTF_CSRF_ENABLED"] = False
    form = {
        f"lines.{demand_id}.demand_id": demand_id,
        f"lines.{demand_id}.stance": "adopted",
        f"lines.{demand_id}.words": "写好的文字",
        "author": "邓某",
        f"photos-{demand_id}": (io.BytesIO(b"<svg onload=alert(1)>"), "x.svg"),
    }
    refused = client.post(address, data=form)
    assert refused.status_code == 422
    assert "写好的文字" in refused.get_data(as_text=True)
    with one_transaction(write=False):
        assert session.query(Notice).one().items[0].demand.state == "demanded"


def test_an_ended_link_and_an_invented_one_answer_alike(client: FlaskClient, link: tuple[str, str]) -> None:
    address, _ = link
    with one_transaction():
        session.query(SignedLink).one().revoked_at = NOW
    ended, invented = client.get(address), client.get("/reply/" + "x" * 32)
    assert (ended.status_code, invented.status_code) == (404, 404)
    assert ended.get_data(as_text=True).count("失效") == invented.get_data(as_text=True).count("失效") > 0


def test_the_notice_as_pdf_is_read_by_another_program(cast: Cast, api: Api, link: tuple[str, str]) -> None:
    with one_transaction(write=False):
        notice = session.query(Notice).one()
    assert notice.paper_id is not None
    seal_files(notice.paper_id)
    pdf = api("chenjing").get(f"/papers/{notice.paper_id}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert "劳动保护监督检查意见书" in text
    assert "临边防护缺失" in text
    assert "执法" not in text.replace("不是行政执法文书", "")


def test_an_impossible_term_names_its_field(cast: Cast, api: Api) -> None:
    site_id, ids = findings(cast)
    line = {"demand_id": ids[0], "term_on": "2026-02-30"}
    answer = api("liqiang").put(f"/api/v1/notices/{new_id()}", json={"site_id": site_id, "lines": [line]})
    assert answer.status_code == 422
    assert "lines.0.term_on" in answer.get_json()["errors"]
    line = {"demand_id": ids[0], "term_on": "2026-01-01"}
    answer = api("liqiang").put(f"/api/v1/notices/{new_id()}", json={"site_id": site_id, "lines": [line]})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["lines.0.term_on"])


def test_what_is_done_on_a_day_to_come_is_not_done(
    client: FlaskClient, api: Api, link: tuple[str, str]
) -> None:
    address, demand_id = link
    form = {
        f"lines.{demand_id}.demand_id": demand_id,
        f"lines.{demand_id}.stance": "adopted",
        f"lines.{demand_id}.words": "订购护栏，2030年安装",
        f"lines.{demand_id}.done_on": "2030-01-01",
        "author": "邓某",
    }
    refused = client.post(address, data=form)
    assert refused.status_code == 422
    told = refused.get_data(as_text=True)
    assert "完成日期不能晚于今天" in told
    assert "订购护栏，2030年安装" in told
    done = client.post(address, data=form | {f"lines.{demand_id}.done_on": NOW.date().isoformat()})
    assert done.status_code == 302
    receipt = client.get(done.location).get_data(as_text=True)
    assert "2026-11-23 完成" in receipt
    assert "计划" not in receipt
