"""Lines of a form that may be left out: only what nobody touched is, and errors stand at their own lines."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.models import Demand, Notice, Recheck, Reply
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.papers.models import Paper
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.evidence import samples

Api = Callable[[str], FlaskClient]
ORDINARY = FindingGrade.ORDINARY


@pytest.fixture
def notice(app: Flask, cast: Cast) -> tuple[str, str, list[str]]:
    """An issued notice over three findings: its id, the employer's address, the findings as they are listed."""
    app.config["WTF_CSRF_ENABLED"] = False
    with one_transaction():
        site = make_site(cast)
        notice = issued_notice(cast, site, raise_findings(cast, site, ORDINARY, ORDINARY, ORDINARY))
        paper = session.get_one(Paper, notice.paper_id)
        (url,) = [block["url"] for block in paper.content["blocks"] if block["block"] == "link"]
        return str(notice.id), "/reply/" + url.rsplit("/", 1)[1], [str(one.demand_id) for one in notice.items]


def lines_of(ids: list[str], **typed: str) -> dict[str, Any]:
    """What the form sends of every line, and what was typed: ``_1_words`` for the second line's words."""
    named = {f"lines.{one}.demand_id": one for one in ids}
    at = {name: name[1:].split("_", 1) for name in typed}
    return named | {f"lines.{ids[int(at[name][0])]}.{at[name][1]}": value for name, value in typed.items()}


def is_told_at(page: str, name: str, sentence: str) -> bool:
    """Whether the page leads from ``sentence`` to the field ``name``."""
    return f'href="#field-{name.replace(".", "-")}">{sentence}' in page


@pytest.mark.parametrize("more", [{"words": "已加装防护栏杆"}, {"person": "邓某"}, {"photo": "图.jpg"}])
def test_the_employers_words_and_photos_are_not_dropped_where_it_forgot_to_say_whether_it_adopts(
    client: FlaskClient, notice: tuple[str, str, list[str]], more: Mapping[str, str]
) -> None:
    _, address, ids = notice
    form = lines_of(ids, _0_stance="adopted", _0_words="已整改") | {"author": "邓某"}
    typed = {f"lines.{ids[2]}.{name}": value for name, value in more.items() if name != "photo"}
    photo = {f"photos-{ids[2]}": (io.BytesIO(samples.jpeg()), more["photo"])} if "photo" in more else {}
    refused = client.post(address, data=form | typed | photo)
    assert refused.status_code == 422
    assert is_told_at(refused.text, f"lines.{ids[2]}.stance", "这一项填写了内容或附了文件，请选择是否采纳")
    assert all(value in refused.text for value in typed.values())
    with one_transaction(write=False):
        assert session.query(Reply).count() == 0
    assert client.post(address, data=form).status_code == 302  # what nobody touched is left out


def test_an_error_stands_at_its_own_line_though_the_line_before_it_was_left_out(
    client: FlaskClient, notice: tuple[str, str, list[str]]
) -> None:
    _, address, ids = notice
    form = lines_of(ids, _1_stance="adopted", _1_done_on="2031-01-01") | {"author": "邓某"}
    refused = client.post(address, data=form)
    assert refused.status_code == 422
    assert is_told_at(refused.text, f"lines.{ids[1]}.done_on", "完成日期不能晚于今天")


def test_zhou_min_is_asked_for_the_result_of_what_she_described_at_a_re_check(
    api: Api, notice: tuple[str, str, list[str]]
) -> None:
    zhoumin = api("zhoumin")
    notice_id, _, ids = notice
    address = f"/rechecks/new?notice_id={notice_id}"
    form = lines_of(ids, _0_result="failed", _2_words="护栏已装，缺挡脚板") | {"checked_on": "2026-11-23"}
    refused = zhoumin.post(address, data=form)
    assert refused.status_code == 422
    assert is_told_at(refused.text, f"lines.{ids[2]}.result", "这一项填写了内容或附了照片，请选择复查结果")
    assert "护栏已装，缺挡脚板" in refused.text
    nothing = zhoumin.post(address, data=lines_of(ids) | {"checked_on": "2026-11-23"})
    assert (nothing.status_code, "请至少复查一项：选择复查结果" in nothing.text) == (422, True)
    with one_transaction(write=False):
        assert session.query(Recheck).count() == 0


def test_what_zhou_min_and_the_employer_say_of_a_finding_that_was_withdrawn_meanwhile_is_refused_at_its_line(
    client: FlaskClient, cast: Cast, api: Api, notice: tuple[str, str, list[str]]
) -> None:
    notice_id, address, ids = notice
    withdraw(cast, ids[0])
    assert f"lines.{ids[0]}." not in client.get(address).text
    recheck = f"/rechecks/new?notice_id={notice_id}"
    zhoumin = api("zhoumin")
    assert f"lines.{ids[0]}." not in zhoumin.get(recheck).text
    said = lines_of(ids, _0_result="failed", _0_words="护栏已装", _1_result="failed", _1_words="没有动")
    replied = lines_of(ids, _0_stance="adopted", _0_words="护栏已装", _1_stance="adopted", _1_words="没有动")
    for refused in (
        zhoumin.post(recheck, data=said | {"checked_on": "2026-11-23"}),
        client.post(address, data=replied | {"author": "邓某"}),
        zhoumin.post(
            f"/notices/{notice_id}/reply",
            data=replied | {"author": "邓某", "received_at": "2026-11-23T08:00"},
        ),
    ):
        assert refused.status_code == 409, refused.text
        assert is_told_at(refused.text, f"lines.{ids[0]}", "这一项已经办结、撤回或另行办理")
        assert "护栏已装" in refused.text
        assert f'name="lines.{ids[0]}.' not in refused.text  # sent again, the rest goes
        assert re.search(rf'name="lines.{ids[1]}.words"[^>]*>没有动<', refused.text)
    with one_transaction(write=False):
        assert (session.query(Recheck).count(), session.query(Reply).count()) == (0, 0)


def test_the_last_finding_of_a_recheck_gone_meanwhile_leaves_what_was_typed_to_be_read(
    cast: Cast, api: Api, notice: tuple[str, str, list[str]]
) -> None:
    _, _, ids = notice
    withdraw(cast, ids[0])
    form = lines_of(ids[:1], _0_result="failed", _0_words="护栏已装") | {"checked_on": "2026-11-23"}
    refused = api("zhoumin").post(f"/rechecks/new?demand_id={ids[0]}", data=form)
    assert refused.status_code == 409, refused.text
    assert "护栏已装" in refused.text


def withdraw(cast: Cast, demand_id: str) -> None:
    """陈静 withdraws a finding while others have its form open."""
    with one_transaction():
        demand = session.get_one(Demand, uuid.UUID(demand_id))
        corrections.withdraw_demand(actor=cast.actor("chenjing"), now=NOW, demand=demand, reason="登记错了")


def test_the_edit_page_of_an_issued_notice_leads_back_to_it_and_says_why(
    api: Api, notice: tuple[str, str, list[str]]
) -> None:
    notice_id, _, _ = notice
    away = api("liqiang").get(f"/notices/{notice_id}/edit", follow_redirects=True)
    assert away.request.path == f"/notices/{notice_id}"
    assert "意见书已经签发，内容不能再修改" in away.text


def test_a_finding_that_was_not_ticked_stays_out_of_a_notice_with_what_the_page_filled_in(
    cast: Cast, app: Flask, api: Api
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with one_transaction():
        site = make_site(cast)
        first, second = (str(one.id) for one in raise_findings(cast, site, ORDINARY, ORDINARY))
        site_id = str(site.id)
    form = {"site_id": site_id, "lines.0.asked": "整改", "lines.1.asked": "整改", "lines.1.demand_id": second}
    assert first != second
    assert api("liqiang").post("/notices/new", data=form).status_code == 302
    with one_transaction(write=False):
        (drafted,) = session.query(Notice).all()
        assert [one.demand_id for one in drafted.items] == [uuid.UUID(second)]


def test_a_finding_on_another_draft_is_not_offered_again_but_leads_there(
    cast: Cast, app: Flask, api: Api
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with one_transaction():
        site = make_site(cast)
        first, second = (str(one.id) for one in raise_findings(cast, site, ORDINARY, ORDINARY))
        site_id = str(site.id)
    liqiang = api("liqiang")
    form = {"site_id": site_id, "lines.0.demand_id": first}
    draft = liqiang.post("/notices/new", data=form).location
    page = liqiang.get(f"/notices/new?site_id={site_id}").text
    boxes = {one: re.search(rf'<input[^>]*value="{one}"[^>]*>', page) for one in (first, second)}
    assert [" disabled" in box[0] for box in boxes.values() if box] == [True, False]
    assert draft in page
    assert (
        f'href="{draft}"'
        not in liqiang.get(f"{draft}/edit").text.partition("<main")[2].partition("submit-bar")[0]
    )


def test_every_refused_file_is_told_by_its_name_at_the_item_that_it_was_chosen_for(
    client: FlaskClient, notice: tuple[str, str, list[str]]
) -> None:
    _, address, ids = notice
    form = lines_of(ids, _0_stance="adopted", _1_stance="adopted", _2_stance="adopted") | {"author": "邓某"}
    files = {
        f"photos-{ids[0]}": (io.BytesIO(samples.jpeg()), "护栏.jpg"),
        f"photos-{ids[1]}": [
            (io.BytesIO(samples.jpeg()), "电箱.jpg"),
            (io.BytesIO(b"MZ" + bytes(64)), "图/装机.exe"),
        ],
        f"photos-{ids[2]}": (io.BytesIO(b"GIF89a" + bytes(64)), "动画.gif"),
    }
    refused = client.post(address, data=form | files)
    assert refused.status_code == 422
    assert is_told_at(refused.text, f"photos-{ids[1]}", "“装机.exe”：不能上传程序文件")
    assert is_told_at(refused.text, f"photos-{ids[2]}", "“动画.gif”：不接受 GIF 动画，请使用 JPEG 或 PNG")
    assert f'id="field-photos-{ids[2]}-error"' in refused.text
    assert f'id="field-photos-{ids[0]}-error"' not in refused.text
    english = client.post(
        address + "?lang=en", data=form | {f"photos-{ids[0]}": (io.BytesIO(b"MZ" + bytes(64)), "a.exe")}
    )
    assert "“a.exe”: Programs cannot be uploaded" in english.text
