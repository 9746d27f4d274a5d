"""Lines of a page's form that may be left out: one goes only where nothing at all was put into it.

A form shows a line for each item and says of none that it must be filled; a line is numbered (``lines.0.words``) or named
by the id of what it is about (``lines.<id>.words``), so that a page that lists other items now puts nothing beside another.  A line without the choice that makes it
one is left out; with words or files in it, it is told instead: what was typed is never passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import request
from marshmallow import ValidationError, pre_load

from safety.text import Sentence


@dataclass(frozen=True)
class LeftOut:
    """How the lines of one field are left out.

    ``by`` is what makes a line one; ``missing`` is told where it is lacking and something else was entered, ``none``
    where no line is left. ``filled`` are the values that the page itself puts into every line, and ``files`` names the
    line's file field with its values in braces.
    """

    by: str
    missing: Sentence
    none: Sentence | None = None
    filled: frozenset[str] = frozenset({"demand_id"})
    files: str | None = None

    def something_entered(self, line: Mapping[str, Any]) -> bool:
        """Whether a person put anything into ``line``."""
        sent = request.files.getlist(self.files.format_map(line)) if self.files else []
        return bool(line.keys() - self.filled) or any(part.filename for part in sent)


class MayLeaveOutLines:
    """A page's schema whose fields in ``left_out`` are lists of such lines."""

    left_out: ClassVar[Mapping[str, LeftOut]]

    @pre_load
    def _leave_out(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        told: dict[str, Any] = {}
        places: dict[str, list[str]] = {}
        kept = dict(data)
        for field, rule in self.left_out.items():
            if not isinstance(data.get(field), list | Mapping):
                continue
            lines = _by_place(field, data[field])
            whole = [(at, line) for at, line in lines if not isinstance(line, Mapping) or line.get(rule.by)]
            half = [at for at, line in lines if (at, line) not in whole and rule.something_entered(line)]
            if half:
                told[field] = {at: {rule.by: [rule.missing]} for at in half}
            elif not whole and rule.none is not None:
                told[field] = [rule.none]
            kept[field], places[field] = [line for _, line in whole], [at for at, _ in whole]
        if told:
            raise ValidationError(told)
        self.places = places
        return kept


def _by_place(field: str, lines: list[Any] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Each line with what names it in the form: the id of what it is about, or its number."""
    if isinstance(lines, Mapping):
        return list(lines.items())
    return list(zip(map(str, _places(field)), lines, strict=False))


def _places(field: str) -> list[int]:
    """The numbers of the lines of ``field`` in the form that was sent, those left blank apart."""
    numbers = {
        name.split(".")[1]
        for name, value in request.form.items(multi=True)
        if value != "" and name.startswith(f"{field}.")
    }
    return sorted(int(one) for one in numbers if one.isdigit())


def as_in_the_form(errors: Mapping[str, list[Any]], places: Mapping[str, list[str]]) -> dict[str, list[Any]]:
    """Errors by the numbers or ids that the lines have in the form, where ``places`` tells which lines went on."""
    return {_named(name, places): sentences for name, sentences in errors.items()}


def _named(name: str, places: Mapping[str, list[str]]) -> str:
    field, _, rest = name.partition(".")
    number, _, inner = rest.partition(".")
    known = places.get(field, [])
    if not number.isdigit() or int(number) >= len(known):
        return name
    return ".".join(part for part in (field, known[int(number)], inner) if part)
