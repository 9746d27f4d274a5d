"""Where the bytes lie: a store addressed by SHA-256, so that a record can never point to altered content.

``LocalStore`` is a folder; ``Store`` is what another one (S3-compatible, say) has to offer.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, takewhile
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

from safety.errors import NotFound, Unavailable
from safety.text import N_, Text

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Length of the names of the folders that the files are spread over.
_SHARD = 2
_STARTED = ".part-"


class Store(Protocol):
    """What a store of evidence offers; every method may raise ``Unavailable``."""

    def put(self, content: bytes) -> str:
        """Keep ``content`` durably and answer its SHA-256; the same content again changes nothing."""

    def get(self, sha256: str) -> bytes:
        """The content; ``NotFound`` when it is gone, ``Unavailable`` when it no longer has its hash."""

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""

    def now(self) -> datetime:
        """The store's own clock (UTC): what ``all`` and ``delete`` compare with."""

    def delete(self, sha256: str, *, unless_put_since: datetime) -> None:
        """Remove the content and its copies, unless it was put again since; absent content is no error."""

    def derived(self, sha256: str, name: str) -> bytes | None:
        """A kept copy derived from the content (``thumbnail``, ``shown``), or None."""

    def put_derived(self, sha256: str, name: str, content: bytes) -> None:
        """Keep a derived copy; it can be made again, so it need not survive a power cut."""

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every content held: SHA-256 and when it was put there (UTC)."""


class LocalStore:
    """A folder: ``ab/<sha256>`` for originals and ``derived/ab/<sha256>.<name>`` for copies.

    A file that an earlier version put into ``ab/cd`` is found, and removed, where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep ``content``: temporary file, fsync, rename, fsync of the folder.

        Raises:
            Unavailable: the disk is full or refuses; nothing half-written is left under the hash.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if self._holds(path, content):
            path.touch()  # a deletion under way must see that the content is wanted again
        else:
            self._write(path, content, durable=True)
        return sha256

    @staticmethod
    def _holds(path: Path, content: bytes) -> bool:
        """Whether the file is there and whole; a decayed one is written again."""
        with suppress(OSError):
            return path.stat().st_size == len(content) and path.read_bytes() == content
        return False

    def get(self, sha256: str) -> bytes:
        """The content, its hash checked.

        Raises:
            NotFound: it is not there.
            Unavailable: it cannot be read, or it no longer has its hash.
        """
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error
        except OSError as error:
            raise Unavailable from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable(Text(N_("文件内容与登记的校验值不一致，请联系管理员")), code="evidence_altered")
        return content

    def has(self, sha256: str) -> bool:
        """Whether the content is there (its hash is checked when it is read)."""
        return self._path(sha256).exists()

    def now(self) -> datetime:
        """The machine's clock, as in the times of the files."""
        return datetime.now(UTC)

    def delete(self, sha256: str, *, unless_put_since: datetime) -> None:
        """Remove the content and its copies, unless it was put again since."""
        path = self._path(sha256)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= unless_put_since.timestamp():
                return
        for one in (path, *self._derived_folder(sha256).glob(f"{sha256}.*")):
            one.unlink(missing_ok=True)

    def derived(self, sha256: str, name: str) -> bytes | None:
        """A kept copy, or None."""
        try:
            return (self._derived_folder(sha256) / f"{sha256}.{name}").read_bytes()
        except OSError:
            return None

    def put_derived(self, sha256: str, name: str, content: bytes) -> None:
        """Keep a copy; a full disk is no reason to refuse what the copy is made for."""
        with suppress(Unavailable):
            self._write(self._derived_folder(sha256) / f"{sha256}.{name}", content, durable=False)

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every original held, with the time it was put there."""
        for path in chain(self.folder.glob("??/*"), self.folder.glob("??/??/*")):
            if _SHA256.fullmatch(path.name):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound
        shard = self.folder / sha256[:_SHARD]
        earlier = shard / sha256[_SHARD : 2 * _SHARD] / sha256
        return earlier if earlier.exists() else shard / sha256

    def _derived_folder(self, sha256: str) -> Path:
        path = self._path(sha256)
        return self.folder / "derived" / path.parent.relative_to(self.folder)

    def _write(self, path: Path, content: bytes, *, durable: bool) -> None:
        part = path.with_name(f"{_STARTED}{secrets.token_hex(8)}")
        try:
            changed = _filled(part, content, durable=durable)
            part.replace(path)
            if durable:
                for folder in changed:
                    _sync_folder(folder)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise Unavailable from error


def _filled(part: Path, content: bytes, *, durable: bool) -> list[Path]:
    """Write a new file; the folders whose listing has changed and must reach the disk too.

    Its folder is nearly always there, so that nobody asks for it first.
    """
    changed = [part.parent]
    try:
        file = part.open("xb", buffering=0)
    except FileNotFoundError:
        changed += _make_folders(part.parent)
        file = part.open("xb", buffering=0)
    with file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if durable:
            os.fsync(file.fileno())
    return changed


def _make_folders(folder: Path) -> list[Path]:
    """Make ``folder``; the parents whose listing changed."""
    missing = list(takewhile(lambda one: not one.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    return [one.parent for one in missing]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def configure(app: Flask, folder: Path) -> None:
    """Give the application its store: a local folder."""
    app.extensions["evidence_store"] = LocalStore(folder)


def the_store() -> Store:
    """The store of the present application; ``<data_dir>/evidence`` unless another was configured."""
    if "evidence_store" not in current_app.extensions:
        configure(current_app, current_app.config["SETTINGS"].data_dir / "evidence")
    store: Store = current_app.extensions["evidence_store"]
    return store
