from __future__ import annotations

import hashlib
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import docx
import pypdf
import pytest

from safety.errors import Unavailable
from safety.papers import pades
from safety.papers.content import Imprint, PaperContent, Paragraph, Signer, content_from
from safety.papers.rendering import Sheet, Watermark, render_pdf
from safety.papers.word import render_docx
from tests import machine
from tests.cast import NOW
from tests.evidence import samples as pictures
from tests.papers.samples import NASTY, notice

PHOTO = pictures.jpeg()
PHOTO_HASH = hashlib.sha256(PHOTO).hexdigest()
IMPRINT = Imprint(
    number="渝中区总工会劳监意〔2026〕12号",
    issued_on="2026年11月23日",
    verification_code="7K3QF-9MZXA-TT0PB-4WC2N",
    verify_url="http://127.0.0.1:8000/verify/7K3QF9MZXATT0PB4WC2N",
    audit_head="ab" * 32,
)

has_fonts = pytest.mark.usefixtures("fonts")


def sheet(*, record: tuple[str, bytes] | None = None) -> Sheet:
    content = notice(picture=PHOTO_HASH, signature=PHOTO_HASH).as_json()
    return Sheet(
        content, IMPRINT.as_json(), "0123456789abcdef" * 4, pictures={PHOTO_HASH: PHOTO}, record=record
    )


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@has_fonts
def test_another_program_reads_every_chinese_word_of_the_pdf() -> None:
    words = words_of(render_pdf(sheet(), made_at=NOW))
    for expected in (
        "渝中区总工会（示例）",
        "渝中区总工会劳监意〔2026〕12号",
        "劳动保护监督检查意见书",
        "重庆示例建筑工程有限公司：",
        "配电箱未设漏电保护",
        "依据：《工会法》第二十四条。",
        "2026年11月23日",
        "以加盖印章的原件为准",
        "7K3QF-9MZXA-TT0PB-4WC2N",
        "第1页共",
        "抄送：渝中区应急管理局",
    ):
        assert expected in words


@has_fonts
def test_what_a_user_typed_is_printed_and_never_obeyed() -> None:
    words = words_of(render_pdf(sheet(), made_at=NOW))
    for typed in ("#settext(fill:red)", "*粗*", "_斜_", "$x^2$", "@ref", "<label>", "`code`", "//注释"):
        assert typed in words
    assert "\u202e" not in words
    assert NASTY not in words


@has_fonts
def test_the_same_paper_is_the_same_file() -> None:
    assert render_pdf(sheet(), made_at=NOW) == render_pdf(sheet(), made_at=NOW)


@has_fonts
def test_every_font_is_embedded(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(sheet(), made_at=NOW))
    listed = subprocess.run(
        [machine.program("pdffonts"), str(path)], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert rows
    assert all("Noto" in row[0] and row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@has_fonts
def test_the_pages_are_a4_and_the_pdf_is_made_for_the_archive() -> None:
    pdf = render_pdf(sheet(), made_at=NOW)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {
        (595, 842)
    }
    assert b"pdfaid" in pdf


@has_fonts
@pytest.mark.parametrize("mark", [Watermark.DRAFT, Watermark.VOID, Watermark.SAMPLE])
def test_a_watermark_is_on_every_page(mark: Watermark) -> None:
    pdf = render_pdf(Sheet(notice(wording="很长。\n" * 60).as_json(), watermark=mark), made_at=NOW)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    for page in pages:
        text = "".join(page.extract_text().split())
        assert mark.value in text or all(sign in text for sign in mark.value)


@has_fonts
def test_a_draft_has_no_number_and_no_code() -> None:
    words = words_of(render_pdf(Sheet(notice().as_json(), watermark=Watermark.DRAFT), made_at=NOW))
    assert "（文号待编）" in words
    assert "查验码" not in words


@has_fonts
def test_the_signed_record_travels_inside_the_pdf() -> None:
    record = json.dumps({"format": "示例"}).encode()
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(sheet(record=("record.json", record)), made_at=NOW)))
    assert reader.attachments["record.json"] == [record]


def test_without_fonts_there_is_a_sentence_and_no_pdf(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        render_pdf(sheet(), made_at=NOW, fonts=(tmp_path,))
    assert refusal.value.code == "fonts_missing"


@has_fonts
def test_a_signed_pdf_is_intact_until_any_byte_of_it_changes(tmp_path: Path) -> None:
    signer = pades.open_signer(tmp_path, now=NOW)
    certificate = (tmp_path / pades.CERTIFICATE_FILE).read_bytes()
    pdf = render_pdf(sheet(), made_at=NOW)
    signed = pades.sign_pdf(pdf, signer, reason="签发", place="重庆")
    assert pades.check_pdf(signed, certificate).intact
    assert not pades.check_pdf(pdf, certificate).signed
    for place in range(500, len(pdf), len(pdf) // 40):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not pades.check_pdf(bytes(changed), certificate).intact


@has_fonts
def test_a_page_added_after_signing_is_noticed(tmp_path: Path) -> None:
    signed = pades.sign_pdf(
        render_pdf(sheet(), made_at=NOW), pades.open_signer(tmp_path, now=NOW), reason="签发", place="重庆"
    )
    writer = pypdf.PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    assert not pades.check_pdf(out.getvalue()).intact


@has_fonts
def test_another_servers_certificate_is_not_ours(tmp_path: Path) -> None:
    other = pades.open_signer(tmp_path / "other", now=NOW)
    pades.open_signer(tmp_path / "ours", now=NOW)
    signed = pades.sign_pdf(render_pdf(sheet(), made_at=NOW), other, reason="签发", place="重庆")
    ours = (tmp_path / "ours" / pades.CERTIFICATE_FILE).read_bytes()
    assert not pades.check_pdf(signed, ours).intact


def _texts(document: docx.document.Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_another_program_opens_the_docx_and_finds_the_words() -> None:
    document = docx.Document(io.BytesIO(render_docx(sheet(), made_at=NOW)))
    words = _texts(document)
    for expected in (
        "渝中区总工会劳监意〔2026〕12号",
        "劳动保护监督检查意见书",
        "配电箱未设漏电保护",
        "以加盖印章的原件为准",
        "依据：《工会法》第二十四条。",
    ):
        assert expected in words
    assert document.core_properties.title == "劳动保护监督检查意见书"


def test_the_docx_names_chinese_fonts_for_chinese_text() -> None:
    document = docx.Document(io.BytesIO(render_docx(sheet(), made_at=NOW)))
    xml = document.element.xml
    assert 'w:eastAsia="仿宋"' in xml
    assert 'w:eastAsia="黑体"' in xml


@has_fonts
@pytest.mark.parametrize(
    "render",
    [
        lambda one: render_pdf(one, made_at=NOW),
        lambda one: render_docx(one, made_at=NOW),
    ],
)
def test_a_paper_of_nothing_but_nasty_text_is_rendered(render: Callable[[Sheet], bytes]) -> None:
    content = notice(wording=NASTY + "\u0000\ufffe" + "😀𠮷" * 20).as_json()
    assert len(render(Sheet(content))) > 1000


@has_fonts
@pytest.mark.parametrize("bare", [False, True])
def test_the_seal_never_stands_on_a_page_without_words_of_the_paper(bare: bool) -> None:
    """Of papers that grow line by line, some end where the page does."""
    pages = set()
    for lines in range(10, 32):
        content = PaperContent(
            title="整改催办函",
            issuer="渝中区总工会（示例）",
            blocks=(*(Paragraph(f"第{one}行正文") for one in range(lines)), Paragraph("正文到此为止。")),
            signers=() if bare else (Signer("签收人"), Signer("签收日期")),
            note="" if bare else "正文到此为止。",
        )
        pdf = render_pdf(Sheet(content.as_json(), IMPRINT.as_json(), "0" * 64), made_at=NOW)
        read = subprocess.run(
            [machine.program("pdftotext"), "-layout", "-", "-"], input=pdf, capture_output=True, check=True
        )
        *before, last, _end = read.stdout.decode().split("\f")
        pages.add(len(before) + 1)
        assert "（印章）" in last, lines
        assert "正文到此为止。" in last, lines
    assert pages == {1, 2}


def test_in_word_the_last_words_of_a_paper_go_with_its_seal() -> None:
    """Word moves a paragraph that keeps with the next one to its page."""
    made = docx.Document(io.BytesIO(render_docx(sheet(), made_at=NOW)))
    written = [one for one in made.paragraphs if one.text.strip()]
    seal = next(number for number, one in enumerate(written) if one.text == "（印章）")
    kept = [
        one.text
        for one in takewhile(lambda one: one.paragraph_format.keep_with_next, reversed(written[:seal]))
    ]
    assert any(text.startswith("依据：") for text in kept)


@has_fonts
def test_contact_and_originals_are_printed_and_a_paper_without_them_still_is() -> None:
    said = replace(notice(), contact="联系人：陈静", originals="本文书一式三份。").as_json()
    for words in (
        words_of(render_pdf(Sheet(said), made_at=NOW)),
        docx_words(render_docx(Sheet(said), made_at=NOW)),
    ):
        assert "本文书一式三份。联系人：陈静" in words
    old = {name: value for name, value in notice().as_json().items() if name not in {"contact", "originals"}}
    assert "联系人：陈静" not in words_of(render_pdf(Sheet(old), made_at=NOW))
    assert docx_words(render_docx(Sheet(old), made_at=NOW))
    assert content_from(old).contact == ""


def docx_words(content: bytes) -> str:
    return "".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
