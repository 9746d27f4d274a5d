"""A new version of a law is looked at, put in use from its day on, and taken back while nothing rests on it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.audit.models import AuditEntry
from safety.database import session
from safety.inspections.law_of_day import printed
from safety.law import regimes
from safety.law.citations import Citation, cited, joined, kept
from safety.law.grounds import ground_of
from safety.law.provisions import provision
from safety.law.regimes import Regime
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.corrections.test_checked_before_issue import drafted
from tests.law.new_texts import UNION_23, new_union_law
from tests.papers.checking import page_of

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
TEXTS = "/api/v1/laws/texts"
BEFORE, DAY = date(2026, 9, 30), date(2026, 10, 1)


def imported(program: FlaskClient, text: str | None = None) -> str:
    """The address of a version that was put in use."""
    made = program.post(TEXTS, json={"text": text or new_union_law()})
    assert made.status_code == 201, made.text
    address = f"{TEXTS}/{made.get_json()['id']}"
    answer = program.post(f"{address}/adopt", json={})
    assert answer.status_code == 200, answer.text
    program.get("/api/v1/laws")
    return address


def test_huangtao_sees_what_a_version_changes_before_anything_cites_it(
    signed_in: Clients, api: Clients
) -> None:
    huangtao = signed_in("huangtao")
    sent = {"file": (io.BytesIO(new_union_law().encode()), "union_law.toml")}
    answer = huangtao.post("/laws/texts", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    page = huangtao.get(answer.location).get_data(as_text=True)
    for one in (
        "第三十三条第（二）项",
        UNION_23,
        "有改动",
        "不再有",
        "文书：工会对事故处理的意见书",
        "国家法律法规数据库",
    ):
        assert one in page, one
    assert joined(cited(["union-23"], DAY)) == "《工会法》第二十三条第（二）项"
    made = api("huangtao").get(TEXTS).get_json()["items"][0]
    lines = {one["key"]: one for one in api("huangtao").get(f"{TEXTS}/{made['id']}").get_json()["lines"]}
    assert (lines["union-23"]["change"], lines["union-27"]["change"]) == ("changed", "gone")
    assert "文书：整改催办函" in lines["union-23"]["uses"]


def test_facts_from_its_day_on_are_cited_by_it_and_earlier_ones_as_before(api: Clients) -> None:
    imported(api("huangtao"))
    assert joined(cited(["union-23"], DAY)) == "《工会法》第三十三条第（二）项"
    assert joined(cited(["union-23"], BEFORE)) == "《工会法》第二十三条第（二）项"
    assert [one.checked for one in cited(["union-25", "union-27"], DAY)] == [False, False]
    laws = {one["id"]: one for one in api("liqiang").get("/api/v1/laws").get_json()["items"]}
    assert laws["union_law"]["in_force_to"] == "2026-09-30"
    assert laws["union_law@2026-10-01"]["checked_by"] == "黄涛"


def test_a_check_after_its_day_is_shown_the_new_article_of_what_the_checklist_keeps(
    cast: Cast, api: Clients, signed_in: Clients
) -> None:
    imported(api("huangtao"))
    basis = [
        {"law": "中华人民共和国工会法（2021年修正）", "article": "第二十三条第（二）项", "checked": True}
    ]
    assert joined(kept(basis, DAY)) == "《工会法》第三十三条第（二）项"
    assert joined(kept(basis, BEFORE)) == "《工会法》第二十三条第（二）项"
    item = {
        "id": "a",
        "ask": "？",
        "how": "看。",
        "quotes": ["union-23"],
        "basis": [basis[0] | {"verified": True}],
    }
    shown = printed({"sections": [{"title": "一", "items": [item]}]}, DAY)["sections"][0]["items"][0]
    assert shown["how"] == f"看。\n《工会法》第三十三条第（二）项：{UNION_23}"
    assert shown["basis"] == [{"law": "《工会法》", "article": "第三十三条第（二）项", "verified": True}]


def test_the_days_of_a_regime_are_those_of_the_text_it_rests_on(api: Clients) -> None:
    days = (BEFORE, DAY)
    before, after = (regimes.edition_on(Regime.SPECIAL_EQUIPMENT, day) for day in days)
    assert before is after is not regimes.NOTHING
    law = provision("special-equipment-72").law.name
    text = new_union_law().replace("中华人民共和国工会法", law).replace("provision.union", "provision.new")
    imported(api("huangtao"), text)
    before, after = (regimes.edition_on(Regime.SPECIAL_EQUIPMENT, day) for day in days)
    assert (before is regimes.NOTHING, after is regimes.NOTHING) == (False, True)


def test_a_new_text_that_says_the_same_leaves_a_regime_as_it_is(api: Clients) -> None:
    one = provision("special-equipment-72")
    text = new_union_law().replace("中华人民共和国工会法", one.law.name).replace(UNION_23, one.says)
    text = text.replace("provision.union-23", f"provision.{one.key}").replace(
        "provision.union", "provision.new"
    )
    imported(api("huangtao"), text)
    assert regimes.edition_on(Regime.SPECIAL_EQUIPMENT, DAY) is not regimes.NOTHING


def test_chenjing_issues_by_the_new_article_and_then_it_cannot_be_taken_back(
    cast: Cast, signed_in: Clients, api: Clients
) -> None:
    program = api("huangtao")
    address = imported(program)
    notice = drafted(cast)
    assert "《工会法》第三十三条第（二）项" in page_of(signed_in("chenjing").post(f"{notice}/issue"))
    refused = program.post(f"{address}/take-back", json={"reason": "导入有误"})
    assert refused.status_code == 409
    assert "引用了这一文本" in refused.get_json()["detail"]
    assert program.get(address).get_json()["rests"]


def test_it_is_taken_back_while_nothing_rests_on_it_and_stays_on_record(api: Clients) -> None:
    program = api("huangtao")
    address = imported(program)
    assert program.post(f"{address}/take-back", json={"reason": "导入有误"}).status_code == 200
    program.get("/api/v1/laws")
    assert joined(cited(["union-23"], DAY)) == "《工会法》第二十三条第（二）项"
    kept = program.get(address).get_json()
    assert (kept["in_use"], kept["ended_name"], kept["ended_reason"]) == (False, "黄涛", "导入有误")
    assert program.post(f"{address}/adopt", json={}).status_code == 409
    with one_transaction(write=False):
        actions = {one.action for one in session.query(AuditEntry).filter_by(kind="law_text")}
    assert actions == {"law_text_uploaded", "law_text_adopted", "law_text_taken_back"}
    imported(program)  # and may come again


def test_what_a_health_hazard_rests_on_is_chosen_by_a_new_text_of_its_law_too(api: Clients) -> None:
    health = [Citation("《职业病防治法》")]
    assert ground_of(major=False, citations=health, industries=[]).health
    imported(
        api("huangtao"),
        new_union_law().replace("工会法", "职业病防治法").replace("provision.union", "provision.new"),
    )
    assert ground_of(major=False, citations=health, industries=[]).health


def test_a_version_to_come_waits_for_its_day(api: Clients) -> None:
    imported(api("huangtao"), new_union_law(day="2027-01-01", read=False))
    assert joined(cited(["union-23"], DAY)) == "《工会法》第二十三条第（二）项"
    assert not cited(["union-23"], date(2027, 1, 1))[0].checked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "不是可读的 TOML 文件"),
        (
            new_union_law().replace('source = "国家法律法规数据库"', ""),
            "union-23 标明已读，请写明在哪里读到的",
        ),
        (new_union_law().replace("中华人民共和国工会法", "示例条例"), "登记册里没有《示例条例》"),
        (new_union_law(day="2022-01-01"), "已有 2022-01-01 起施行的文本"),
        (new_union_law(article=0), "union-23.article 的值不对"),
        (new_union_law(more='seen = "x"'), "不认识 union-25.seen"),
        (new_union_law().replace('rank = "law"', 'rank = "novel"'), "rank 只能是"),
        (new_union_law(more='\n[provision.safety-31]\nsays = "x"'), "键 safety-31 属于《安全生产法》"),
        (new_union_law().replace("checked_to = 2026-11-01", ""), "请写明核对到哪一天"),
    ],
)
def test_a_file_that_is_none_is_refused_with_every_cause(api: Clients, text: str, words: str) -> None:
    answer = api("huangtao").post(TEXTS, json={"text": text})
    assert answer.status_code == 422
    assert words in str(answer.get_json()["errors"]["file"])


def test_only_an_administrator_imports_the_law(signed_in: Clients, api: Clients) -> None:
    assert api("chenjing").post(TEXTS, json={"text": new_union_law()}).status_code == 403
    assert signed_in("chenjing").get("/laws/texts").status_code == 403
    assert "导入新文本" not in signed_in("chenjing").get("/laws").get_data(as_text=True)


def test_the_command_shows_the_changes_and_puts_the_version_in_use(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "union_law.toml"
    file.write_text(new_union_law(), encoding="utf-8")
    runner = app.test_cli_runner()
    done = runner.invoke(args=["laws", "import", str(file), "--adopt"])
    assert done.exit_code == 0, done.output
    assert "第三十三条第（二）项" in done.output
    assert "in use for facts from 2026-10-01 on" in done.output
    again = runner.invoke(args=["laws", "import", str(file)])
    assert again.exit_code == 1
    assert "已有 2026-10-01 起施行的文本" in again.output
    listed = runner.invoke(args=["laws", "list"]).output
    assert "in use" in listed
    taken = runner.invoke(args=["laws", "take-back", listed.split()[0], "--reason", "试用"])
    assert taken.output.strip() == "taken back"
