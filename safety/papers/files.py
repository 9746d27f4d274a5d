"""A paper's files: rendered from the frozen content when first asked for, and from then on the same bytes.

They lie in ``<data_dir>/papers``, named by the signed hash: they can be made again, but a file that was
handed out is kept as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import current_app

from safety.evidence.copies import printed_copy
from safety.papers import keys, queries
from safety.papers.checking import RECORD_FORMAT, RECORD_NAME
from safety.papers.content import picture_hashes
from safety.papers.models import Paper
from safety.papers.pades import sign_pdf
from safety.papers.rendering import Sheet, Watermark, render_pdf
from safety.papers.rules import PaperState
from safety.papers.signing import keep_private_file
from safety.papers.word import render_docx

_WATERMARKS = {
    PaperState.DRAFT: Watermark.DRAFT,
    PaperState.ISSUED: Watermark.NONE,
    PaperState.SUPERSEDED: Watermark.VOID,
    PaperState.REVOKED: Watermark.VOID,
}


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF: a draft marked 草稿, an issued one signed (PAdES), an ended one marked 作废.

    Raises:
        Unavailable: fonts, keys or evidence cannot be read.
    """
    return _kept(paper, "pdf", lambda: _signed_pdf(paper))


def docx_of(paper: Paper) -> bytes:
    """The paper as DOCX, for the seal.

    Raises:
        Unavailable: the evidence cannot be read.
    """
    return _kept(paper, "docx", lambda: render_docx(_sheet(paper), made_at=_made_at(paper)))


def record_of(paper: Paper) -> dict[str, Any]:
    """The signed record of an issued paper: all that is needed to verify it without this database.

    Raises:
        NotFound: it is a draft.
    """
    seal = queries.seal_of(paper)
    public = queries.public_key_text(seal.key_id)
    return {
        "format": RECORD_FORMAT,
        "signed": queries.signed_content(paper),
        "statement": seal.statement,
        "content_hash": seal.content_hash,
        "hash_algorithm": seal.hash_algorithm,
        "signature": seal.signature,
        "signature_algorithm": seal.signature_algorithm,
        "key_id": seal.key_id,
        "public_key": public,
    }


def _made_at(paper: Paper) -> Any:
    return paper.issued_at or paper.drafted_at


def _sheet(paper: Paper) -> Sheet:
    found = {sha256: printed_copy(sha256) for sha256 in picture_hashes(paper.content)}
    issued = paper.state != PaperState.DRAFT
    record = json.dumps(record_of(paper), ensure_ascii=False, sort_keys=True).encode() if issued else None
    return Sheet(
        content=paper.content,
        imprint=paper.imprint,
        content_hash=paper.content_hash or "",
        watermark=_WATERMARKS[PaperState(paper.state)],
        pictures={sha256: content for sha256, content in found.items() if content is not None},
        record=(RECORD_NAME, record) if record else None,
    )


def _signed_pdf(paper: Paper) -> bytes:
    pdf = render_pdf(_sheet(paper), made_at=_made_at(paper))
    if paper.state == PaperState.DRAFT:
        return pdf
    signer = keys.pdf_signer(_made_at(paper))
    return sign_pdf(pdf, signer, reason=f"{paper.title} {paper.number}", place=paper.content["issuer"])


def _kept(paper: Paper, extension: str, make: Callable[[], bytes]) -> bytes:
    if paper.state == PaperState.DRAFT or paper.content_hash is None:
        return make()
    variant = "issued" if paper.state == PaperState.ISSUED else "void"
    path = _folder() / paper.content_hash[:2] / f"{paper.content_hash}-{variant}.{extension}"
    if not path.exists():
        keep_private_file(path, make())
    return path.read_bytes()


def _folder() -> Path:
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "papers"


def file_name(paper: Paper, extension: str) -> str:
    """The name under which a browser keeps the file: number and title, no sign that a file system refuses."""
    name = f"{paper.number or '草稿'} {paper.title}"
    return "".join(sign for sign in name if sign.isprintable() and sign not in '<>:"/\\|?*') + f".{extension}"
