"""A dossier: papers, pictures and files under names that people read, in one ZIP with a table of contents and hashes."""

from __future__ import annotations

import hashlib
import json
import tempfile
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from flask import render_template

from safety.errors import Unavailable
from safety.papers.files import docx_of, file_name, pdf_of
from safety.papers.models import Paper
from safety.papers.operations import seal_files
from safety.papers.queries import issued_day, paper_by_id
from safety.text import N_, Text
from safety.transactions import one_transaction

MANIFEST = "manifest.json"
#: The table of contents, for people: it opens in any browser, and each line opens its file.
CONTENTS = "index.html"
CHUNK = 1024 * 1024
LONGEST_NAME = 80
#: Signs that a file system refuses in a name.
_REFUSED = frozenset('<>:"/\\|?*')


@dataclass(frozen=True)
class Attached:
    """A file of a case: which case, its folder and name there, what it is, and how its bytes are read.

    A ``withheld`` one is only counted: it may name people whom the export hides.
    """

    case: str
    folder: str
    name: str
    what: str
    content: Callable[[], bytes]
    withheld: bool = False


@dataclass(frozen=True)
class Member:
    """A line of the table of contents."""

    path: str
    folder: str
    what: str
    sha256: str


@dataclass
class Case:
    """A part of the dossier: its title, its folder, what lies there, and how many files were withheld."""

    title: str
    folder: str
    members: list[Member] = field(default_factory=list)
    withheld: int = 0


class Archive:
    """The ZIP while it is written; no two members bear one name.  ``work`` is a folder for files on their way."""

    def __init__(self, archive: zipfile.ZipFile, work: Path) -> None:
        self.archive = archive
        self.work = work
        self.hashes: dict[str, str] = {}
        self.tables: list[Member] = []
        self._names: Counter[str] = Counter()

    def put(self, name: str, source: Path, what: str, folder: str = "") -> Member:
        """Add the file ``source`` under ``name``; one outside of every folder is listed before the cases."""
        digest = hashlib.sha256()
        with source.open("rb") as data, self.archive.open(name, "w", force_zip64=True) as member:
            while block := data.read(CHUNK):
                digest.update(block)
                member.write(block)
        self.hashes[name] = digest.hexdigest()
        found = Member(name, folder, what, digest.hexdigest())
        if "/" not in name:
            self.tables.append(found)
        return found

    def take(self, case: Case, one: Attached) -> None:
        """Add a file to its case, or count it where it is withheld."""
        if one.withheld:
            case.withheld += 1
            return
        (self.work / "attached").write_bytes(one.content())
        name = self._unused("/".join(filter(None, [case.folder, safe_name(one.folder), safe_name(one.name)])))
        case.members.append(self.put(name, self.work / "attached", one.what, one.folder))

    def _unused(self, name: str) -> str:
        key = name.casefold()  # Windows and macOS take names apart by more than their case
        self._names[key] += 1
        again = self._names[key]
        return (
            name
            if again == 1
            else self._unused(str(PurePath(name).with_stem(f"{PurePath(name).stem} ({again})")))
        )

    def close(
        self, title: str, lines: Mapping[str, str], cases: list[Case], about: Mapping[str, Any]
    ) -> None:
        """Write the table of contents with ``lines`` (name → value) at its head, and the manifest: ``about`` and all hashes."""
        page = render_template(
            "papers/dossier.html", title=title, lines=lines, tables=self.tables, cases=cases
        )
        (self.work / CONTENTS).write_text(page, encoding="utf-8")
        self.put(CONTENTS, self.work / CONTENTS, "")
        manifest = {**about, "sha256": self.hashes}
        self.archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))


@contextmanager
def new_archive(path: Path) -> Iterator[Archive]:
    """An archive that is written to ``path``."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Archive(archive, Path(folder))


def paper_files(case: str, folder: str, paper: Paper) -> Iterator[Attached]:
    """An issued paper as PDF and DOCX."""
    forms: tuple[tuple[str, Callable[[Paper], bytes | None]], ...] = (("pdf", pdf_of), ("docx", docx_of))
    for extension, make in forms:
        yield Attached(
            case=case,
            folder=folder,
            name=f"{issued_day(paper)} {file_name(paper, extension)}",
            what=paper.title,
            content=_reader(paper.id, make),
        )


def _reader(paper_id: uuid.UUID, make: Callable[[Paper], bytes | None]) -> Callable[[], bytes]:
    """Reads the file of a paper in a short transaction of its own: a dossier is written outside of any.

    A paper that was issued just before may still wait for its job: then its file is made here.
    """

    def read() -> bytes:
        seal_files(paper_id)
        with one_transaction(write=False):
            paper = paper_by_id(paper_id)
            content = make(paper) if paper else b""
            if content is None:
                number = paper.number if paper else ""
                raise Unavailable(
                    Text(N_("文书 %(number)s 的 PDF 还没有生成，请稍后重新导出"), number=number)
                )
            return content

    return read


def json_bytes(value: Any) -> bytes:
    """A record as a file that people and programs read."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def safe_name(text: str) -> str:
    """``text`` as a name that every file system takes, at most ``LONGEST_NAME`` signs, its ending kept."""
    clean = "".join(sign if sign.isprintable() and sign not in _REFUSED else " " for sign in text)
    clean = " ".join(clean.split()).strip(". ") or ("_" if text else "")
    if len(clean) <= LONGEST_NAME:
        return clean
    ending = PurePath(clean).suffix if len(PurePath(clean).suffix) <= 6 else ""
    return clean[: LONGEST_NAME - len(ending)].rstrip(". ") + ending
