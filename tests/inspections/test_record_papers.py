"""The record of a site check goes on paper: PDF to read, DOCX for the seal."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable

import pypdf
import pytest
from docx import Document
from flask.testing import FlaskClient

from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import complete_check, load_sites
from tests.papers.checking import issue

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
