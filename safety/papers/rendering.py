"""Content → PDF through typst: fonts embedded, A4, and no user text ever part of the source.

The text travels as data (``paper.json``) beside the fixed template ``templates/documents/paper.typ``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import structlog

from safety.errors import Unavailable
from safety.law.days import SHANGHAI
from safety.papers.glyphs import font_files
from safety.text import N_, Text

TEMPLATE = Path(__file__).parents[2] / "templates" / "documents" / "paper.typ"
FONTS = Path(__file__).parent / "fonts"
log = structlog.get_logger()


class Watermark(StrEnum):
    """A word across the page, as printed."""

    NONE = ""
    DRAFT = "草稿"
    SAMPLE = "示意"
    VOID = "作废"
    COPY = "副本"


@dataclass(frozen=True)
class Sheet:
    """All that rendering needs: content and imprint as JSON, hash, watermark, pictures by hash, attachment.

    ``record`` (a name and bytes) travels inside the PDF: the signed record that ``flask verify`` reads.  An issued
    paper prints both moments: a paper from before an upgrade, or of a busy server, was sealed later than issued.
    """

    content: Mapping[str, Any]
    imprint: Mapping[str, str] | None = None
    content_hash: str = ""
    watermark: Watermark = Watermark.NONE
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    record: tuple[str, bytes] | None = None
    issued_at: datetime | None = None
    sealed_at: datetime | None = None


def qr_svg(text: str) -> str:
    """A QR code as SVG (error correction M)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, dark="#000")
    return out.getvalue().decode()


def _data(sheet: Sheet) -> bytes:
    codes = {
        block["url"]: qr_svg(block["url"]) for block in sheet.content["blocks"] if block["block"] == "link"
    }
    data = {
        "content": sheet.content,
        "imprint": sheet.imprint,
        "content_hash": sheet.content_hash,
        "watermark": sheet.watermark.value,
        "moments": [
            moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            for moment in (sheet.issued_at, sheet.sealed_at)
            if moment is not None
        ],
        "pictures": sorted(sheet.pictures),
        "codes": codes,
    }
    return json.dumps(data, ensure_ascii=False).encode()


def _source(record: tuple[str, bytes] | None) -> bytes:
    source = TEMPLATE.read_bytes()
    if record is None:
        return source
    attach = (
        b'#pdf.attach("record.json", relationship: "data", mime-type: "application/json",'
        b' description: "signed record")\n'
    )
    return attach + source


def render_pdf(sheet: Sheet, *, made_at: datetime, fonts: Sequence[Path] = (FONTS,)) -> bytes:
    """The paper as PDF; the same sheet and ``made_at`` give the same bytes.

    Raises:
        Unavailable: the fonts are not there (``make run`` brings them) or typst cannot set the page.
    """
    if not font_files(fonts):
        raise Unavailable(
            Text(N_("服务器缺少中文字体，暂时不能生成 PDF，请联系管理员")), code="fonts_missing"
        )
    files = {"main.typ": _source(sheet.record), "paper.json": _data(sheet)}
    if sheet.imprint is not None:
        files["verify.svg"] = qr_svg(sheet.imprint["verify_url"]).encode()
    if sheet.record is not None:
        files["record.json"] = sheet.record[1]
    files |= {f"pictures/{sha256}": content for sha256, content in sheet.pictures.items()}
    with TemporaryDirectory(prefix="paper-") as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        return _archival(Path(folder), fonts, made_at)


def _archival(folder: Path, fonts: Sequence[Path], made_at: datetime) -> bytes:
    """PDF/A-3b (made to be read in decades; it may carry the signed record) wherever that is possible.

    PDF/A wants a glyph for every character.  A draft, or a paper from before such characters were refused, may
    hold one that no font at hand has: then the machine's own fonts are asked too, for an ordinary PDF.
    """
    import typst

    try:
        return _compiled(folder, fonts, made_at, archival=True)
    except typst.TypstError:
        log.info("paper_without_pdf_a")
    try:
        return _compiled(folder, fonts, made_at, archival=False)
    except typst.TypstError as error:
        log.exception("paper_cannot_be_set")
        raise Unavailable(Text(N_("文书排版失败，请联系管理员")), code="rendering_failed") from error


def _compiled(folder: Path, fonts: Sequence[Path], made_at: datetime, *, archival: bool) -> bytes:
    """Typst may read nothing outside ``folder`` (its root) but fonts."""
    import typst

    made = typst.compile(
        folder / "main.typ",
        root=folder,
        format="pdf",
        font_paths=[one for one in fonts if one.is_dir()],
        ignore_system_fonts=archival,
        pdf_standards="a-3b" if archival else "1.7",
        # A PDF counts whole seconds, and typst refuses parts of one.
        timestamp=made_at.replace(microsecond=0),
    )
    return bytes(made)
