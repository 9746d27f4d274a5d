"""Which heading of a register's file means which field, whatever the register is of."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safety.errors import Invalid
from safety.folding.texts import fold
from safety.text import N_, Text


def _compared(words: str) -> str:
    """Words as headings are compared: folded, the star of a needed column left out."""
    return fold(words.rstrip("*＊ "))


def _in_english(headings: Sequence[str]) -> str:
    """The longest English words of a field, of which a name for programs (``with_underscores``) is the last resort."""
    found = max((one for one in headings if one.isascii()), key=lambda one: ("_" not in one, len(one)))
    return found.replace("_", " ").capitalize()


#: The columns of an export that say which record a row is, and as it stood at which version; no empty sheet has them.
RECORD, VERSION = "record_id", "record_version"
_OF_EXPORTS: Mapping[str, tuple[str, ...]] = {
    RECORD: ("记录编号", "record id", RECORD),
    VERSION: ("记录版本", "record version", VERSION),
}


def record_in(told: str) -> uuid.UUID | None:
    """The id that a cell tells, None where it tells none."""
    try:
        return uuid.UUID(told)
    except ValueError:
        return None


#: So many characters of a heading are left at least where a Shapefile cuts it: ten bytes of UTF-8.
_LEAST_LEFT = 3


@dataclass(frozen=True)
class Headings:
    """The fields of a register, each with the headings it is known by; the first stands in the empty sheet."""

    names: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    def labels(self, *, in_chinese: bool, head: Sequence[str] = ()) -> dict[str, str]:
        """What a page calls each field: its first heading, in English the fullest one that is English.

        Of a file whose ``head`` has them, the columns that an export has beside the fields are among them.
        """
        beside = {name: _OF_EXPORTS[name] for name in self.matched(head) if name in _OF_EXPORTS}
        names = {**self.names, **beside}
        return {name: one[0] if in_chinese else _in_english(one) for name, one in names.items()}

    def matched(self, head: Sequence[str]) -> dict[str, str]:
        """Our fields among a file's headings: field → heading as written.

        The heading that a field is known by first wins (场所名称 before Name), of equal ones the first in the file.
        ``RECORD`` and ``VERSION`` are among them where the file is an export that says which record each row is.
        """
        places: dict[str, tuple[int, str]] = {}
        ranks = {
            _compared(one): (name, rank)
            for name, headings in self.names.items()
            for rank, one in enumerate(headings)
        }
        ranks |= {
            _compared(one): (name, rank)
            for name, headings in _OF_EXPORTS.items()
            for rank, one in enumerate(headings)
        }
        for heading in head:
            name, rank = ranks.get(_compared(heading), ("", 0))
            if name and (name not in places or rank < places[name][0]):
                places[name] = (rank, heading)
        return {name: heading for name, (_, heading) in places.items()}

    def matched_cut(self, head: Sequence[str]) -> dict[str, str]:
        """As ``matched``, of headings that the format may have cut: at least three characters that begin one field only."""
        found = self.matched(head)
        for heading in head:
            words = _compared(heading)
            fields = {
                name
                for name, all_of in self.names.items()
                if any(fold(one).startswith(words) for one in all_of)
            }
            if len(words) >= _LEAST_LEFT and heading not in found.values() and len(fields) == 1:
                found.setdefault(fields.pop(), heading)
        return found

    def missing_from(self, columns: Mapping[str, str]) -> list[str]:
        """The needed fields for which no column of the file is known."""
        return [name for name in self.required if name not in columns]

    def check_head(self, head: Sequence[str]) -> None:
        """Refuse a file that cannot hold the needed fields, whatever its columns are called.

        Raises:
            Invalid: fewer named columns than needed fields (field ``file``).
        """
        if len({heading for heading in head if heading}) < len(self.required):
            names = "、".join(self.names[name][0] for name in self.required)
            sentence = Text(N_("第一行缺少这些列：%(names)s"), names=names)
            raise Invalid(sentence, code="columns_missing", fields={"file": [sentence]})

    def check_columns(self, columns: Mapping[str, str], head: Sequence[str]) -> None:
        """Refuse a matching by hand that does not fit the file.

        Raises:
            Invalid: a column that the file has not, one used twice, or a needed field left out; by field.
        """
        errors: dict[str, list[str]] = {}
        for name, heading in columns.items():
            if name not in self.names and name not in _OF_EXPORTS:
                errors[f"columns.{name}"] = [N_("没有这个字段")]
            elif heading not in head:
                errors[f"columns.{name}"] = [N_("文件里没有这一列")]
            elif list(columns.values()).count(heading) > 1:
                errors[f"columns.{name}"] = [N_("这一列已对应另一项")]
        errors |= {f"columns.{name}": [N_("此项必填")] for name in self.missing_from(columns)}
        if errors:
            raise Invalid(code="columns_wrong", fields=errors)
