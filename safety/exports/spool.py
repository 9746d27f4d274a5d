"""Rows of an export on disk: read from the database once, counted and hashed, then written in any form.

The content hash covers, in this order: the form's name, the filters, whether personal data are in it, and
every row of every sheet with its keys sorted, as canonical JSON.  It leaves out what is the reader's and not the
record's: words in a language (fields ending in ``_name``), who exported, when, and the audit's head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import orjson

from safety.exports.rules.participation import FIELDS, SCHEMA, Asked, Part
from safety.law.days import SHANGHAI

Row = Mapping[str, Any]


def json_value(value: Any) -> Any:
    """A field as JSON: moments with the offset of Chongqing, days and yuan as text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


class Spool:
    """The rows of an export in a folder, one file of JSON lines a sheet."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self.folder = folder
        self.asked = asked
        self.counts: dict[Part, int] = dict.fromkeys(Part, 0)
        head = {"schema": SCHEMA, "filters": asked.filters.as_text(), "personal": asked.personal}
        self._digest = hashlib.sha256(_canonical(head))

    def take(self, part: Part, rows: Iterable[Row]) -> Iterator[int]:
        """Write rows of one sheet as they come; yields how many are written after each."""
        keys = [one.key for one in FIELDS[part]]
        hashed = [key for key in keys if not key.endswith("_name")]
        with (self.folder / f"{part}.jsonl").open("wb") as out:
            for row in rows:
                line = {key: json_value(row.get(key)) for key in keys}
                self._digest.update(_canonical([part.value, {key: line[key] for key in hashed}]) + b"\n")
                out.write(orjson.dumps(line) + b"\n")
                self.counts[part] += 1
                yield self.counts[part]

    @property
    def content_hash(self) -> str:
        """SHA-256 over what was taken so far."""
        return self._digest.hexdigest()

    def lines(self, part: Part) -> Iterator[str]:
        """The rows of a sheet as they stand on disk."""
        with (self.folder / f"{part}.jsonl").open(encoding="utf-8") as source:
            yield from source

    def rows(self, part: Part) -> Iterator[dict[str, Any]]:
        """The rows of a sheet, one at a time."""
        with (self.folder / f"{part}.jsonl").open("rb") as source:
            yield from map(orjson.loads, source)

    def by_accident(self, most: int) -> Iterator[tuple[dict[str, Any], dict[Part, list[dict[str, Any]]]]]:
        """Each accident with its rows of the other sheets (of each at most ``most``), in the order of accidents."""
        others = {
            part: groupby(self.rows(part), key=lambda row: row["accident_id"])
            for part in Part
            if part is not Part.ACCIDENTS
        }
        waiting = {part: next(groups, None) for part, groups in others.items()}
        for accident in self.rows(Part.ACCIDENTS):
            found: dict[Part, list[dict[str, Any]]] = {part: [] for part in others}
            for part, groups in others.items():
                group = waiting[part]
                if group is not None and group[0] == accident["accident_id"]:
                    found[part] = list(islice(group[1], most))
                    waiting[part] = next(groups, None)
            yield accident, found
