"""What the shell composes from the duties."""

from __future__ import annotations

from safety.web import site_history

site_history.register()
