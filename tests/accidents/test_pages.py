"""What the accident officer's pages offer is what the operations let this officer do."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from safety.papers.operations import demand_second_person
from safety.papers.rules import PaperKind
from safety.transactions import one_transaction
from tests.accidents.sending import Api, add_union, appoint, ask, new_id, register, seated, send
from tests.cast import NOW, Cast
from tests.evidence import samples
from tests.papers.checking import issue

pytestmark = pytest.mark.once

Browse = Callable[[str], FlaskClient]


def test_the_accident_officer_records_on_the_page_that_the_union_was_not_invited(
    api: Api, signed_in: Browse
) -> None:
    officer = api("sunjie")
    accident = register(officer)
    seat = send(officer, f"{accident}/seats", asked_of="区政府", asked_on="2026-10-20")["id"]
    browser = signed_in("sunjie")
    page = browser.get(f"{accident}/seats")
    assert page.status_code == 200
    address = f"{accident}/seats/{seat}/not-invited"
    assert f'action="{address}"' in page.get_data(as_text=True)
    answer = issue(browser, address, {"department": "渝中区人民政府", "reason": "未通知工会"})
    assert answer.status_code in {302, 303}
    assert ask(officer, accident)["union_part"] == "not_invited"
    assert "待签发" not in browser.get(f"{accident}/seats").get_data(as_text=True)


def test_an_application_that_waits_for_a_second_person_is_never_said_to_have_gone_out(
    api: Api, signed_in: Browse, cast: Cast
) -> None:
    with one_transaction():
        demand_second_person(
            actor=cast.actor("chenjing"), now=NOW, union=cast.union("yuzhong"), kind=PaperKind.REFERRAL, second_person=True
        )  # fmt: skip
    officer = api("sunjie")
    accident = register(officer)
    seat = send(officer, f"{accident}/seats", asked_of="区政府", asked_on="2026-10-20")["id"]
    given = {"about": "causes", "words": "应查明", "addressee": "调查组", "sent_on": "2026-10-21"}
    opinion = send(officer, f"{accident}/opinions", **given)["id"]
    rejected = {"stance": "rejected", "answer": "不采纳", "answered_on": "2026-10-22"}
    send(officer, f"{accident}/opinions/{opinion}/answer", 200, **rejected)
    browser = signed_in("sunjie")
    wanted = {"department": "渝中区人民政府", "reason": "未通知工会"}
    for address in (f"seats/{seat}/not-invited", f"opinions/{opinion}/referral"):
        # What stays a draft leaves no house: no page to check stands before it.
        assert browser.post(f"{accident}/{address}", data=wanted).status_code == 302
        page = browser.get(f"{accident}/{address.split('/')[0]}").get_data(as_text=True)
        assert "待第二人签发" in page, address
        assert "（待签发）" in page or "· 待签发" in page
        assert "已签发" not in page
        assert "已发出" not in page


def test_the_officer_corrects_an_accident_and_a_stale_page_writes_nothing_over(
    api: Api, signed_in: Browse
) -> None:
    officer = api("sunjie")
    accident = register(officer, industry="E")
    browser = signed_in("sunjie")
    kept = ask(officer, accident)
    form = {
        "title": kept["title"],
        "happened_at": "2026-10-19T13:00",
        "place": "解放碑二号楼",
        "employer_name": kept["employer_name"],
        "industry": "E",
        "version": str(kept["version"]),
    }
    assert "解放碑" in browser.get(f"{accident}/edit").get_data(as_text=True)
    assert browser.post(f"{accident}/edit", data=form).status_code == 302
    again = ask(officer, accident)
    assert (again["place"], again["industry"], again["deaths"]) == ("解放碑二号楼", "E", kept["deaths"])
    stale = browser.post(f"{accident}/edit", data=form | {"place": "另一处"})
    assert stale.status_code == 412
    assert "另一处" in stale.get_data(as_text=True)  # what was typed is still there
    assert ask(officer, accident)["place"] == "解放碑二号楼"


def test_a_refused_dialog_opens_again_with_what_was_typed(api: Api, signed_in: Browse) -> None:
    accident = register(api("sunjie"))
    browser = signed_in("sunjie")
    asked = {"first_day": "2026-10-30", "last_day": "2026-10-22", "body": "示例鉴定机构"}
    answer = browser.post(f"{accident}/appraisals", data=asked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("data-reopen") == 1
    assert 'value="示例鉴定机构"' in page
    assert "data-reopen" not in browser.get(f"{accident}/clocks").get_data(as_text=True)


def test_an_address_that_names_no_notice_gives_an_empty_form(signed_in: Browse) -> None:
    assert signed_in("sunjie").get(f"/accidents/new?notice={'z' * 36}").status_code == 200


def test_the_officer_enters_the_end_of_a_seat_and_the_day_of_the_application(
    api: Api, signed_in: Browse
) -> None:
    officer = api("sunjie")
    accident = register(officer)
    seat = seated(officer, accident, "yuzhong", "sunjie")
    browser = signed_in("sunjie")
    assert browser.post(f"{seat}/end", data={"ended_on": "2026-11-01"}).status_code == 302
    assert [one["state"] for one in ask(officer, accident)["seats"]] == ["ended"]
    extended = {"term": "injury", "days": "15", "approved_on": "2026-11-01", "asked_on": "2026-11-01"}
    assert browser.post(f"{accident}/extensions", data=extended).status_code == 302
    applied = {"injury_applied_on": "2026-11-02"}
    refused = browser.post(f"{accident}/days", data=applied)
    assert (refused.status_code, "请选择由谁申请" in refused.get_data(as_text=True)) == (422, True)
    assert (
        browser.post(f"{accident}/days", data=applied | {"injury_applied_by": "employer"}).status_code == 302
    )
    assert ask(officer, accident)["injury_applied_on"] == "2026-11-02"
    terms = {one["term"]: one["extension_days"] for one in ask(officer, f"{accident}/clocks")}
    assert {key: terms[key] for key in terms if key.startswith("injury")} == {"injury_by_employer": 15}
    assert browser.post(f"{accident}/extensions", data=extended).status_code == 422


def test_an_opinion_that_was_never_answered_leads_the_list_and_goes_to_a_department(
    api: Api, signed_in: Browse
) -> None:
    officer = api("sunjie")
    accident = register(officer)
    said = {"about": "causes", "words": "直接原因应写明无人监护", "addressee": "事故调查组"}
    late = send(officer, f"{accident}/opinions", **said, sent_on="2026-10-25", due_on="2026-11-05")
    rejected = send(
        officer, f"{accident}/opinions", **said | {"words": "建议追究发包单位责任"}, sent_on="2026-10-25"
    )
    answer = {"stance": "rejected", "answer": "不予采纳", "answered_on": "2026-11-01"}
    send(officer, f"{accident}/opinions/{rejected['id']}/answer", 200, **answer)
    browser = signed_in("sunjie")
    assert "事故意见逾期未答复" in browser.get("/").get_data(as_text=True)
    listed = browser.get("/accidents/opinions?status=overdue").get_data(as_text=True)
    assert "直接原因应写明无人监护" in listed
    assert "建议追究发包单位责任" not in listed
    asked = {"department": "渝中区人民政府", "reason": "逾期未答复"}
    answered = issue(browser, f"{accident}/opinions/{late['id']}/referral", asked)
    assert answered.status_code == 302
    assert "渝中区人民政府" in browser.get(f"{accident}/opinions").get_data(as_text=True)
    first = send(officer, f"{accident}/opinions/{rejected['id']}/referral", **asked, id=new_id())
    assert first["subject_id"] == rejected["id"]
    page = f"/referrals/{first['id']}"
    assert f'href="{accident}/opinions"' in browser.get(page).get_data(as_text=True)
    assert browser.post(f"{page}/receipt", data={"received_on": "2026-11-23"}).status_code == 302
    assert "登记部门答复" in browser.get(page).get_data(as_text=True)
    refused = send(officer, f"{accident}/opinions/{rejected['id']}/referral", 409, **asked)
    assert refused["code"] == "not_due"  # one application about it waits already
    again = send(officer, f"{accident}/opinions/{rejected['id']}/referral", **asked, id=first["id"])
    assert again["number"] == first["number"]
    assert [one["id"] for one in ask(officer, "/accidents/opinions?status=rejected")["items"]] == [
        rejected["id"]
    ]


def test_an_opinion_whose_answer_is_not_due_yet_is_not_referred(cast: Cast, api: Api) -> None:
    add_union("xiushan", "秀山县总工会（示例）", "500241")
    appoint("zhengkai", "xiushan")
    officer = api("sunjie")
    accident = register(officer)
    said = {"about": "causes", "words": "意见", "addressee": "事故调查组", "sent_on": "2026-11-20"}
    opinion = send(officer, f"{accident}/opinions", **said, due_on="2026-11-23")
    asked = {"department": "渝中区人民政府", "reason": "未答复"}
    refused = send(officer, f"{accident}/opinions/{opinion['id']}/referral", 409, **asked)
    assert refused["code"] == "not_due"
    hidden = send(api("zhengkai"), f"{accident}/opinions/{opinion['id']}/referral", 404, **asked)
    assert hidden["code"] == "not_found"


def test_the_scanned_report_is_kept_with_its_version_and_shown(api: Api, signed_in: Browse) -> None:
    accident = register(api("sunjie"))
    browser = signed_in("sunjie")
    scan = (io.BytesIO(samples.pdf()), "调查报告送审稿.pdf")
    form = {"title": "送审稿", "received_on": "2026-11-20", "files": scan}
    answer = browser.post(f"{accident}/reports", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert "调查报告送审稿.pdf" in browser.get(f"{accident}/reports").get_data(as_text=True)


def test_the_register_is_narrowed_to_a_regime_by_page_program_and_export(api: Api, signed_in: Browse) -> None:
    officer = api("sunjie")
    register(officer, title="锅炉事故（示例）", regime="special_equipment", regime_reason="锅炉")
    register(officer, title="坍塌事故（示例）")
    found = ask(officer, "/accidents?regime=special_equipment")["items"]
    assert [one["title"] for one in found] == ["锅炉事故（示例）"]
    browser = signed_in("sunjie")
    page = browser.get("/accidents?regime=special_equipment").get_data(as_text=True)
    assert "锅炉事故（示例）" in page
    assert "坍塌事故（示例）" not in page
    exported = browser.get("/exports/participation/?regime=special_equipment").get_data(as_text=True)
    assert "特种设备事故" in exported


def test_english_words_of_casualties_have_english_commas(api: Api, signed_in: Browse) -> None:
    register(api("sunjie"), deaths=1, serious=2)
    browser = signed_in("sunjie")
    browser.set_cookie("lang", "en")
    page = browser.get("/accidents").get_data(as_text=True)
    assert "，" not in page[page.index("<tbody>") : page.index("</tbody>")]


def test_a_closed_case_offers_nothing_that_it_refuses(api: Api, signed_in: Browse) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    accident = register(officer)
    seat = send(officer, f"{accident}/seats", asked_of="区政府", asked_on="2026-10-20")["id"]
    given = {
        "about": "causes",
        "words": "应查明",
        "addressee": "调查组",
        "sent_on": "2026-10-21",
        "with_paper": True,
    }
    opinion = send(officer, f"{accident}/opinions", **given)
    send(officer, f"{accident}/reports", title="报告", received_on="2026-11-02", submitted_on="2026-11-02")
    acts = (f"seats/{seat}/given", f"seats/{seat}/not-invited", f"opinions/{opinion['id']}/answer")
    revoke = f'action="/papers/{opinion["paper_id"]}/revoke"'

    def offered() -> list[str]:
        pages = "".join(
            browser.get(f"{accident}/{one}").get_data(as_text=True) for one in ("seats", "opinions")
        )
        paper = browser.get(f"/papers/{opinion['paper_id']}").get_data(as_text=True)
        found = [one for one in acts if f'action="{accident}/{one}"' in pages]
        return found + [one for one, page in (("case", pages), ("paper", paper)) if revoke in page]

    assert offered() == [*acts, "case", "paper"]
    approval = {"number": "渝府〔2026〕1号", "approver": "区政府", "approved_on": "2026-11-10"}
    send(officer, f"{accident}/approval", **approval)
    send(officer, f"{accident}/close", 200)
    assert offered() == []


def test_an_opinion_about_which_a_department_was_asked_is_not_offered_to_be_taken_back(
    api: Api, signed_in: Browse
) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    accident = register(officer)
    given = {
        "about": "causes",
        "words": "应查明",
        "addressee": "调查组",
        "sent_on": "2026-10-21",
        "due_on": "2026-10-30",
    }
    opinion = send(officer, f"{accident}/opinions", **given, with_paper=True)
    send(officer, f"{accident}/opinions/{opinion['id']}/referral", department="应急管理局", reason="逾期")
    for page in (f"{accident}/opinions", f"/papers/{opinion['paper_id']}"):
        assert f"/papers/{opinion['paper_id']}/revoke" not in browser.get(page).get_data(as_text=True), page
    assert "请先撤销申请" in browser.get(f"/papers/{opinion['paper_id']}").get_data(as_text=True)


def test_the_page_tells_who_was_no_member_of_a_union_from_those_of_whom_nobody_said(
    api: Api, signed_in: Browse
) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    accident = register(officer)
    offered = browser.get(accident).get_data(as_text=True).split('name="is_member"')[1].split("</select>")[0]
    for value, kept in {"": None, "true": True, "false": False}.items():
        assert f'value="{value}"' in offered
        given = {"name": "示例工人", "degree": "fatal", "is_member": value}
        assert browser.post(f"{accident}/victims", data=given).status_code == 302
        assert kept in [one["is_member"] for one in ask(officer, f"{accident}/victims")]


def test_the_page_marks_an_unread_grade_once_and_names_both_districts_by_code_where_no_name_is_known(
    api: Api, signed_in: Browse
) -> None:
    """The missing count as dead by a text that was not read for the day; no edition of districts is loaded here."""
    accident = register(
        api("sunjie"), deaths=2, missing=1, district_code="999903", home_district_code="999908"
    )
    text = signed_in("sunjie").get(accident).get_data(as_text=True)
    assert "（待核）（待核）" not in text
    assert "较大事故" in text
    assert "（待核）" in text
    assert "<dd>999903</dd>" in text
    assert "999908（发生地人民政府负责调查" in text
