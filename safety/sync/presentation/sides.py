"""Two contents of one record side by side: where they differ, and what a person's choice makes of them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from safety.errors import Invalid
from safety.sync.presentation import saying as say
from safety.sync.presentation.contents import FIELDS, FINDING, answer, question
from safety.sync.presentation.saying import Named, Said
from safety.sync.rules import EntryKind
from safety.text import N_, Text

#: The kinds whose record a decision rewrites; of the others the server's content stays.
REWRITTEN = frozenset({EntryKind.CHECK, EntryKind.FINDING_NOTE})
#: What neither side's author wrote.
_UNSAID = frozenset({"submit", "base_version", "device_time", "clock_set_ms", "datum", "id"})

#: Compared as they are read: a no is not what nobody said, and a word for it is the same no.
_READ = frozenset({say.yes, say.whether})


@dataclass(frozen=True)
class Difference:
    """A field in which the contents differ; ``path`` leads to it, ``base`` is what both began with.

    ``own_words`` tells that a person may write a third wording.
    """

    path: tuple[str, ...]
    label: Text
    server: Said
    device: Said
    base: Said | None = None
    own_words: bool = False

    @property
    def usual(self) -> str:
        """Which side a merged content takes unless somebody says otherwise: nothing is lost by it."""
        return "device" if self.server.is_empty else "server"


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same: nothing left out counts, and moments are compared as moments."""
    mine, theirs = _plain(one), _plain(other)
    return bool(mine == theirs) or (_is_nothing(mine) and _is_nothing(theirs))


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", {}, ())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        found = {name: _plain(inner) for name, inner in value.items() if name not in _UNSAID or name == "id"}
        return {name: inner for name, inner in found.items() if not _is_nothing(inner)}
    if isinstance(value, list):
        return tuple(_plain(one) for one in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return _moment(value) if isinstance(value, str) else value


def _moment(text: str) -> Any:
    if len(text) < 16 or "T" not in text:
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.astimezone(UTC) if found.tzinfo else text


def differences(
    kind: EntryKind,
    server: Mapping[str, Any],
    device: Mapping[str, Any],
    named: Named,
    base: Mapping[str, Any] | None = None,
) -> list[Difference]:
    """Where two contents of ``kind`` say something else; answers and findings one by one."""
    found: list[Difference] = []
    for key, label, how in FIELDS[kind]:
        mine, theirs = server.get(key), device.get(key)
        if kind is EntryKind.CHECK and key == "findings":
            found += _findings(mine or [], theirs or [], named)
            continue
        if how(mine, named) == how(theirs, named) if how in _READ else alike(mine, theirs):
            continue
        if kind is EntryKind.CHECK and key == "answers":
            found += _answers(mine or {}, theirs or {}, named)
        else:
            began = how(base.get(key), named) if base is not None else None
            mine_said, theirs_said = how(mine, named), how(theirs, named)
            own = how is say.words
            found.append(Difference((key,), Text(label), mine_said, theirs_said, began, own))
    return found


def _answers(server: Mapping[str, Any], device: Mapping[str, Any], named: Named) -> list[Difference]:
    known = [*named.questions, *sorted({*server, *device} - set(named.questions))]
    return [
        Difference(
            ("answers", item),
            Text(N_("检查表：%(question)s"), question=question(item, named)),
            answer(server.get(item)),
            answer(device.get(item)),
        )
        for item in known
        if not alike(server.get(item), device.get(item))
    ]


def _findings(server: Sequence[Any], device: Sequence[Any], named: Named) -> list[Difference]:
    mine, theirs = _by_id(server), _by_id(device)
    said = say.group(FINDING)
    return [
        Difference(
            ("findings", one),
            Text(N_("隐患：%(summary)s"), summary=(mine.get(one) or theirs[one]).get("summary") or "—"),
            said(mine.get(one), named),
            said(theirs.get(one), named),
        )
        for one in dict.fromkeys([*mine, *theirs])
        if not _alike_findings(mine.get(one), theirs.get(one), named)
    ]


def _alike_findings(mine: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None, named: Named) -> bool:
    """As ``alike``, but that a no is not what nobody said."""
    read = [(key, how) for key, _label, how in FINDING if how in _READ]
    one, other = mine or {}, theirs or {}
    return alike(_but(one, read), _but(other, read)) and all(
        how(one.get(key), named) == how(other.get(key), named) for key, how in read
    )


def _but(finding: Mapping[str, Any], read: Sequence[tuple[str, say.How]]) -> dict[str, Any]:
    left = {key for key, _how in read}
    return {key: value for key, value in finding.items() if key not in left}


def _by_id(rows: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("id")).lower(): one for one in rows if isinstance(one, Mapping)}


def merged(
    server: Mapping[str, Any],
    device: Mapping[str, Any],
    found: Sequence[Difference],
    taken: Sequence[str],
    own: Mapping[str, Any],
) -> dict[str, Any]:
    """The server's content with each difference as it was chosen: ``server``, ``device`` or ``own``.

    ``own`` are a person's own wordings by ``w`` and the number of the difference.

    Raises:
        Invalid: a difference has no choice, or its own wording is empty (field ``own.w<number>``).
    """
    if len(taken) != len(found):
        raise Invalid(fields={"take": [N_("请为每处差异选择一份内容")]})
    result = copy.deepcopy(dict(server))
    for number, (one, choice) in enumerate(zip(found, taken, strict=True)):
        if choice == "own" and one.own_words:
            words = str(own.get(f"w{number}") or "").strip()
            if not words:
                raise Invalid(fields={f"own.w{number}": [N_("请写出合并后的内容")]})
            result[one.path[0]] = words
        elif choice == "device":
            _take(result, device, one.path)
    return result


def _take(result: dict[str, Any], device: Mapping[str, Any], path: tuple[str, ...]) -> None:
    name, *inner = path
    if not inner:
        result[name] = copy.deepcopy(device.get(name))
    elif name == "answers":
        answers = {**(result.get(name) or {})}
        given = (device.get(name) or {}).get(inner[0])
        answers.pop(inner[0], None)
        result[name] = answers | ({inner[0]: given} if given is not None else {})
    else:
        rows = _by_id(result.get(name) or [])
        theirs = _by_id(device.get(name) or []).get(inner[0])
        rows.pop(inner[0], None) if theirs is None else rows.__setitem__(inner[0], theirs)
        result[name] = list(rows.values())
