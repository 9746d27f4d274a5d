"""The application with its windows for slow bodies shortened, so that a test need not wait half a minute."""

from __future__ import annotations

import app as composition
from safety.web import slow_lines

WINDOW = 2.0


def serve() -> slow_lines.SlowLines:
    """As ``make run`` serves it, but for the window."""
    slow_lines.WINDOW = WINDOW  # type: ignore[misc]
    return composition.serve_slow_lines()
