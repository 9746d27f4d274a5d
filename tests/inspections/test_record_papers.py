"""The record of a site check goes on paper: PDF to read, DOCX for the seal."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable

import pypdf
import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import session
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import complete_check, load_sites
from tests.papers.checking import carried, confirmed, issue, page_of

pytestmark = pytest.mark.once

Api = Callable[[str], FlaskClient]


@pytest.fixture
def checked(cast: Cast, api: Api) -> str:
    """李强 has checked the tower: the address of the check."""
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    record = uuid.uuid4()
    assert liqiang.put(f"/api/v1/inspections/{record}", json=complete_check(liqiang)).status_code == 201
    return f"/inspections/{record}"


@pytest.mark.usefixtures("papers_are_made")
def test_the_record_is_issued_once_as_pdf_and_docx(checked: str, signed_in: Api) -> None:
    liqiang = signed_in("liqiang")
    issued = issue(liqiang, f"{checked}/paper")
    assert issued.status_code == 302
    again = liqiang.post(f"{checked}/paper")
    assert again.location == issued.location, "one record, one paper"
    pdf = pypdf.PdfReader(io.BytesIO(liqiang.get(f"{issued.location}.pdf").data))
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    for words in ("劳动保护监督现场检查记录", "解放碑塔楼项目", "污水池未列入有限空间台账", "李强", "张建国"):
        assert words in text, words
    word = Document(io.BytesIO(liqiang.get(f"{issued.location}.docx").data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("污水池未列入有限空间台账" in cell for cell in cells)
    page = liqiang.get(checked).text
    assert f"{issued.location}.pdf" in page
    assert "生成检查记录文书" not in page


#: Of a plane of Unicode that has no signs: no font prints it, now or later.
NEVER = "\U0003fffd"
CODE = "〔U+3FFFD〕"


@pytest.fixture
def unprintable(cast: Cast, api: Api) -> str:
    """李强 has typed a sign that no font prints, and submitted the check: it is changed no more."""
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    body["people_met"] = [{"name": f"张{NEVER}", "position": "安全员"}]
    body["findings"][0]["summary"] += NEVER
    record = f"/inspections/{uuid.uuid4()}"
    assert liqiang.put(f"/api/v1{record}", json=body).status_code == 201
    return record


@pytest.mark.usefixtures("papers_are_made")
def test_a_record_with_a_sign_that_no_font_prints_tells_its_code_point_and_stays_as_it_was(
    unprintable: str, signed_in: Api
) -> None:
    liqiang = signed_in("liqiang")
    before = liqiang.get(f"/api/v1{unprintable}").get_json()
    shown = liqiang.post(f"{unprintable}/paper")
    assert "U+3FFFD" in page_of(shown)
    address, fields = carried(shown)
    coded = liqiang.post(address, data={**fields, "_coded": "1"})
    assert f"张{CODE}（安全员）" in page_of(coded)
    assert "原记录的文字没有改动" in page_of(coded)
    issued = confirmed(liqiang, coded)
    assert issued.status_code == 302
    pdf = pypdf.PdfReader(io.BytesIO(liqiang.get(f"{issued.location}.pdf").data))
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert text.count(CODE) == 3, "the person met, the finding, and the words below its photograph"
    assert liqiang.get(f"/api/v1{unprintable}").get_json() == before
    assert before["content"]["people_met"][0]["name"] == f"张{NEVER}", "the record keeps the sign"


def test_a_program_is_refused_and_may_ask_for_code_points(unprintable: str, api: Api) -> None:
    liqiang = api("liqiang")
    address = f"/api/v1{unprintable}/paper"
    refused = liqiang.post(address)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "unprintable")
    preview = liqiang.post(f"{address}?coded=true&preview=true").get_json()
    assert (preview["coded"], preview["unprintable"]) == (True, [])
    paper = liqiang.post(f"{address}?coded=true").get_json()
    assert paper["state"] == "issued"
    signed = liqiang.get(f"/api/v1/papers/{paper['id']}/record").get_json()["signed"]["content"]
    printed = json.dumps(signed, ensure_ascii=False)
    assert CODE in printed
    assert NEVER not in printed
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "paper_coded")).one()
    assert entry.change == {"signs": ["U+3FFFD"]}


def test_the_api_issues_the_same_record_and_another_district_finds_nothing(checked: str, api: Api) -> None:
    paper = api("liqiang").post(f"/api/v1{checked}/paper").get_json()
    assert (paper["kind"], paper["state"]) == ("inspection_record", "issued")
    assert api("chenjing").post(f"/api/v1{checked}/paper").get_json()["id"] == paper["id"]
    assert api("zhengkai").post(f"/api/v1{checked}/paper").status_code == 404


def test_a_draft_does_not_go_on_paper(cast: Cast, api: Api) -> None:
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    body = complete_check(liqiang) | {"submit": False}
    record = f"/api/v1/inspections/{uuid.uuid4()}"
    assert liqiang.put(record, json=body).status_code == 201
    assert liqiang.post(f"{record}/paper").get_json()["code"] == "not_submitted"


def test_each_inspector_signs_with_a_certificate_and_who_checked_alone_leaves_no_line_open(
    checked: str, api: Api
) -> None:
    liqiang = api("liqiang")

    def signers(record: str) -> list[tuple[str, str, str]]:
        paper = liqiang.post(f"/api/v1{record}/paper").get_json()
        signed = liqiang.get(f"/api/v1/papers/{paper['id']}/record").get_json()["signed"]["content"][
            "signers"
        ]
        return [(one["label"], one["name"], one["note"]) for one in signed if one["label"] == "检查人员"]

    assert signers(checked) == [
        ("检查人员", "李强", "检查员证：示例-liqiang"),
        ("检查人员", "周敏", "检查员证：示例-zhoumin"),
    ]
    alone = f"/inspections/{uuid.uuid4()}"
    body = complete_check(liqiang) | {"companions": [], "alone_reason": "同行人员临时抢修"}
    assert liqiang.put(f"/api/v1{alone}", json=body).status_code == 201
    assert signers(alone) == [("检查人员", "李强", "检查员证：示例-liqiang")]


@pytest.mark.parametrize(
    ("key", "basis"),
    [
        (
            "confined",
            "《工会法》第二十六条、《安全生产法》第六十条第二款、《重庆市工会条例》第二十二条第一款、第二十三条第一款",
        ),
        (
            "women",
            (
                "《工会法》第二十六条、《劳动法》第八十八条第一款、"
                "《女职工劳动保护特别规定》（国务院令第619号）第十二条第二款、"
                "《重庆市工会条例》第二十二条第一款、第二十三条第一款"
            ),
        ),
    ],
)
@pytest.mark.usefixtures("cast")
def test_the_record_rests_on_the_law_of_what_was_asked(api: Api, key: str, basis: str) -> None:
    """A check of women's protection is none under the safety law."""
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    record = f"/api/v1/inspections/{uuid.uuid4()}"
    assert liqiang.put(record, json=complete_check(liqiang, key=key)).status_code == 201
    paper = liqiang.post(f"{record}/paper").get_json()
    signed = liqiang.get(f"/api/v1/papers/{paper['id']}/record").get_json()["signed"]["content"]
    assert signed["basis"] == basis
