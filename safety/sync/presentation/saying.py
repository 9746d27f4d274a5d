"""Values of a content as people read them: words, moments, names, files, and groups of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marshmallow.fields import Boolean

from safety.law.citations import title_of
from safety.law.days import SHANGHAI
from safety.text import N_, Text

#: A line: what somebody wrote, a moment, a day, or a sentence of ours.
Line = str | datetime | date | Text


@dataclass(frozen=True)
class Named:
    """What the ids of a content are called, for whoever reads it; ``questions`` by the item of the checklist."""

    records: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """A value as it is read: lines, files by id, and groups of fields."""

    lines: tuple[Line, ...] = ()
    files: tuple[str, ...] = ()
    groups: tuple[tuple[Shown, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.lines or self.files or self.groups)


@dataclass(frozen=True)
class Shown:
    """A field with its name in words."""

    key: str
    label: str
    said: Said


How = Callable[[Any, Named], Said]
Fields = Sequence[tuple[str, str, How]]


def shown(fields: Fields, content: Mapping[str, Any], named: Named) -> tuple[Shown, ...]:
    """The fields of a content that hold something, in the order of ``fields``."""
    found = (Shown(key, label, how(content.get(key), named)) for key, label, how in fields)
    return tuple(one for one in found if not one.said.is_empty)


def words(value: Any, _: Named) -> Said:
    """What somebody wrote, or a number."""
    return Said() if value in (None, "") else Said((str(value),))


def moment(value: Any, _: Named) -> Said:
    """A moment; what is none is shown as it was written."""
    return _read(value, _moment)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)  # as a form writes it


def day(value: Any, _: Named) -> Said:
    """A day; what is none is shown as it was written."""
    return _read(value, date.fromisoformat)


def _read(value: Any, read: Callable[[str], Line]) -> Said:
    if not value:
        return Said()
    try:
        return Said((read(str(value)),))
    except ValueError:
        return Said((str(value),))


def yes(value: Any, _: Named) -> Said:
    """Whether; nothing is said of what is not so."""
    return whether(value, _) if value and not _is_no(value) else Said()


def whether(value: Any, _: Named) -> Said:
    """Yes or no; nothing where nobody said."""
    if value in (None, ""):
        return Said()
    return Said((Text(N_("否") if _is_no(value) else N_("是")),))


def _is_no(value: Any) -> bool:
    """Whether a call takes it as a no: a program may send the word."""
    return isinstance(value, Hashable) and value in Boolean.falsy


def record(value: Any, named: Named) -> Said:
    """What an id is called; a record out of sight is not named."""
    if not value:
        return Said()
    unseen = Text(N_("（不在您的管辖范围）"))
    return Said((named.records.get(str(value).lower(), unseen),))


def records(value: Any, named: Named) -> Said:
    """What several ids are called."""
    return Said(tuple(line for one in _list(value) for line in record(one, named).lines))


def choice(labels: Mapping[Any, str]) -> How:
    """One of a few words."""

    def said(value: Any, _: Named) -> Said:
        if not value:
            return Said()
        label = labels.get(value)
        return Said((Text(label) if label else str(value),))

    return said


def coded(name_of: Callable[[str | None], str | None]) -> How:
    """A code with its name."""

    def said(value: Any, _: Named) -> Said:
        if not value:
            return Said()
        name = name_of(str(value))
        return Said((Text(N_("%(name)s（%(code)s）"), name=Text(name), code=value) if name else str(value),))

    return said


def position(value: Any, _: Named) -> Said:
    """Where, with its accuracy."""
    if not isinstance(value, Mapping):
        return Said()
    where = f"{value.get('lon')}, {value.get('lat')}"
    accuracy = value.get("accuracy")
    return Said((f"{where}（±{round(float(accuracy))} m）" if accuracy is not None else where,))


def people(value: Any, _: Named) -> Said:
    """People with their positions."""
    lines = []
    for one in _list(value):
        if isinstance(one, Mapping):
            post = one.get("position")
            lines.append(f"{one.get('name')}（{post}）" if post else str(one.get("name")))
    return Said(tuple(lines))


def citations(value: Any, _: Named) -> Said:
    """Laws with their articles."""
    found = (one for one in _list(value) if isinstance(one, Mapping))
    return Said(tuple(f"{title_of(str(one.get('law')))}{one.get('article') or ''}" for one in found))


def file(value: Any, _: Named) -> Said:
    """One file."""
    return Said(files=(str(value),)) if value else Said()


def files(value: Any, _: Named) -> Said:
    """Several files."""
    return Said(files=tuple(str(one) for one in _list(value)))


def drawn(value: Any, _: Named) -> Said:
    """A drawing that came inside the content."""
    return Said((Text(N_("已手写签名")),)) if value else Said()


def group(fields: Fields) -> How:
    """Fields inside a field."""

    def said(value: Any, named: Named) -> Said:
        found = shown(fields, value, named) if isinstance(value, Mapping) else ()
        return Said(groups=(found,)) if found else Said()

    return said


def groups(fields: Fields) -> How:
    """Several times the same fields."""

    def said(value: Any, named: Named) -> Said:
        found = (shown(fields, one, named) for one in _list(value) if isinstance(one, Mapping))
        return Said(groups=tuple(one for one in found if one))

    return said


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
