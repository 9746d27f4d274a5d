"""The dossier: everything of an export in one ZIP, with a manifest that names each member's SHA-256."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safety.exports.participation_files import write_book, write_csv, write_json
from safety.exports.participation_word import MOST_ROWS, write_summary
from safety.exports.spool import Spool
from safety.exports.tables import Statement

MANIFEST = "manifest.json"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Attached:
    """A stored file that goes into the dossier: its accident, its name there, and how its bytes are read."""

    accident_id: str
    name: str
    content: Callable[[], bytes]


def write_dossier(
    spool: Spool,
    statement: Statement,
    about: Mapping[str, Any],
    path: Path,
    attached: Iterable[Attached] = (),
) -> None:
    """Tables in three forms, a summary of each accident, stored files where they may be given, the manifest last."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        work, members = Path(folder), {}
        for name, write in (("participation.xlsx", write_book), ("participation.csv", write_csv)):
            write(spool, statement, work / name)
            members[name] = _put(archive, name, work / name)
        write_json(spool, about, work / "participation.json")
        members["participation.json"] = _put(archive, "participation.json", work / "participation.json")
        folders: dict[str, str] = {}
        for index, found in enumerate(spool.by_accident(MOST_ROWS + 1), start=1):
            accident_id = str(found[0]["accident_id"])
            folders[accident_id] = f"accidents/{index:04d}-{accident_id}"
            write_summary(found, statement, work / "summary.docx")
            name = f"{folders[accident_id]}/summary.docx"
            members[name] = _put(archive, name, work / "summary.docx")
        for one in attached:
            if one.accident_id in folders:
                name = f"{folders[one.accident_id]}/files/{one.name}"
                (work / "attached").write_bytes(one.content())
                members[name] = _put(archive, name, work / "attached")
        manifest = {**about, "content_hash": spool.content_hash, "sha256": members}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))


def _put(archive: zipfile.ZipFile, name: str, source: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as data, archive.open(name, "w", force_zip64=True) as member:
        while block := data.read(CHUNK):
            digest.update(block)
            member.write(block)
    return digest.hexdigest()
