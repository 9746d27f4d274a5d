"""The page that explains who may do what, drawn from the one table of roles."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission
from safety.access.roles import GRANTS, LABELS
from safety.people.guard import needs
from safety.people.permission_words import PERMISSION_LABELS
from safety.people.routes.blueprint import pages


@pages.get("/roles")
@needs(Permission.SELF)
def roles() -> ResponseReturnValue:
    """Roles across, permissions down."""
    return render_template("people/roles.html", labels=LABELS, grants=GRANTS, permissions=PERMISSION_LABELS)
