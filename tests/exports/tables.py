"""Reading what an export wrote."""

from __future__ import annotations

import io
import zipfile


def table_in(archive: bytes) -> str:
    """The one CSV in a ZIP, which has its statement beside it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        (name,) = (one for one in found.namelist() if one.endswith(".csv"))
        assert len(found.namelist()) == 2
        return found.read(name).decode("utf-8-sig")
