"""What the forms of employers, sites and imports offer to choose from."""

from __future__ import annotations

import uuid

from safety.access.permissions import Permission as P
from safety.law.industries import SECTIONS
from safety.people.guard import current_scope
from safety.people.queries import unions_in
from safety.wire.problems import translate
from safety.workplaces.rules import DATUM_LABELS, SITE_KIND_LABELS

Pairs = list[tuple[str, str]]


def kinds() -> Pairs:
    """Kinds of sites."""
    return [(kind.value, translate(label)) for kind, label in SITE_KIND_LABELS.items()]


def industries() -> Pairs:
    """Sections of industry with their letters."""
    return [(letter, f"{letter} {translate(name)}") for letter, name in SECTIONS.items()]


def datums() -> Pairs:
    """Datums of coordinates."""
    return [(datum.value, translate(label)) for datum, label in DATUM_LABELS.items()]


def unions() -> list[tuple[uuid.UUID, str]]:
    """Unions that may be made responsible for a place."""
    scope = current_scope(P.SITE_EDIT)
    return [(union.id, union.name) for union in unions_in(scope) if union.ended_on is None]
