"""``If-Match``: the version of a record that an edit was made on."""

from __future__ import annotations

from flask import request

from safety.errors import Invalid
from safety.text import N_


def named_version() -> int | None:
    """The version in ``If-Match``, where a program names one.

    Raises:
        Invalid: it is no version (field ``If-Match``).
    """
    return asked_version() if "If-Match" in request.headers else None


def asked_version() -> int:
    """The version in ``If-Match`` (a number, quoted or not).

    Raises:
        Invalid: the header is missing or is no version (field ``If-Match``).
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given.isdigit() or len(given) > 9:
        raise Invalid(code="version_missing", fields={"If-Match": [N_("请在 If-Match 中给出所修改的版本")]})
    return int(given)
