"""What a program does to the files of a folder, in its order, as strace tells it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Calls that change files or folders, or make changes durable.
TRACED: Final = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,fsync,fdatasync,"
    "sync_file_range,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,"
    "sendfile,copy_file_range"
)
#: The place of a write to a file that is only added to.
END: Final = -1
_LINE: Final = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_RESUMED: Final = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>")
_WORD: Final = re.compile(
    r'(?:(\d+)|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>(?:\(deleted\))?|"((?:\\x[0-9a-f]{2})*)"|([A-Za-z0-9_|]+)'
)


@dataclass(frozen=True)
class Step:
    """One change: ``create``, ``write`` (``END``: behind what is there), ``cut`` (to the size ``at``), ``sync``, ``rename`` (to ``other``), ``remove``, ``folder``."""

    kind: str
    path: str
    at: int = 0
    data: bytes = b""
    other: str = ""


def traced(command: Sequence[str], log: Path, *, cwd: Path, inject: str | None = None) -> Iterator[Step]:
    """Run a program of one thread under strace and tell its steps, those that failed left out.

    ``inject``: what strace is to make of some calls (its own words), such as a failure.

    Raises:
        subprocess.CalledProcessError: the program failed.
        NotImplementedError: it changed files by a call that is not understood here.
    """
    faults = ["-e", f"inject={inject}"] if inject else []
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000000", "-o", str(log)]
    subprocess.run([*strace, "-e", f"trace={TRACED}", *faults, *command], cwd=cwd, check=True)
    with log.open() as lines:
        yield from _Reader().steps(_whole(lines))


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Lines of calls; one that was interrupted by another thread's stands where it ended."""
    begun: dict[str, str] = {}
    for line in lines:
        if line.endswith("<unfinished ...>\n"):
            begun[line.split(" ", 1)[0]] = line.removesuffix(" <unfinished ...>\n")
        elif found := _RESUMED.match(line):
            yield begun.pop(found[1]) + line[found.end() :]
        else:
            yield line


class _Reader:
    def __init__(self) -> None:
        self._at: dict[int, int] = {}  # where the next ``write`` to a descriptor goes

    def steps(self, lines: Iterable[str]) -> Iterator[Step]:
        for line in lines:
            if (found := _LINE.match(line)) and int(found[3]) >= 0:
                words = [_Word(*one.groups()) for one in _WORD.finditer(found[2])]
                yield from self._step(found[1], words, int(found[3]))

    def _step(self, call: str, words: list[_Word], result: int) -> Iterator[Step]:
        if call in {"open", "openat", "creat"}:
            yield from self._opened(call, words, result)
        elif call == "write":
            at = self._at.get(words[0].number, 0)
            self._at[words[0].number] = END if at == END else at + result
            yield Step("write", words[0].path, at, words[1].data[:result])
        elif call == "pwrite64":
            yield Step("write", words[0].path, words[3].number, words[1].data[:result])
        elif call == "ftruncate":
            yield Step("cut", words[0].path, words[1].number)
        elif call in {"fsync", "fdatasync"}:
            yield Step("sync", words[0].path)
        else:
            yield from self._named(call, _paths(words))

    def _opened(self, call: str, words: list[_Word], result: int) -> Iterator[Step]:
        path, how = _paths(words)[0], {part for one in words for part in one.plain.split("|")}
        self._at[result] = END if "O_APPEND" in how else 0
        if call == "creat" or "O_CREAT" in how:
            yield Step("create", path)
        if call == "creat" or "O_TRUNC" in how:
            yield Step("cut", path, 0)

    @staticmethod
    def _named(call: str, paths: list[str]) -> Iterator[Step]:
        if call.startswith("rename"):
            yield Step("rename", paths[0], other=paths[1])
        elif call in {"unlink", "unlinkat", "rmdir"}:
            yield Step("remove", paths[0])
        elif call.startswith("mkdir"):
            yield Step("folder", paths[0])
        else:
            yield Step(call, paths[0] if paths else "")  # whoever replays it says that it is not understood


class _Word:
    """An argument: a descriptor with its path, a text, or a number or name as it stands."""

    def __init__(self, descriptor: str | None, path: str | None, text: str | None, plain: str | None) -> None:
        self.is_folder = path is not None
        self.path = "" if path is None else _bytes(path).decode()
        self.text, self.plain = text, plain or ""
        self.number = int(descriptor or (plain if plain and plain.isdigit() else -1))

    @property
    def data(self) -> bytes:
        return _bytes(self.text or "")


def _bytes(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def _paths(words: list[_Word]) -> list[str]:
    """The paths that a call names, each beneath the folder told before it."""
    folder, found = Path("/"), []
    for one in words:
        if one.is_folder:
            folder = Path(one.path)
        elif one.text is not None:
            found.append(str(folder / one.data.decode()))
    return found or [one.path for one in words if one.is_folder]
