"""What a paper says, as plain facts; how it looks is the renderers' business.

The same content becomes the signed record, the PDF and the DOCX.  Every value is text, so that its
canonical JSON never varies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar

from safety.errors import Invalid
from safety.law.citations import Citation, joined
from safety.text import N_, Text

#: Marks an article whose text nobody has read; it must never leave the house.
UNCHECKED = "待核"
_NOT_PRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


#: The codes of the signs that no paper holds: control characters, marks of direction, lone surrogates.
LEFT_OUT = frozenset(code for code in range(0x10000) if _NOT_PRINTABLE.match(chr(code)))


def clean(text: str) -> str:
    """``text`` without control characters, marks that turn the direction of reading, and lone surrogates."""
    return _NOT_PRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    block: ClassVar[str] = "paragraph"
    text: str
    bold: bool = False
    indent: bool = True


@dataclass(frozen=True)
class Heading:
    """A heading inside the paper (一、……)."""

    block: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Form:
    """Labels and values in a ruled two-column form."""

    block: ClassVar[str] = "form"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A table's column: its head and its share of the width."""

    title: str
    share: int = 1


@dataclass(frozen=True)
class Table:
    """A ruled table; the head is repeated on each page."""

    block: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A photograph of the evidence, by the hash of its original."""

    sha256: str
    caption: str = ""


@dataclass(frozen=True)
class Pictures:
    """Photographs, two beside each other."""

    block: ClassVar[str] = "pictures"
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class LinkCode:
    """A QR code that leads somewhere, for instance to the page where the employer replies."""

    block: ClassVar[str] = "link"
    url: str
    caption: str


Block = Paragraph | Heading | Form | Table | Pictures | LinkCode
_BLOCKS: Mapping[str, type[Block]] = {
    kind.block: kind for kind in (Paragraph, Heading, Form, Table, Pictures, LinkCode)
}


@dataclass(frozen=True)
class Signer:
    """A place to sign: whose, the name, the drawn signature (hash of its picture), and a remark."""

    label: str
    name: str = ""
    picture_sha256: str = ""
    note: str = ""


#: How many inspectors sign where the rule wants a check to be made by two.
PAIR = 2


def inspector_lines(
    label: str, people: Sequence[tuple[str, str]], *, least: int = PAIR
) -> tuple[Signer, ...]:
    """A line for each inspector (name, certificate number) with the certificate below.

    Where fewer than ``least`` are known, further lines stay open for those who sign by hand.
    """
    known = tuple(
        Signer(label, name, note=f"检查员证：{number}" if number else "") for name, number in people
    )
    return known + (Signer(label),) * (least - len(known))


@dataclass(frozen=True)
class PaperContent:
    """A paper before it has a number.

    ``issuer`` is the union that speaks; ``seal`` leaves room for its stamp; ``citations`` are printed as
    one line of 依据, those that are 待核 on the day of the fact left out; ``signers`` are lines to be signed by hand or already drawn on the tablet.
    ``contact`` (联系人、电话) and ``originals`` (一式几份) are the union's, filled in when a paper that has an addressee
    is drafted.
    """

    title: str
    issuer: str
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    citations: tuple[Citation, ...] = ()
    signers: tuple[Signer, ...] = ()
    attachments: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    note: str = ""
    seal: bool = True
    contact: str = ""
    originals: str = ""

    def as_json(self) -> dict[str, Any]:
        """The content as JSON values, every text cleaned; what is hashed, signed, stored and rendered."""
        plain: dict[str, Any] = _cleaned(asdict(self))
        for block, source in zip(plain["blocks"], self.blocks, strict=True):
            block["block"] = source.block
        plain["citations"] = [_cleaned(one.as_json()) for one in self.citations]
        plain["basis"] = clean(joined(self.citations))
        return plain


@dataclass(frozen=True)
class Enclosed:
    """Who gets a copy (抄送) and what is attached (附件), as a person lists them beside what the paper says."""

    copies_to: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def enclosing(content: PaperContent, enclosed: Enclosed | None) -> PaperContent:
    """``content`` with what a person listed; None leaves it as it is.

    Raises:
        Invalid: a copy for whom the paper is addressed to anyway (field ``copies_to``).
    """
    if enclosed is None:
        return content
    if content.addressee in enclosed.copies_to:
        sentence = Text(N_("抄送单位不能是主送单位"))
        raise Invalid(sentence, code="copy_to_addressee", fields={"copies_to": [sentence]})
    return replace(content, copies_to=enclosed.copies_to, attachments=enclosed.attachments)


def enclosed_in(plain: Mapping[str, Any]) -> Enclosed:
    """What a kept content lists."""
    return Enclosed(tuple(plain["copies_to"]), tuple(plain["attachments"]))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list | tuple) else value


def content_from(plain: Mapping[str, Any]) -> PaperContent:
    """The content again, from what ``as_json`` made."""
    return PaperContent(
        **{
            one.name: plain[one.name]
            for one in fields(PaperContent)
            if one.name in {"title", "issuer", "addressee", "note", "seal", "contact", "originals"}
            # Papers from before an upgrade have no contact.
            and one.name in plain
        },
        blocks=tuple(_block_from(block) for block in plain["blocks"]),
        citations=tuple(Citation(**one) for one in plain["citations"]),
        signers=tuple(Signer(**one) for one in plain["signers"]),
        attachments=tuple(plain["attachments"]),
        copies_to=tuple(plain["copies_to"]),
    )


def _block_from(plain: Mapping[str, Any]) -> Block:
    values = {key: value for key, value in plain.items() if key != "block"}
    match plain["block"]:
        case "form":
            return Form(tuple((label, value) for label, value in values["rows"]))
        case "table":
            columns = tuple(Column(**column) for column in values["columns"])
            return Table(columns, tuple(tuple(row) for row in values["rows"]))
        case "pictures":
            return Pictures(tuple(Picture(**picture) for picture in values["pictures"]))
        case other:
            return _BLOCKS[other](**values)


@dataclass(frozen=True)
class Imprint:
    """What issuing adds: number, day (年月日), code and address to verify, head of the audit."""

    number: str
    issued_on: str
    verification_code: str
    verify_url: str
    audit_head: str
    drawn_up_by: str = field(default="")

    def as_json(self) -> dict[str, str]:
        """The imprint as JSON values."""
        return {key: clean(value) for key, value in asdict(self).items()}


def check_printable(plain: Mapping[str, Any]) -> None:
    """Refuse content that may not go out: no title or issuer, uneven tables, or 待核 anywhere.

    Raises:
        Invalid: field ``content``, with the reason.
    """
    problem: Text | None = None
    if not plain["title"] or not plain["issuer"]:
        problem = Text(N_("文书缺少标题或发文单位"))
    elif any(UNCHECKED in text for text in _texts(plain)):
        problem = Text(N_("文书中还有「待核」的内容，核实或删去后才能发出"))
    elif any(
        len(row) != len(block["columns"])
        for block in plain["blocks"]
        if block["block"] == "table"
        for row in block["rows"]
    ):
        problem = Text(N_("文书表格的列数不一致"))
    if problem:
        raise Invalid(problem, code="paper_content", fields={"content": [problem]})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def picture_hashes(plain: Mapping[str, Any]) -> set[str]:
    """The hashes of all pictures that rendering will need."""
    photographs = {
        picture["sha256"]
        for block in plain["blocks"]
        if block["block"] == "pictures"
        for picture in block["pictures"]
    }
    drawn = {signer["picture_sha256"] for signer in plain["signers"] if signer["picture_sha256"]}
    return photographs | drawn
