"""Checking a downloaded PDF or signed record (JSON) against its signatures, without the database.

A file carries its public key, but anybody can make a key: what counts is whether that key is known.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from safety.errors import Invalid
from safety.papers.pades import PdfVerdict, check_pdf
from safety.papers.signing import Seal, Verdict, key_id_of, verify
from safety.text import N_, Text

RECORD_NAME = "record.json"
RECORD_FORMAT = "qunjian-paper/1"
#: A sealed record that is no paper: the receipt of a reply, a signature under an accident report.
SEALED_FORMAT = "qunjian-sealed/1"


@dataclass(frozen=True)
class Checked:
    """What a file's signatures say; ``pdf`` is None for a bare record.

    ``known`` tells whether the key that signed is one of the keys the checker was given; ``files`` are the
    files that the record binds, by SHA-256.
    """

    number: str
    key_id: str
    known: bool
    record: Verdict
    pdf: PdfVerdict | None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether everything is unchanged and signed by a known key."""
        return self.known and self.record.genuine and (self.pdf is None or self.pdf.intact)


def check_file(content: bytes, *, keys: Mapping[str, bytes], certificate: bytes | None) -> Checked:
    """Check a paper's PDF or its signed record.

    ``keys`` are the public keys one trusts, by id; ``certificate`` (PEM) is the one for PDFs.

    Raises:
        Invalid: neither a PDF with a signed record nor a signed record.
    """
    pdf = check_pdf(content, certificate) if content.startswith(b"%PDF-") else None
    record = _parsed(_attached(content) if pdf else content)
    seal = Seal(
        statement=record["statement"],
        content_hash=record["content_hash"],
        signature=record["signature"],
        key_id=record["key_id"],
        hash_algorithm=record["hash_algorithm"],
        signature_algorithm=record["signature_algorithm"],
    )
    public = _own_key(record)
    own = {key_id_of(public): public}
    # Without our certificate a PDF proves no more than that *somebody* signed these pages.
    known = keys.get(seal.key_id) == public and (pdf is None or certificate is not None)
    imprint = record["signed"].get("imprint", record["signed"])
    number = str(imprint.get("number", ""))
    try:
        verdict = verify(record["signed"], seal, own)
    except ValueError as error:  # numbers that canonical JSON does not know
        raise _not_ours() from error
    return Checked(number, seal.key_id, known, verdict, pdf, dict(_files(record["signed"])))


def _files(value: Any) -> Iterator[tuple[str, str]]:
    """Every ``{"sha256": …, "name": …}`` under a ``files`` of a sealed record."""
    if isinstance(value, Mapping):
        for one in value.get("files") or ():
            if isinstance(one, Mapping) and isinstance(one.get("sha256"), str):
                yield one["sha256"], str(one.get("name", ""))
        for inner in value.values():
            yield from _files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _files(inner)


def _not_ours() -> Invalid:
    sentence = Text(N_("不是本系统签发的 PDF 或签名记录，或文件已损坏"))
    return Invalid(sentence, code="not_a_record", fields={"file": [sentence]})


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        record = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _not_ours() from error
    texts = ("content_hash", "signature", "key_id", "hash_algorithm", "signature_algorithm", "public_key")
    whole = (
        isinstance(record, dict)
        and record.get("format") in {RECORD_FORMAT, SEALED_FORMAT}
        and all(isinstance(record.get(name), str) for name in texts)
        and isinstance(record.get("signed"), dict)
        and isinstance(record.get("statement"), dict)
        and isinstance(record["statement"].get("fields"), dict)
        and (record["format"] == SEALED_FORMAT or isinstance(record["signed"].get("imprint"), dict))
    )
    if not whole:
        raise _not_ours()
    return dict(record)


def _own_key(record: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(record["public_key"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise _not_ours() from error


def _attached(pdf: bytes) -> bytes:
    """The signed record inside a PDF, read by walking the table of embedded files."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        names = PdfFileReader(io.BytesIO(pdf), strict=False).root["/Names"]["/EmbeddedFiles"]["/Names"]
        for index in range(0, len(names), 2):
            if str(names[index]) == RECORD_NAME:
                return bytes(names[index + 1]["/EF"]["/F"].data)
    except (PdfError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise _not_ours() from error
    raise _not_ours()
