"""Files under way: a file on disk for each, which grows until it is whole.

What is on disk is the truth of how far an upload came: an answer that was lost, or a server that died, loses
no byte that was written, and what a power cut spoilt is found by the hash of the whole.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from flask import current_app

from safety.errors import Conflict, Refusal, Unavailable
from safety.text import N_

try:
    import fcntl
except ImportError:  # Windows: one serving process, whose requests for one file come one by one
    fcntl = None  # type: ignore[assignment]

_CHUNK = 64 * 1024


class WrongChecksum(Refusal):
    """A part that did not come as it was sent (tus answers 460)."""

    status = 460
    default_code = "checksum_mismatch"
    default_sentence = N_("这一段数据在传输中损坏，请重新发送")


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir / "uploads"
    return folder


def _path(file_id: uuid.UUID) -> Path:
    return _folder() / f"{file_id}.part"


def bytes_there(file_id: uuid.UUID) -> int:
    """How many bytes of the file are here."""
    try:
        return _path(file_id).stat().st_size
    except FileNotFoundError:
        return 0


def append(file_id: uuid.UUID, *, offset: int, stream: IO[bytes], most: int, sha256: bytes | None) -> int:
    """Append what ``stream`` holds, at most ``most`` bytes, from ``offset`` on; the new offset.

    With a checksum of the part, a part that does not have it is dropped again; without one, what came
    before a line broke is kept.

    Raises:
        Conflict: the file is at another offset.
        WrongChecksum: the part has another checksum.
        Unavailable: the disk is full or refuses.
    """
    try:
        with _held(file_id) as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise Conflict(
                    N_("上传位置与服务器不一致，请先查询进度"),
                    code="wrong_offset",
                    extra={"offset": file.tell()},
                )
            return _write(file, offset, stream, most, sha256)
    except OSError as error:
        raise Unavailable from error


def _write(file: IO[bytes], offset: int, stream: IO[bytes], most: int, sha256: bytes | None) -> int:
    counted, written = hashlib.sha256(), 0
    try:
        while written < most and (chunk := stream.read(min(_CHUNK, most - written))):
            file.write(chunk)
            counted.update(chunk)
            written += len(chunk)
        if sha256 is not None and counted.digest() != sha256:
            raise WrongChecksum
        file.flush()
        os.fsync(file.fileno())
    except (OSError, WrongChecksum):
        with suppress(OSError):
            file.truncate(offset)
        raise
    return offset + written


@contextmanager
def _held(file_id: uuid.UUID) -> Iterator[IO[bytes]]:
    _folder().mkdir(parents=True, exist_ok=True)
    with _path(file_id).open("ab+") as file:
        if fcntl is not None:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield file


def content(file_id: uuid.UUID) -> bytes:
    """All bytes of the file.

    Raises:
        Unavailable: the disk refuses.
    """
    try:
        return _path(file_id).read_bytes()
    except OSError as error:
        raise Unavailable from error


def start_again(file_id: uuid.UUID) -> None:
    """Drop every byte of a file that came out wrong, or that is kept as evidence now."""
    with suppress(OSError):
        _path(file_id).unlink(missing_ok=True)
