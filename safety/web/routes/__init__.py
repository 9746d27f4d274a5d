"""The shell's own pages: signing in and out, today's work, one's own settings, the audit."""

from __future__ import annotations

from safety.web.routes import audit, keeping, profile, second_factor, sign_in, tablet, today
from safety.web.routes.blueprint import pages

__all__ = ["audit", "keeping", "pages", "profile", "second_factor", "sign_in", "tablet", "today"]
