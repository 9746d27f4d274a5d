"""Pages about people: the union tree, members, appointments, certificates, roles, import."""

from __future__ import annotations

from safety.people.routes import appointments, certificates, members, roles, unions
from safety.people.routes.blueprint import pages

__all__ = ["appointments", "certificates", "members", "pages", "roles", "unions"]
