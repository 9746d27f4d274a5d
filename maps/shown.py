"""A map that is taken as a file, before it is written: facts, rows, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from maps.editions import Edition
from maps.file_layers import FileLayer
from maps.page import Picture


@dataclass(frozen=True)
class Shown:
    """What is exported: facts by district, the rows of the layer over them, and the words around them."""

    title: str
    notice: str
    day: date
    edition: Edition
    districts: Mapping[str, Mapping[str, object]]
    layer: FileLayer
    fills: Mapping[str, str]
    #: Statement of the export: heading → value (source, datum, rule, filters, scope).
    about: Mapping[str, str]
    legend: Sequence[tuple[str, str]]
    headings: Mapping[str, str]
    scale_words: str
    count_label: str
    is_cartogram: bool = False
    #: Of codes in rows: column → code → word.
    code_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = "zh-CN"
    #: What the page draws, and the districts as the screen's map gets them.
    chart: Picture | None = None
    district_document: Mapping[str, Any] | None = None

    def told(self, key: str, value: object) -> object:
        """A value of a row as people read it: a code as its word, yes and no as words, nothing as nothing."""
        if value is None or value is False:
            return ""
        if value is True:
            return "✓"
        return self.code_words.get(key, {}).get(str(value), value)
