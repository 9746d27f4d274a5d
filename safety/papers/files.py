"""A paper's files: made once from the frozen content (``operations.making``), and from then on the same bytes.

They lie in ``<data_dir>/papers``, named by the signed hash: they can be made again, but a file that was
handed out is kept as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from safety.evidence.copies import printed_copy
from safety.jobs.queries import job_by_id, reason_of
from safety.papers import keys, queries
from safety.papers.checking import RECORD_FORMAT, RECORD_NAME
from safety.papers.content import picture_hashes
from safety.papers.models import Paper
from safety.papers.pades import sealed_at, sign_pdf
from safety.papers.rendering import FONTS, Sheet, Watermark, render_pdf
from safety.papers.rules import FileState, PaperState
from safety.papers.signing import keep_private_file
from safety.text import N_, Text

_WATERMARKS = {
    PaperState.ISSUED: Watermark.NONE,
    PaperState.SUPERSEDED: Watermark.VOID,
    PaperState.REVOKED: Watermark.VOID,
}


@dataclass(frozen=True)
class Wanted:
    """What the files of an issued paper are made of, read in one go; ``stem`` is their path without its ending."""

    sheet: Sheet
    stem: Path
    issued_at: datetime
    reason: str
    place: str


@dataclass(frozen=True)
class Progress:
    """How far the PDF of an issued paper is; ``problem`` says why it failed."""

    state: FileState
    problem: tuple[Text, ...] = ()


def pdf_of(paper: Paper) -> bytes | None:
    """An issued paper as PDF, sealed, an ended one marked 作废; None while it is not made."""
    return _pdf_path(_stem(paper)).read_bytes() if are_there(paper) else None


def draft_pdf(paper: Paper, *, today: date) -> bytes:
    """A draft as PDF marked 草稿, as it would go out on the day ``today``.

    Raises:
        Unavailable: fonts or evidence cannot be read.
    """
    return preview_pdf(queries.content_now(paper, today), made_at=paper.drafted_at)


def preview_pdf(content: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """A paper that nobody has issued or kept, as PDF marked 草稿.

    Raises:
        Unavailable: fonts or evidence cannot be read.
    """
    return render_pdf(_draft(content), made_at=made_at, fonts=fonts_at_hand())


def docx_of(paper: Paper) -> bytes:
    """An issued paper as DOCX, for the seal.

    Raises:
        Unavailable: the evidence cannot be read.
    """
    return _kept_docx(wanted_of(paper))


def draft_docx(paper: Paper, *, today: date) -> bytes:
    """A draft as DOCX marked 草稿, as it would go out on the day ``today``.

    Raises:
        Unavailable: the evidence cannot be read.
    """
    from safety.papers.word import render_docx

    return render_docx(_draft(queries.content_now(paper, today)), made_at=paper.drafted_at)


def fonts_at_hand() -> tuple[Path, ...]:
    """The folders of fonts: what set-up brings, and what an administrator lays into ``<data_dir>/fonts``."""
    return FONTS, current_app.config["SETTINGS"].data_dir / "fonts"


def are_there(paper: Paper) -> bool:
    """Whether an issued paper's PDF is made, sealed, and still where it was kept."""
    return paper.sealed_at is not None and _pdf_path(_stem(paper)).exists()


def progress_of(paper: Paper) -> Progress:
    """How far an issued paper's PDF is."""
    if are_there(paper):
        return Progress(FileState.DONE)
    if paper.sealed_at is not None:
        return Progress(FileState.FAILED, (Text(N_("文件不在服务器上，请重新生成")),))
    job = job_by_id(paper.file_job_id) if paper.file_job_id else None
    if job is None or job.state == "queued":
        return Progress(FileState.QUEUED)
    if job.state == "failed":
        return Progress(FileState.FAILED, tuple(reason_of(job)))
    return Progress(FileState.RUNNING)


def wanted_of(paper: Paper) -> Wanted:
    """All that the files of an issued paper are made of."""
    return Wanted(
        sheet=_sheet(paper),
        stem=_stem(paper),
        issued_at=paper.issued_at or paper.drafted_at,
        reason=f"{paper.title} {paper.number}",
        place=paper.content["issuer"],
    )


def make(wanted: Wanted, *, now: datetime) -> datetime:
    """Make and keep the files that are not there; the moment that the PDF's own signature tells.

    Raises:
        Unavailable: fonts or keys cannot be read.
    """
    path = _pdf_path(wanted.stem)
    if not path.exists():
        sheet = replace(wanted.sheet, issued_at=wanted.issued_at, sealed_at=now)
        pdf = render_pdf(sheet, made_at=now, fonts=fonts_at_hand())
        signer = keys.pdf_signer(now)
        keep_private_file(path, sign_pdf(pdf, signer, reason=wanted.reason, place=wanted.place))
    _kept_docx(wanted)
    return sealed_at(path.read_bytes()) or now


def _kept_docx(wanted: Wanted) -> bytes:
    path = wanted.stem.with_name(f"{wanted.stem.name}.docx")
    if not path.exists():
        from safety.papers.word import render_docx

        keep_private_file(path, render_docx(wanted.sheet, made_at=wanted.issued_at))
    return path.read_bytes()


def _pdf_path(stem: Path) -> Path:
    return stem.with_name(f"{stem.name}.pdf")


def _stem(paper: Paper) -> Path:
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    variant = "issued" if paper.state == PaperState.ISSUED else "void"
    digest = paper.content_hash or ""
    return data_dir / "papers" / digest[:2] / f"{digest}-{variant}"


def record_of(paper: Paper) -> dict[str, Any]:
    """The signed record of an issued paper: all that is needed to verify it without this database.

    Raises:
        NotFound: it is a draft.
    """
    seal = queries.seal_of(paper)
    public = keys.public_text(seal.key_id)
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


def _pictures(content: Mapping[str, Any]) -> dict[str, bytes]:
    found = {sha256: printed_copy(sha256) for sha256 in picture_hashes(content)}
    return {sha256: picture for sha256, picture in found.items() if picture is not None}


def _draft(content: Mapping[str, Any]) -> Sheet:
    return Sheet(content=content, watermark=Watermark.DRAFT, pictures=_pictures(content))


def _sheet(paper: Paper) -> Sheet:
    """An issued paper."""
    record = json.dumps(record_of(paper), ensure_ascii=False, sort_keys=True).encode()
    return Sheet(
        content=paper.content,
        imprint=paper.imprint,
        content_hash=paper.content_hash or "",
        watermark=_WATERMARKS[PaperState(paper.state)],
        pictures=_pictures(paper.content),
        record=(RECORD_NAME, record),
    )


def file_name(paper: Paper, extension: str) -> str:
    """The name under which a browser keeps the file: number and title, no sign that a file system refuses."""
    name = f"{paper.number or '草稿'} {paper.title}"
    return "".join(sign for sign in name if sign.isprintable() and sign not in '<>:"/\\|?*') + f".{extension}"
