"""The digest by which a check that is sent again is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from safety.audit.rules import plain, row_hash
from safety.law.grounds import Said

#: What a device tells of its clock is no part of what was found.
_OF_THE_CLOCK = frozenset({"device_time", "clock_set_ms"})
_SAID = frozenset(one.name for one in fields(Said))


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 by which the same content is known again; the time of sending is no part of it."""
    told = {name: value for name, value in content.items() if name not in _OF_THE_CLOCK}
    # What was sent before there were such facts is still the same content.
    findings = [
        {name: value for name, value in one.items() if value is not None or name not in _SAID}
        for one in content.get("findings") or ()
    ]
    return row_hash(plain(told | ({"findings": findings} if "findings" in told else {})))
