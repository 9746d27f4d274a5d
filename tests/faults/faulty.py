"""The application on a machine whose disk lies: ``QUNJIAN_FAULT`` says how, the file it names says when.

``fsync``: every third fsync fails.  ``full``: neither files nor database may grow.  A fault is on while the file
``<data_dir>/fault`` is there.
"""

from __future__ import annotations

import errno
import os
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import app as composition
from safety.web.slow_lines import SlowLines

_KIND = os.environ.get("QUNJIAN_FAULT", "")
_SWITCH = Path(os.environ.get("QUNJIAN_DATA_DIR", ".")) / "fault"
_fsync, _calls = os.fsync, count(1)


def _failing_fsync(descriptor: Any) -> None:
    if _SWITCH.exists():
        if _KIND == "full":
            raise OSError(errno.ENOSPC, "no space left on the device")
        if next(_calls) % 3 == 0:
            raise OSError(errno.EIO, "the disk does not answer")
    _fsync(descriptor)


def _no_more_pages(connection: Any, *_: Any) -> None:
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if _SWITCH.exists():
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count={pages}")
    else:
        driver.execute("PRAGMA max_page_count=1073741823")


def serve() -> SlowLines:
    """The application with the fault built in."""
    setattr(os, "fsync", _failing_fsync)  # noqa: B010 - the parameter's name differs
    if _KIND == "full":
        event.listen(Engine, "begin", _no_more_pages)
    return composition.serve_slow_lines()
