from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.citations import Citation
from safety.papers import content
from safety.papers.content import Column, PaperContent, Paragraph, Table
from tests.papers.samples import notice


def test_content_comes_back_from_its_json() -> None:
    plain = notice().as_json()
    again = content.content_from(plain)
    assert again.as_json()["blocks"] == plain["blocks"]
    assert again.title == "劳动保护监督检查意见书"


def test_what_nobody_read_is_no_basis_and_its_article_leaves_the_record() -> None:
    plain = notice().as_json()
    assert plain["basis"] == "《工会法》第二十四条"
    assert "第九条" not in str(plain)
    again = content.content_from(plain).as_json()
    assert (again["basis"], again["citations"]) == (plain["basis"], plain["citations"])


@pytest.mark.parametrize(
    "paper",
    [
        replace(notice(), note="依据待核"),
        replace(notice(), blocks=(Paragraph("第五条（待核）"),)),
        replace(notice(), citations=(Citation("某法", "第三条待核"),)),
        replace(notice(), title=" "),
        replace(notice(), blocks=(Table((Column("甲"), Column("乙")), (("一",),)),)),
    ],
)
def test_what_may_not_go_out_is_refused(paper: PaperContent) -> None:
    with pytest.raises(Invalid) as refusal:
        content.check_printable(paper.as_json())
    assert "content" in refusal.value.fields


@given(st.text())
def test_a_cleaned_text_has_nothing_that_cannot_be_printed(text: str) -> None:
    cleaned = content.clean(text)
    cleaned.encode()
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert content.clean(cleaned) == cleaned
