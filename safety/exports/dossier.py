"""The dossier: everything of an export in one ZIP, with a table of contents and a manifest of SHA-256 hashes."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from flask import render_template

from safety.exports.participation_files import write_book, write_csv, write_json
from safety.exports.spool import Spool
from safety.exports.tables import Statement, statement_beside
from safety.text import N_
from safety.wire.problems import translate

MANIFEST = "manifest.json"
#: The table of contents, for people: it opens in any browser, and each line opens its file.
CONTENTS = "index.html"
CHUNK = 1024 * 1024
LONGEST_NAME = 80
#: Signs that a file system refuses in a name.
_REFUSED = frozenset('<>:"/\\|?*')


@dataclass(frozen=True)
class Attached:
    """A file of a case: its accident, its folder and name there, what it is, and how its bytes are read.

    A ``withheld`` one is only counted: it may name people whom the export hides.
    """

    accident_id: str
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
    """An accident in the dossier: its title, its folder, what lies there, and how many files were withheld."""

    title: str
    folder: str
    members: list[Member] = field(default_factory=list)
    withheld: int = 0


def write_dossier(
    spool: Spool,
    statement: Statement,
    about: Mapping[str, Any],
    path: Path,
    attached: Iterable[Attached] = (),
) -> None:
    """Tables in three forms; of each accident a summary, its papers and its files; the contents and the manifest."""
    from safety.exports.participation_word import MOST_ROWS, write_summary

    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        dossier = _Dossier(archive, Path(folder))
        for name, write in (("participation.xlsx", write_book), ("participation.csv", write_csv)):
            write(spool, statement, dossier.work / name)
            dossier.put(name, dossier.work / name, translate(N_("参与记录")))
        said = statement_beside(dossier.work / "participation.csv")
        dossier.put(said.name, said, translate(N_("参与记录的说明")))
        write_json(spool, about, dossier.work / "participation.json")
        dossier.put("participation.json", dossier.work / "participation.json", translate(N_("参与记录")))
        cases: dict[str, Case] = {}
        for index, found in enumerate(spool.by_accident(MOST_ROWS + 1), start=1):
            accident = found[0]
            case = Case(accident["title"], f"accidents/{index:04d} {safe_name(_heading(accident))}")
            cases[str(accident["accident_id"])] = case
            write_summary(found, statement, dossier.work / "summary.docx")
            what = translate(N_("事故摘要"))
            name = f"{case.folder}/{safe_name(what)}.docx"
            case.members.append(dossier.put(name, dossier.work / "summary.docx", what))
        for one in attached:
            if one.accident_id in cases:
                dossier.take(cases[one.accident_id], one)
        dossier.write_contents(statement, list(cases.values()))
        manifest = {**about, "content_hash": spool.content_hash, "sha256": dossier.hashes}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))


def _heading(accident: Mapping[str, Any]) -> str:
    return f"{(accident['occurred_at'] or '')[:10]} {accident['title']}".strip()


class _Dossier:
    """The archive while it is written; no two members bear one name."""

    def __init__(self, archive: zipfile.ZipFile, work: Path) -> None:
        self.archive = archive
        self.work = work
        self.hashes: dict[str, str] = {}
        self.tables: list[Member] = []
        self._names: Counter[str] = Counter()

    def put(self, name: str, source: Path, what: str, folder: str = "") -> Member:
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
        if one.withheld:
            case.withheld += 1
            return
        (self.work / "attached").write_bytes(one.content())
        name = self._unused(f"{case.folder}/{safe_name(one.folder)}/{safe_name(one.name)}")
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

    def write_contents(self, statement: Statement, cases: list[Case]) -> None:
        page = render_template("exports/dossier.html", statement=statement, tables=self.tables, cases=cases)
        (self.work / CONTENTS).write_text(page, encoding="utf-8")
        self.put(CONTENTS, self.work / CONTENTS, "")


def safe_name(text: str) -> str:
    """``text`` as a name that every file system takes, at most ``LONGEST_NAME`` signs, its ending kept."""
    clean = "".join(sign if sign.isprintable() and sign not in _REFUSED else " " for sign in text)
    clean = " ".join(clean.split()).strip(". ") or "_"
    if len(clean) <= LONGEST_NAME:
        return clean
    ending = PurePath(clean).suffix if len(PurePath(clean).suffix) <= 6 else ""
    return clean[: LONGEST_NAME - len(ending)].rstrip(". ") + ending
