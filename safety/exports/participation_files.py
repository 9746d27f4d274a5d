"""Participation records as XLSX, CSV and JSON, from the rows on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from safety.exports.rules.participation import FIELDS, PART_LABELS, SCHEMA, Field, Part, is_code, words_first
from safety.exports.spool import Spool
from safety.exports.tables import Column, Sheet, Statement, write_xlsx
from safety.exports.tables import write_csv as write_table
from safety.text import N_
from safety.wire.problems import translate


def shown(key: str, value: Any) -> Any:
    """A field as a cell holds it: days and moments as dates, yuan as a number, a yes or no in words."""
    if value is None:
        return ""
    return _reader(key)(value)


def _reader(key: str) -> Callable[[Any], Any]:
    """How a field's value on disk becomes what a cell holds: chosen once for a column, not for each cell."""
    if key.endswith("_at"):
        return datetime.fromisoformat
    if is_day(key):
        return date.fromisoformat
    return float if key.endswith("_yuan") else _yes_or_no if key in _YES_OR_NO else lambda value: value


def _yes_or_no(value: Any) -> str:
    return translate(N_("是") if value else N_("否"))


def _cell(key: str) -> Callable[[Mapping[str, Any]], Any]:
    read = _reader(key)

    def cell(row: Mapping[str, Any]) -> Any:
        value = row.get(key)
        return None if value is None else read(value)

    return cell


def is_day(key: str) -> bool:
    """Whether a field holds a day."""
    return key.endswith("_on") or key == "reply_by"


def _column(field: Field, *, printed: bool) -> Column:
    number = "#,##0.00" if field.key.endswith("_yuan") else None
    return Column(translate(field.heading), field.width, _cell(field.key), number, printed)


def _columns(part: Part) -> list[Column]:
    return [_column(one, printed=not is_code(part, one)) for one in words_first(part)]


def write_book(spool: Spool, statement: Statement, path: Path) -> None:
    """All sheets and 说明; codes stand behind the words, off paper."""
    sheets = [Sheet(translate(PART_LABELS[part]), _columns(part), spool.rows(part)) for part in Part]
    write_xlsx(
        path,
        sheets,
        statement,
        count_label=translate(N_("行数")),
        imprint="  ".join(list(statement.lines.values())[:3]),
    )


def flat_columns() -> list[tuple[str, Field]]:
    """The fields of all sheets side by side, each key once, codes last: what one table of all records has."""
    words: dict[str, Field] = {}
    codes: dict[str, Field] = {}
    for part in Part:
        for one in FIELDS[part]:
            (codes if is_code(part, one) else words).setdefault(one.key, one)
    return [*words.items(), *((key, one) for key, one in codes.items() if key not in words)]


def write_csv(spool: Spool, statement: Statement, path: Path) -> None:
    """One table of all records: the first column names the sheet that a row belongs to."""
    columns = [Column(translate(N_("表")), 10, lambda row: row[0])]
    columns += [Column(translate(one.heading), one.width, _flat_cell(key)) for key, one in flat_columns()]
    sheet = Sheet(statement.title, columns, _flat_rows(spool))
    write_table(path, sheet, statement, count_label=translate(N_("记录数")))


def _flat_cell(key: str) -> Callable[[tuple[str, Mapping[str, Any]]], Any]:
    return lambda row: shown(key, row[1].get(key))


def _flat_rows(spool: Spool) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in Part:
        name = translate(PART_LABELS[part])
        for row in spool.rows(part):
            yield name, row


def write_json(spool: Spool, about: Mapping[str, Any], path: Path) -> None:
    """The rows by sheet under their field names, after what the export says of itself; see the JSON Schema."""
    head = {"schema": SCHEMA, **about, "content_hash": spool.content_hash}
    head["counts"] = {part.value: count for part, count in spool.counts.items()}
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}"))
        for part in Part:
            out.write(f',\n "{part.value}": [')
            out.writelines(_separated(spool, part))
            out.write("]")
        out.write("\n}\n")


def _separated(spool: Spool, part: Part) -> Iterator[str]:
    for index, line in enumerate(spool.lines(part)):
        yield (",\n  " if index else "\n  ") + line.rstrip("\n")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:qunjian:schema:{SCHEMA}",
        "title": "Participation records",
        "type": "object",
        "additionalProperties": False,
        "required": [*_ABOUT, *(part.value for part in Part)],
        "properties": {**_ABOUT, **{part.value: _array_of(FIELDS[part]) for part in Part}},
    }


_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ABOUT: Mapping[str, Any] = {
    "schema": {"const": SCHEMA},
    "exported_at": {"type": "string", "format": "date-time"},
    "exported_by": _TEXT,
    "filters": {"type": "object", "additionalProperties": _TEXT},
    "personal": {"type": "boolean"},
    "purpose": {"type": ["string", "null"]},
    "audit_head": _HASH,
    "content_hash": _HASH,
    "counts": {
        "type": "object",
        "additionalProperties": False,
        "required": [part.value for part in Part],
        "properties": {part.value: _COUNT for part in Part},
    },
}
#: Facts that are so or not: words in a language would make one selection two.
_YES_OR_NO = frozenset({"grade_unread", "level_unread", "no_interest"})
_WHOLE = frozenset({"deaths", "serious_injuries", "acute_poisonings", "slight_injuries", "missing", "files"})


def _array_of(columns: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": [one.key for one in columns],
            "properties": {one.key: _type_of(one) for one in columns},
        },
    }


def _type_of(field: Field) -> dict[str, Any]:
    described = {"description": field.heading + ("（个人信息）" if field.personal else "")}
    key = field.key
    if key in {"accident_id", "seat_id", "activity_id", "opinion_id", "measure_id"}:
        return {"type": "string", "format": "uuid"} | described
    if key in _WHOLE:
        return {"type": ["integer", "null"]} | described
    if key == "hours":
        return {"type": ["number", "null"]} | described
    if key in _YES_OR_NO:
        return {"type": ["boolean", "null"]} | described
    if key.endswith("_yuan"):
        return {"type": ["string", "null"], "pattern": r"^\d+\.\d{2}$"} | described
    form = "date-time" if key.endswith("_at") else "date" if is_day(key) else None
    return {"type": ["string", "null"]} | ({"format": form} if form else {}) | described
