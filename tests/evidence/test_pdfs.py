"""PDFs that would do something, or carry something, are refused however they hide it; those of every day are kept."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from safety.errors import Invalid
from safety.evidence import pdf_walk, pdfs
from safety.papers import pades
from safety.papers.rendering import render_pdf
from tests.cast import NOW
from tests.evidence import samples
from tests.papers.test_rendering import sheet

Change = Callable[[pikepdf.Pdf], Any]


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def made(change: Change, *, packed: bool = True) -> bytes:
    """A PDF of one page with a change, its dictionaries packed away in object streams."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode)
    return out.getvalue()


def opening(**told: Any) -> Change:
    return lambda pdf: setattr(pdf.Root, "OpenAction", pdf.make_indirect(Dictionary(**told)))


def linked(**told: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**told))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    return change


def named_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))


def attached(name: str, content: bytes) -> Change:
    return lambda pdf: pdf.attachments.__setitem__(name, content)


def chained(pdf: pikepdf.Pdf) -> None:
    linked(S=Name.GoTo, D=String("a"), Next=script())(pdf)


ACTIVE: dict[str, Change] = {
    "a script when it opens": opening(S=Name.JavaScript, JS=String("app.alert(1)")),
    "a script by name": named_script,
    "a program started by a link": linked(S=Name.Launch, F=String("cmd.exe")),
    "a form sent away": linked(S=Name.SubmitForm, F=String("http://example.com")),
    "a script behind a page of the file": chained,
    "an address when it opens": opening(S=Name.URI, URI=String("http://example.com")),
    "a script when a page is shown": lambda pdf: setattr(pdf.pages[0].obj, "AA", Dictionary(O=script())),
    "a form of XML": lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(XFA=String("<xdp/>"))),
}


@pytest.mark.parametrize("how", ACTIVE)
def test_what_acts_by_itself_is_refused_in_plain_sight_and_packed_away(how: str) -> None:
    for packed in (True, False):
        with pytest.raises(Invalid) as refused:
            pdfs.examine(made(ACTIVE[how], packed=packed))
        assert refused.value.code == "malicious_file"


def test_a_name_written_in_numbers_is_the_same_name() -> None:
    hidden = samples.pdf(b"/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>")
    with pytest.raises(Invalid) as refused:
        pdfs.examine(hidden)
    assert refused.value.code == "malicious_file"


def test_other_files_inside_are_refused_whatever_their_name() -> None:
    for name, content in (
        ("刷新.exe", b"MZ"),
        ("record.json", b"MZ"),
        ("record.json.exe", b"{}"),
        ("a.txt", b"a"),
    ):
        with pytest.raises(Invalid) as refused:
            pdfs.examine(made(attached(name, content)))
        assert refused.value.code == "malicious_file"


def test_everyday_files_and_our_own_sealed_papers_are_kept(tmp_path: Any) -> None:
    pdfs.examine(samples.pdf())
    pdfs.examine(made(lambda pdf: setattr(pdf.Root, "OpenAction", Array([pdf.pages[0].obj, Name.Fit]))))
    pdfs.examine(made(linked(S=Name.URI, URI=String("https://example.com"))))
    signed = pades.sign_pdf(
        render_pdf(sheet(record=("record.json", b'{"format": 1}')), made_at=NOW),
        pades.open_signer(tmp_path, now=NOW),
        reason="签发",
        place="重庆",
    )
    pdfs.examine(signed)


def test_a_locked_a_broken_and_an_endless_file_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    monkeypatch.setattr(pdfs, "PATIENCE_SECONDS", 20.0)
    for content, code in (
        (out.getvalue(), "locked_file"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "damaged_file"),
        (bomb(), "too_complex"),
    ):
        with pytest.raises(Invalid) as refused:
            pdfs.examine(content)
        assert refused.value.code == code
        assert list(refused.value.fields) == ["file"]


def bomb() -> bytes:
    """A PDF of some MB whose object stream unpacks to more than a process may hold."""
    packer = zlib.compressobj(9)
    part = packer.compress(b" " * (1 << 20)) * 1
    packed = part + b"".join(packer.compress(b" " * (1 << 20)) for _ in range(560)) + packer.flush()
    head = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/X 5 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    )
    at = len(head)
    stream = b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    body = head + stream + packed + b"\nendstream endobj\n"
    offsets = [head.index(b"%d 0 obj" % number) for number in (1, 2, 3)]
    rows = [
        b"\x00\x00\x00\x00\xff",
        *(b"\x01" + bytes([0]) + one.to_bytes(2, "big") + b"\x00" for one in offsets),
    ]
    rows.append(b"\x01" + bytes([0]) + at.to_bytes(2, "big") + b"\x00")
    rows.append(b"\x02\x00\x00\x04\x00")
    rows.append(b"\x01" + len(body).to_bytes(3, "big") + b"\x00")
    table = b"".join(rows)
    cross = b"6 0 obj<</Type/XRef/Size 7/W[1 3 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return body + cross + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def test_the_walk_says_one_word() -> None:
    assert pdf_walk.verdict(samples.pdf()) == pdf_walk.FINE
