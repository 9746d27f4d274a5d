"""Nobody issues a paper unseen: one page stands before every issue, and shows what will go out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdf
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont

from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import EvacuationProposal, Notice
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.papers import rendering
from safety.papers.models import Paper
from safety.papers.rules import PaperState
from safety.transactions import one_transaction
from tests import machine
from tests.cast import NOW, Cast
from tests.corrections.story import TERM, make_site, raise_findings
from tests.papers.checking import carried, confirmed, page_of

Clients = Callable[[str], FlaskClient]


def drafted(cast: Cast, words: str | None = None) -> str:
    """李强's draft over one finding: its address."""
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [NoticeLine(demand.id, term_on=TERM)]
        notice = corrections.draft_notice(
            actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines, words=words
        )
        return f"/notices/{notice.id}"


def issued_papers() -> int:
    with one_transaction(write=False):
        return session.query(Paper).filter(Paper.state == PaperState.ISSUED).count()


def test_chenjing_reads_the_notice_and_what_it_demands_before_it_has_a_number(
    cast: Cast, signed_in: Clients
) -> None:
    address, chenjing = drafted(cast), signed_in("chenjing")
    page = chenjing.post(f"{address}/issue")
    text = page_of(page)
    told = (
        "渝中区总工会（示例）",
        "劳监意〔2026〕1号",
        "示例建设有限公司（yuzhong）",
        "临边防护缺失",
        "陈静",
    )
    for one in (*told, f"{TERM.year}年{TERM.month}月{TERM.day}日", f"{address}/edit", "二维码在签发时生成"):
        assert one in text, one
    assert issued_papers() == 0
    assert confirmed(chenjing, page).status_code == 302
    with one_transaction(write=False):
        notice = session.query(Notice).one()
        assert (notice.state, notice.number) == ("issued", "渝中区总工会劳监意〔2026〕1号")


def test_a_draft_that_changed_meanwhile_is_shown_again(cast: Cast, signed_in: Clients) -> None:
    address, chenjing = drafted(cast), signed_in("chenjing")
    page = chenjing.post(f"{address}/issue")
    with one_transaction():
        notice = session.query(Notice).one()
        lines = [NoticeLine(one.demand_id, asked="立即停用", term_on=TERM) for one in notice.items]
        corrections.update_notice(actor=cast.actor("liqiang"), now=NOW, notice=notice, lines=lines)
    again = confirmed(chenjing, page)
    assert "立即停用" in page_of(again)
    assert issued_papers() == 0
    assert confirmed(chenjing, again).status_code == 302


def evacuation(cast: Cast) -> dict[str, str]:
    """What 李强 types at a trench about to fall in."""
    with one_transaction():
        site = make_site(cast)
        return {
            "site_id": str(site.id),
            "danger": "基坑边坡开裂",
            "suggestion": "立即撤离坑内人员",
            "health": "",
            "coal_mine": "true",
            "told_name": "邓某",
            "proposed_at": "2026-11-23T09:30",
        }


def test_what_was_typed_is_carried_to_the_paper_and_back(cast: Cast, signed_in: Clients) -> None:
    form, liqiang = evacuation(cast), signed_in("liqiang")
    page = liqiang.post("/evacuations/new", data=form)
    text = page_of(page)
    assert "立即撤离坑内人员" in text
    assert "劳监撤〔2026〕1号" in text
    address, fields = carried(page)
    back = liqiang.post(address, data={**fields, "_back": "1"})
    assert back.status_code == 200
    assert "基坑边坡开裂" in back.get_data(as_text=True)
    assert "核对后签发" not in back.get_data(as_text=True)
    assert "data-focus" not in back.get_data(as_text=True)  # no complaint
    with one_transaction(write=False):
        assert session.query(EvacuationProposal).count() == 0
    assert confirmed(liqiang, page).status_code == 302
    assert issued_papers() == 1
    with one_transaction(write=False):
        kept = session.query(EvacuationProposal).one()
        assert (kept.health, kept.coal_mine) == (None, True)


def test_the_paper_itself_opens_from_the_page_and_keeps_nothing(cast: Cast, signed_in: Clients) -> None:
    form, liqiang = evacuation(cast), signed_in("liqiang")
    address, fields = carried(liqiang.post("/evacuations/new", data=form))
    shown = liqiang.post(address, data={**fields, "_show": "pdf"})
    assert shown.mimetype == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(shown.data)).pages[0].extract_text()
    assert "基坑边坡开裂" in text
    assert issued_papers() == 0


def test_a_sign_that_no_font_prints_is_named_and_there_is_no_button(cast: Cast, signed_in: Clients) -> None:
    form, liqiang = evacuation(cast) | {"danger": "基坑\U0003fffd开裂"}, signed_in("liqiang")
    text = page_of(liqiang.post("/evacuations/new", data=form))
    assert "U+3FFFD" in text
    assert "rubber-stamp" not in text


def test_programs_issue_at_once_and_can_ask_before(cast: Cast, api: Clients) -> None:
    address, chenjing = drafted(cast), api("chenjing")
    told = chenjing.post(f"/api/v1{address}/issue?preview=true").get_json()
    assert (told["preview"], told["number"]) == (True, "渝中区总工会劳监意〔2026〕1号")
    assert told["asked"][0]["by"] == f"{TERM.year}年{TERM.month}月{TERM.day}日"
    assert "陈静" in told["may_issue"]
    assert issued_papers() == 0
    assert chenjing.post(f"/api/v1{address}/issue").get_json()["state"] == "issued"


def test_a_reminder_and_its_reply_are_one_act_with_its_page(cast: Cast, signed_in: Clients) -> None:
    address, chenjing = drafted(cast), signed_in("chenjing")
    confirmed(chenjing, chenjing.post(f"{address}/issue"))
    given = {"at": "2026-11-23T09:00", "how": "in_person", "to": "邓某"}
    assert chenjing.post(f"{address}/delivery", data=given).status_code == 302
    page = chenjing.post(f"{address}/remind", data={"words": "电话催办", "by_letter": "true"})
    assert "整改催办函" in page_of(page)
    assert confirmed(chenjing, page).status_code == 302
    assert chenjing.post(f"{address}/remind", data={"words": "又催"}).status_code == 302  # no paper: no page
    assert issued_papers() == 2


def test_rare_signs_of_names_are_drawn_by_the_papers_own_fonts_before_it_is_issued(
    cast: Cast, signed_in: Clients
) -> None:
    machine.needed_file(rendering.FONTS / "BabelStoneHan.ttf")
    address, chenjing = drafted(cast, "负责人𪚥𱍐、𠮷祥㼆、张𬘭到场。"), signed_in("chenjing")
    page = page_of(chenjing.post(f"{address}/issue"))
    (sheet,) = re.findall(r'href="(/papers/rare-signs[.]css[^"]+)"', page)
    styles = chenjing.get(sheet)
    assert styles.mimetype == "text/css"
    drawn: set[str] = set()
    for font in re.findall(r'url\("(/papers/[^"]+)"\)', styles.text):
        made = chenjing.get(font)
        assert (made.status_code, made.mimetype) == (200, "font/woff")
        assert len(made.data) < 100_000
        drawn |= {chr(one) for one in TTFont(io.BytesIO(made.data)).getBestCmap()}
    assert drawn == set("𪚥𱍐𠮷㼆𬘭")
    for nonsense in ("", "甲", "".join(map(chr, range(0x20000, 0x20100)))):
        assert chenjing.get("/papers/rare-signs.woff", query_string={"signs": nonsense}).status_code == 404
    plain = drafted(cast)
    assert "rare-signs" not in page_of(chenjing.post(f"{plain}/issue"))
