"""A disk that forgets at a power cut what was not synced, as POSIX permits it.

A file's bytes are there for good once the file was synced; a name in a folder once the folder was.  Of the rest
nothing may be there, or any part: pages of 4 KB in any order, new names with or without their bytes, removed files
come back.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from tests.faults.traces import END, Step

PAGE: Final = 4096


@dataclass
class _File:
    """Bytes that were synced, and what was done since: pieces at their places, or None and a size it was cut to."""

    kept: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        """Note a write, divided at the borders of pages."""
        at = len(self.after(None)) if at == END else at
        while data:
            part = data[: PAGE - at % PAGE]
            self.since.append((at, part))
            at, data = at + len(part), data[len(part) :]

    def sync(self) -> None:
        """What was done since is there for good."""
        self.kept, self.since = self.after(None), []

    def after(self, chance: random.Random | None, *, forgets: bool = False) -> bytes:
        """All of it; or what is left when the power goes: without ``chance`` nothing that was not synced."""
        if forgets and chance is None:
            return self.kept
        content = bytearray(self.kept)
        for at, data in self.since:
            if chance is not None and chance.random() < 0.5:
                continue
            if data is None:
                del content[at:]
                content.extend(bytes(at - len(content)))
            else:
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(data)] = data
        return bytes(content)


class ForgetfulDisk:
    """The files under ``root``: as they are now, and as they would be if the power went now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._now: dict[str, _File | None] = {}  # None: a folder
        for path in sorted(root.rglob("*")):
            self._now[str(path)] = _File(path.read_bytes()) if path.is_file() else None
        self._kept = dict(self._now)

    @staticmethod
    def keeps(root: Path, path: str) -> bool:
        """Whether a path is kept by a disk of ``root``; what SQLite shares in memory is made anew after each start."""
        return PurePath(path).is_relative_to(root) and not path.endswith("-shm")

    def do(self, step: Step) -> None:
        """Do what the program did.

        Raises:
            NotImplementedError: by a call that this disk does not know.
        """
        if step.kind in {"create", "folder"}:
            self._now.setdefault(step.path, _File() if step.kind == "create" else None)
        elif step.kind == "rename":
            self._now[step.other] = self._now.pop(step.path)
        elif step.kind == "remove":
            self._now.pop(step.path, None)
        elif step.kind == "sync":
            self._sync(step.path)
        elif step.kind in {"write", "cut"}:
            self._change(step)
        else:
            raise NotImplementedError(f"{step.kind} of {step.path}")

    def _change(self, step: Step) -> None:
        file = self._now.get(step.path)
        if file is None:
            return  # it was removed while it was open
        if step.kind == "write":
            file.write(step.at, step.data)
        else:
            file.since.append((step.at, None))

    def _sync(self, path: str) -> None:
        file = self._now.get(path)
        if file is not None:
            file.sync()
            return
        for name in self._names():
            if str(PurePath(name).parent) == path:
                self._take(self._kept, name, self._now)

    def _names(self) -> Iterable[str]:
        return sorted(self._now.keys() | self._kept.keys())

    @staticmethod
    def _take(into: dict[str, _File | None], name: str, source: dict[str, _File | None]) -> None:
        into.pop(name, None)
        if name in source:
            into[name] = source[name]

    def cut(self, target: Path, chance: random.Random | None = None) -> None:
        """Write what is there after a power cut now to ``target``; with ``chance`` any part of what was not synced too."""
        there = dict(self._kept)
        for name in self._names():
            if chance is not None and chance.random() < 0.5:
                self._take(there, name, self._now)
        target.mkdir()
        for name in sorted(there):
            path = target / PurePath(name).relative_to(self._root)
            if not path.parent.is_dir():
                continue  # its folder's own name was forgotten
            file = there[name]
            if file is None:
                path.mkdir()
            else:
                path.write_bytes(file.after(chance, forgets=True))
