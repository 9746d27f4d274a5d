"""The summary of an accident as DOCX: what happened, the union's seat, what it did, said and obtained.

This is a working paper of the union, not an issued one: it has no number and no seal, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.document import Document as Doc
from docx.enum.text import WD_BREAK

from safety.exports.participation_files import shown
from safety.exports.rules.participation import FIELDS, PART_LABELS, Field, Part
from safety.exports.spool import Spool
from safety.exports.tables import Statement
from safety.exports.word import add_table, begun, say_statement, text_of
from safety.text import N_, Text
from safety.wire.problems import translate

#: More rows of one sheet are not put into a document that people read; it says where the rest is.
MOST_ROWS = 500
#: Fields that a person does not read: ids, codes beside their words, what the title says already.
_LEFT_OUT = frozenset(
    {"accident", "accident_id", "seat_id", "activity_id", "opinion_id", "measure_id", "district_code"}
)
_TABLE_FIELDS: Mapping[Part, tuple[str, ...]] = {
    Part.SEATS: (
        "union",
        "person",
        "expertise",
        "state_name",
        "given_on",
        "signed_name",
        "signed_at",
        "reservation",
    ),
    Part.ACTIVITIES: ("started_at", "kind_name", "hours", "place", "members", "people", "words"),
    Part.OPINIONS: (
        "given_on",
        "subject_name",
        "words",
        "addressee",
        "reply_by",
        "answered_on",
        "answer_name",
        "answer_words",
    ),
    Part.MEASURES: ("summary", "addressee", "term_on", "state_name", "result_name", "closed_on"),
}

Found = tuple[Mapping[str, Any], Mapping[Part, Sequence[Mapping[str, Any]]]]


def write_summaries(spool: Spool, statement: Statement, path: Path) -> None:
    """One document with a chapter for each accident."""
    document = begun(statement)
    for index, found in enumerate(spool.by_accident(MOST_ROWS + 1)):
        if index:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _chapter(document, found)
    say_statement(document, statement)
    document.save(str(path))


def write_summary(found: Found, statement: Statement, path: Path) -> None:
    """The document of one accident."""
    document = begun(statement)
    _chapter(document, found)
    say_statement(document, statement)
    document.save(str(path))


def _chapter(document: Doc, found: Found) -> None:
    accident, parts = found
    document.add_heading(text_of(accident["title"]), 1)
    fields = [one for one in FIELDS[Part.ACCIDENTS] if _is_read(one, FIELDS[Part.ACCIDENTS])]
    pairs = [(translate(one.heading), text_of(shown(one.key, accident[one.key]))) for one in fields]
    half = (len(pairs) + 1) // 2
    grid = [[*left, *right] for left, right in zip(pairs[:half], [*pairs[half:], ("", "")], strict=False)]
    add_table(document, None, grid, [32, 98, 32, 98])
    for part, rows in parts.items():
        document.add_heading(f"{translate(PART_LABELS[part])}（{min(len(rows), MOST_ROWS)}）", 2)
        if not rows:
            document.add_paragraph(translate(N_("没有记录")))
            continue
        columns = [one for one in FIELDS[part] if one.key in _TABLE_FIELDS[part]]
        cells = [[text_of(shown(one.key, row[one.key])) for one in columns] for row in rows[:MOST_ROWS]]
        whole = sum(min(one.width, 40) for one in columns)
        widths = [260 * min(one.width, 40) // whole for one in columns]
        add_table(document, [translate(one.heading) for one in columns], cells, widths)
        if len(rows) > MOST_ROWS:
            document.add_paragraph(translate(Text(N_("只列前 %(n)s 条，全部见表格文件"), n=MOST_ROWS)))


def _is_read(field: Field, beside: Sequence[Field]) -> bool:
    named = {one.key for one in beside}
    return field.key not in _LEFT_OUT and field.key != "title" and f"{field.key}_name" not in named
