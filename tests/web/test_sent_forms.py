"""A form that is sent twice is carried out once: a second click, the way back, an answer lost on its way."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.corrections import operations as corrections
from safety.corrections.models import SignedLink
from safety.corrections.rules import FindingGrade
from safety.database import db
from safety.papers.models import Paper
from safety.papers.operations import demand_second_person
from safety.papers.rules import PaperKind
from safety.people.models import AccessToken, Certificate, Member, SentForm
from safety.people.operations import sent_forms
from safety.transactions import one_transaction
from safety.workplaces.models import Employer
from tests.cast import NOW, PASSWORD, Cast, id_of
from tests.corrections.story import make_site, raise_findings
from tests.papers.checking import carried, issue

NEW = "/people/members/{}/certificates/new"
CERTIFICATE = {
    "number": "渝工劳监字第0719号",
    "issuer": "重庆市总工会",
    "issued_on": "2026-01-05",
    "valid_to": "2029-01-04",
}
SignedIn = Callable[[str], FlaskClient]


def page_of(browser: FlaskClient, address: str) -> dict[str, str]:
    """The hidden fields that the form's page carries."""
    text = browser.get(address).text
    return {"_once": re.findall(r'name="_once" value="([^"]+)"', text)[-1]}


def employer(**other: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "name": "重庆某建设有限公司", "district_code": "500103", **other}


def how_many(model: type) -> int:
    found: int = db.session.scalar(select(func.count()).select_from(model)) or 0
    db.session.rollback()
    return found


def test_hemei_s_second_click_records_no_second_certificate_and_is_answered_like_the_first(
    signed_in: SignedIn,
) -> None:
    hemei = signed_in("hemei")
    form = NEW.format(id_of("zhoumin"))
    given = {**CERTIFICATE, **page_of(hemei, form)}
    had = how_many(Certificate)
    first = hemei.post(form, data=given)
    assert first.status_code in {302, 303}, first.text
    again = hemei.post(form, data=given)
    assert (again.status_code, again.location) == (303, first.location)
    assert how_many(Certificate) == had + 1
    assert "这张表已经提交过，没有重复登记" in hemei.get(again.location).text
    # A form of another page is another certificate.
    other = {**CERTIFICATE, "number": "渝工劳监字第0720号", **page_of(hemei, form)}
    assert hemei.post(form, data=other).status_code in {302, 303}
    assert how_many(Certificate) == had + 2


def test_what_was_changed_after_the_recording_is_not_taken_silently(signed_in: SignedIn) -> None:
    chenjing = signed_in("chenjing")
    form = page_of(chenjing, "/employers/new")
    first = chenjing.post("/employers/new", data=employer(**form))
    assert first.status_code in {302, 303}, first.text
    changed = chenjing.post("/employers/new", data=employer(name="重庆另一建设有限公司", **form))
    assert changed.status_code == 409
    assert "后来改的内容没有登记" in changed.text
    assert f'href="{first.location}"' in changed.text
    assert how_many(Employer) == 1


def test_a_refused_form_may_be_sent_again_and_the_key_is_its_owner_s_alone(signed_in: SignedIn) -> None:
    chenjing = signed_in("chenjing")
    form = page_of(chenjing, "/employers/new")
    given = employer(**form)
    assert chenjing.post("/employers/new", data={**given, "name": ""}).status_code == 422
    asked = f"/keeping?sent={form['_once']}"
    assert chenjing.get(asked).get_json()["recorded"] is None
    first = chenjing.post("/employers/new", data=given)
    assert first.status_code in {302, 303}, first.text
    assert chenjing.get(asked).get_json()["recorded"] == {"at": NOW.isoformat(), "address": first.location}
    other = signed_in("hemei")
    assert other.get(asked).get_json()["recorded"] is None


def test_keys_are_let_go_after_a_fortnight(signed_in: SignedIn) -> None:
    chenjing = signed_in("chenjing")
    chenjing.post("/employers/new", data=employer(**page_of(chenjing, "/employers/new")))
    assert how_many(SentForm) == 1
    with one_transaction():
        sent_forms.begin(owner="x", key=uuid.UUID(int=7), content="0" * 64, now=NOW + timedelta(days=15))
    assert how_many(SentForm) == 1


@pytest.mark.parametrize("key", ["", "x", "0"])
def test_a_key_that_is_none_is_passed_over(signed_in: SignedIn, key: str) -> None:
    answer = signed_in("chenjing").post("/employers/new", data=employer(_once=key))
    assert answer.status_code in {302, 303}, answer.text


def test_zhaolan_s_second_click_issues_no_second_notice_and_back_beyond_the_check_says_that_it_went(
    cast: Cast, signed_in: SignedIn
) -> None:
    with one_transaction():
        union = cast.union("yuzhong")
        kind = PaperKind.CORRECTION_NOTICE
        demand_second_person(
            actor=cast.actor("chenjing"), now=NOW, union=union, kind=kind, second_person=True
        )
        site = make_site(cast)
        (found,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [corrections.NoticeLine(found.id, term_on=NOW.date() + timedelta(days=10))]
        drafted = corrections.draft_notice(actor=cast.actor("chenjing"), now=NOW, site=site, lines=lines)
        notice = f"/notices/{drafted.id}"
    zhaolan = signed_in("zhaolan")
    key = {"_once": str(uuid.uuid4())}
    address, fields = carried(zhaolan.post(f"{notice}/issue", data=key))
    assert fields["_once"][0] == key["_once"]
    first, again = (zhaolan.post(address, data=fields) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 303), again.text
    assert first.location == again.location
    assert zhaolan.get(f"/keeping?sent={key['_once']}").get_json()["recorded"]["address"] == first.location
    with one_transaction(write=False):
        assert [one.number for one in db.session.scalars(select(Paper)) if one.state == "issued"] == [
            "渝中区总工会劳监意〔2026〕1号"
        ]


def test_a_form_whose_page_stays_to_ask_for_another_file_carries_no_key() -> None:
    """The map of another format, say, is another file."""
    templates = Path(__file__).parents[2] / "templates"
    staying = [
        found
        for page in templates.rglob("*.html")
        for found in re.findall(r"<form[^>]*data-download.*?</form>", page.read_text("utf-8"), re.DOTALL)
    ]
    assert len(staying) >= 3
    assert [one for one in staying if "csrf()" in one] == []


def _drafted(cast: Cast) -> str:
    """The address of 李强's draft over one finding."""
    with one_transaction():
        site = make_site(cast)
        (found,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [corrections.NoticeLine(found.id, term_on=NOW.date() + timedelta(days=10))]
        drafted = corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines)
        return f"/notices/{drafted.id}"


def test_the_check_that_chen_jing_loads_again_after_the_issue_leads_to_what_was_issued(
    cast: Cast, signed_in: SignedIn
) -> None:
    notice, chenjing = _drafted(cast), signed_in("chenjing")
    key = {"_once": str(uuid.uuid4())}
    check = chenjing.post(f"{notice}/issue", data=key)
    assert (
        chenjing.post(f"{notice}/issue", data=key).status_code == 200
    )  # before the issue it is the same page
    address, fields = carried(check)
    answered = {
        "grounds.0.demand_id": str(uuid.uuid4())
    }  # of the check page, not of the form that it carries
    issued = chenjing.post(address, data=fields)
    for again in (key, key | answered):
        answer = chenjing.post(f"{notice}/issue", data=again)
        assert (answer.status_code, answer.location) == (303, issued.location), answer.text
    assert "没有重复登记" in chenjing.get(issued.location).text


@pytest.mark.parametrize("shown", ["link", "password", "token"])
def test_a_page_that_shows_something_once_loaded_again_makes_nothing_a_second_time(
    cast: Cast, signed_in: SignedIn, shown: str
) -> None:
    hemei, chenjing = signed_in("hemei"), signed_in("chenjing")
    notice = _drafted(cast)
    issue(chenjing, f"{notice}/issue")
    browser, address, page, made, given = {
        "link": (chenjing, f"{notice}/links", notice, SignedLink, {}),
        "password": (
            hemei,
            f"/people/members/{id_of('zhoumin')}/reset",
            f"/people/members/{id_of('zhoumin')}",
            Member,
            {},
        ),
        "token": (
            chenjing,
            "/profile/tokens",
            "/profile",
            AccessToken,
            {"name": "统计", "password": PASSWORD, "days": "30"},
        ),
    }[shown]
    sent = {"_once": str(uuid.uuid4()), **given}
    came_from = {"Referer": f"http://localhost{page}"}
    first = browser.post(address, data=sent, headers=came_from)
    assert first.status_code == 200, re.findall(r"<div>(.*?)</div>", browser.get(page).text)[0]
    stood = state_of(made)
    again = browser.post(address, data=sent, headers=came_from)
    assert (again.status_code, again.location) == (303, f"{page}#shown-once"), again.text
    assert "密码、链接和代码只显示一次" in browser.get(again.location).text
    assert state_of(made) == stood


def state_of(model: Any) -> set[tuple[Any, ...]]:
    """Every row of a table, as it stands."""
    rows = {tuple(map(str, row)) for row in db.session.execute(select(*model.__table__.columns))}
    db.session.rollback()
    return rows


def test_coming_back_to_the_link_s_page_after_sending_the_employer_is_told_that_it_was_recorded(
    cast: Cast, app: Flask
) -> None:
    with one_transaction():
        site = make_site(cast)
        (found,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [corrections.NoticeLine(found.id, term_on=NOW.date() + timedelta(days=10))]
        chenjing = cast.actor("chenjing")
        notice = corrections.draft_notice(actor=chenjing, now=NOW, site=site, lines=lines)
        corrections.issue_notice(actor=chenjing, now=NOW, notice=notice, base_url="https://q.example")
        token = corrections.make_link(actor=chenjing, now=NOW, notice=notice)[1]
        demand = str(found.id)
    app.config["WTF_CSRF_ENABLED"] = False
    employer, key = app.test_client(), str(uuid.uuid4())
    page = employer.get(f"/reply/{token}").text
    assert f'data-keep-link="{token}"' in page
    sent = {"_once": key, "author": "李厂长", f"lines.{demand}.demand_id": demand}
    sent |= {f"lines.{demand}.stance": "adopted", f"lines.{demand}.words": "已更换"}
    first = employer.post(f"/reply/{token}", data=sent)
    assert first.status_code == 302, first.text
    asked = f"/keeping?sent={key}"
    told = employer.get(asked, headers={"Qunjian-Link": token}).get_json()["recorded"]
    assert told == {"at": NOW.isoformat(), "address": first.location}
    assert employer.get(asked).get_json()["recorded"] is None
    assert employer.get(asked, headers={"Qunjian-Link": token[:-1]}).get_json()["recorded"] is None
