"""The heads that were put outside: each file by itself, the rows that it names, and the files that are gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from safety.proof.canonical_json import fault_of_seal
from safety.proof.queries.chains import against, kept_hashes
from safety.proof.rules import HEADS_KIND, Fault, Why

_FILES_AT_ONCE = 100
Heads = Mapping[str, Mapping[str, Any]]


def files_of_heads(folder: Path) -> list[Path]:
    """The files of heads in a folder, oldest first; none where the folder is not there."""
    return sorted(folder.glob("audit-heads-*.json"))


def check_outside(
    connection: Connection, folder: Path, keys: Mapping[str, bytes], sent: Collection[str] = ()
) -> Iterator[Fault]:
    """Each file of heads that was put outside: its signature, and each row that it names.

    ``sent`` are the names of files that must be there.  A folder that is not there or holds no heads proves nothing,
    and is named for that.
    """
    files = files_of_heads(folder)
    if not files:
        yield Fault("outside", str(folder), Why.MISSING)
        return
    for name in sorted(set(sent) - {one.name for one in files}):
        yield Fault("outside", name, Why.MISSING)
    for start in range(0, len(files), _FILES_AT_ONCE):
        yield from _check_files(connection, files[start : start + _FILES_AT_ONCE], keys)


def _check_files(connection: Connection, files: Sequence[Path], keys: Mapping[str, bytes]) -> Iterator[Fault]:
    read = {path.name: _read(path, keys) for path in files}
    kept = kept_hashes(connection, [heads for why, heads in read.values() if why is None])
    for name, (why, heads) in read.items():
        if why is not None:
            yield Fault("outside", name, why)
        else:
            yield from against(kept, heads, name)


def _read(path: Path, keys: Mapping[str, bytes]) -> tuple[Why | None, Heads]:
    """What is false about a file by itself, or the heads that it holds."""
    try:
        document = json.loads(path.read_bytes())
        signed = document["signed"]
        why = fault_of_seal(signed, document, keys)
        heads: Heads = signed["heads"]
        whole = signed["kind"] == HEADS_KIND and all({"seq", "hash"} <= one.keys() for one in heads.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Why.UNREADABLE, {}
    return (why, heads) if why is not None or whole else (Why.UNREADABLE, {})
