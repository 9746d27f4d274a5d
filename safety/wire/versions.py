"""``ETag`` and ``If-Match``: the version of a record that was read, and the one that an edit was made on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import current_app, request

from safety.errors import Invalid, VersionMissing
from safety.text import N_
from safety.transactions import hold_version

if TYPE_CHECKING:
    from safety.database import Versioned

API = "/api/"


R = TypeVar("R", bound="Versioned")
P = ParamSpec("P")
T = TypeVar("T")


def edits_version(view: Callable[P, T]) -> Callable[P, T]:
    """Declare that an endpoint edits a record on the version that ``If-Match`` names."""
    view.edits_version = True  # type: ignore[attr-defined]
    return view


def lacks_its_version() -> bool:
    """Whether the request is an edit that has to name a version and names none, whatever else is amiss with it."""
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "edits_version") and not request.headers.get("If-Match", "").strip()


def etag_of(version: int) -> str:
    """A version as ``ETag`` and ``If-Match`` carry it: strong, in quotes."""
    return f'"{version}"'


def asked_version() -> int:
    """The version in ``If-Match``.

    What a proxy made weak on the way is taken too, since it compressed the answer only.

    Raises:
        VersionMissing: there is none.
        Invalid: it is no version (field ``If-Match``).
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given:
        raise VersionMissing
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise Invalid(code="version_unreadable", fields={"If-Match": [N_("版本号无效")]})
    return int(given)


def named_version() -> int | None:
    """The version in ``If-Match``, where a program names one.

    Raises:
        Invalid: it is no version (field ``If-Match``).
    """
    return asked_version() if "If-Match" in request.headers else None


def fresh(row: R) -> R:
    """``row``, for a program's edit that was made on the version there is now; pages say theirs in the form.

    Raises:
        VersionMissing, Invalid: as ``asked_version``.
        Stale: it was changed since it was read (``extra.version``).
    """
    if request.method in {"GET", "HEAD"} or not request.path.startswith(API):
        return row
    hold_version(row, asked_version())
    return row
