"""The work that exports queue."""

from __future__ import annotations

from safety.exports.operations import make_export

WORKS = (make_export,)
