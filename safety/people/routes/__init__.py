"""Pages about people: the union tree, members, appointments, certificates, roles, import."""

from __future__ import annotations

from safety.people.routes import appointments, certificates, imports, members, roles, unions
from safety.people.routes.blueprint import pages

__all__ = ["appointments", "certificates", "imports", "members", "pages", "roles", "unions"]
