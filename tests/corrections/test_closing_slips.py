"""A closed finding gets its 销号单; an open one does not."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.errors import NotPossibleNow
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.papers.checking import issue
from tests.papers.samples import sealed

Open = Callable[[str], FlaskClient]


@pytest.fixture
def finding(app: Flask, cast: Cast) -> Demand:
    """An ordinary finding on a notice, re-checked by nobody yet."""
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, found)
        return found[0]


def close(cast: Cast, finding: Demand) -> None:
    """李强 looks again and finds it done."""
    with one_transaction():
        corrections.record_recheck(
            actor=cast.actor("liqiang"),
            now=NOW,
            checked_on=TODAY,
            lines=[RecheckLine(finding.id, RecheckResult.PASSED, words="护栏已装好")],
        )


def test_the_slip_tells_what_was_found_and_who_closed_it(cast: Cast, finding: Demand) -> None:
    close(cast, finding)
    with one_transaction():
        slip = corrections.issue_closing_slip(actor=cast.actor("chenjing"), now=NOW, demand=finding)
        again = corrections.issue_closing_slip(actor=cast.actor("chenjing"), now=NOW, demand=finding)
    assert again.id == slip.id, "one finding, one slip"
    pages = pypdf.PdfReader(io.BytesIO(sealed(slip))).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    for words in ("隐患整改销号单", "临边防护缺失", "护栏已装好", "李强", "检查员证：示例-liqiang", "劳监意"):
        assert words in text, words


def test_an_open_finding_has_no_slip(cast: Cast, finding: Demand) -> None:
    with pytest.raises(NotPossibleNow), one_transaction():
        corrections.issue_closing_slip(actor=cast.actor("chenjing"), now=NOW, demand=finding)


def test_the_page_and_the_api_give_one_slip(cast: Cast, finding: Demand, signed_in: Open, api: Open) -> None:
    close(cast, finding)
    chenjing = signed_in("chenjing")
    address = f"/demands/{finding.id}"
    assert "生成销号单" in chenjing.get(address).text
    shown = issue(chenjing, f"{address}/closing-slip")
    paper = api("chenjing").post(f"/api/v1/demands/{finding.id}/closing-slip").get_json()
    assert shown.location.endswith(paper["id"])
    page = chenjing.get(address).text
    assert paper["number"] in page
    assert "生成销号单" not in page
