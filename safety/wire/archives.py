"""Opening archives that others send: the names in one are counted before any is read.

``zipfile`` makes an object of every name when it opens an archive: one of 7 MB with 70,000 empty files took a thread for
seconds, and one of 60 MB for more than a minute.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

MOST_NAMES: Final = 10_000
#: How the directory of an archive begins each name: zipfile takes nothing else for one, whatever number is declared.
_NAME: Final = b"PK\x01\x02"
_BLOCK: Final = 1 << 20


class TooManyNamesError(zipfile.BadZipFile):
    """An archive holds more files than anybody's table, map or document."""


def opened(source: Path | bytes) -> zipfile.ZipFile:
    """An archive of a file or of its bytes, to be read and closed.

    Raises:
        TooManyNamesError: it may hold more than ``MOST_NAMES`` files.
        BadZipFile: it is no archive, or damaged.
    """
    if _names(source) > MOST_NAMES:
        raise TooManyNamesError("too many names")
    return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)


def _names(source: Path | bytes) -> int:
    """How many names the archive has at the most; a part that is an archive itself may add its own."""
    if isinstance(source, bytes):
        return source.count(_NAME)
    found, before = 0, b""
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            found += (before + block).count(_NAME)
            before = block[1 - len(_NAME) :]
    return found
