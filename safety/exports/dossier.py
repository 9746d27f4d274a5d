"""The dossier of participation records: everything of an export in one ZIP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from safety.exports.participation_files import write_book, write_csv, write_json
from safety.exports.spool import Spool
from safety.exports.tables import Statement, statement_beside
from safety.papers.archives import Attached, Case, new_archive, safe_name
from safety.text import N_
from safety.wire.problems import translate


def write_dossier(
    spool: Spool,
    statement: Statement,
    about: Mapping[str, Any],
    path: Path,
    attached: Iterable[Attached] = (),
) -> None:
    """Tables in three forms; of each accident a summary, its papers and its files; the contents and the manifest."""
    from safety.exports.participation_word import MOST_ROWS, write_summary

    with new_archive(path) as archive:
        for name, write in (("participation.xlsx", write_book), ("participation.csv", write_csv)):
            write(spool, statement, archive.work / name)
            archive.put(name, archive.work / name, translate(N_("参与记录")))
        said = statement_beside(archive.work / "participation.csv")
        archive.put(said.name, said, translate(N_("参与记录的说明")))
        write_json(spool, about, archive.work / "participation.json")
        archive.put("participation.json", archive.work / "participation.json", translate(N_("参与记录")))
        cases: dict[str, Case] = {}
        for index, found in enumerate(spool.by_accident(MOST_ROWS + 1), start=1):
            accident = found[0]
            case = Case(accident["title"], f"accidents/{index:04d} {safe_name(_heading(accident))}")
            cases[str(accident["accident_id"])] = case
            write_summary(found, statement, archive.work / "summary.docx")
            what = translate(N_("事故摘要"))
            name = f"{case.folder}/{safe_name(what)}.docx"
            case.members.append(archive.put(name, archive.work / "summary.docx", what))
        for one in attached:
            if one.case in cases:
                archive.take(cases[one.case], one)
        told = {**about, "content_hash": spool.content_hash}
        archive.close(statement.title, statement.lines, list(cases.values()), told)


def _heading(accident: Mapping[str, Any]) -> str:
    return f"{(accident['occurred_at'] or '')[:10]} {accident['title']}".strip()
