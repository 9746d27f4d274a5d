"""What a site's page shows beside its own record: its history, its numbers, and what can be begun there."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from safety import faces
from safety.access.scope import Actor
from safety.audit.models import AuditEntry
from safety.people.queries import member_names
from safety.reference.queries import all_district_names
from safety.web.audit_words import ACTIONS
from safety.wire.problems import translate
from safety.workplaces.models import Site
from safety.workplaces.queries import (
    Action,
    Event,
    Summary,
    record_history,
    register_actions,
    register_history,
    register_summaries,
)


def events(site: Site, actor: Actor) -> Iterator[Event]:
    """What the duties tell of the site."""
    for face in faces.shown():
        if face.history is not None:
            yield from face.history(site, actor)


def changes(site: Site, actor: Actor) -> Iterator[Event]:  # noqa: ARG001 - a provider's shape
    """What was done to the site's own record: registered, edited, closed, taken back into use."""
    rows = record_history(site)
    names = member_names(row.actor_id for row in rows)
    for row in rows:
        by = names.get(row.actor_id) if row.actor_id else None
        yield Event(row.at, translate(ACTIONS[row.action]), _words_of(row), by, "history")


def _words_of(row: AuditEntry) -> str:
    """The reason that was given, or from which district to which."""
    change = row.change or {}
    if isinstance(change.get("reason"), str):
        return str(change["reason"])
    moved = change.get("district_code")
    if not isinstance(moved, list):
        return ""
    names = all_district_names()
    before, after = (names.get(str(code), "—") for code in moved)
    return str(_("区县：%(before)s → %(after)s", before=before, after=after))


def numbers(site: Site, actor: Actor) -> Iterator[Summary]:
    """What the duties count at the site."""
    for face in faces.shown():
        if face.numbers_of_site is not None:
            yield from face.numbers_of_site(site, actor)


def beginnings(site: Site, actor: Actor) -> list[Action]:
    """What can be begun in the duties while the site is open, for those who may."""
    if site.closed_at is not None:
        return []
    found = [one for face in faces.shown() if face.beginnings for one in face.beginnings(site, actor)]
    return sorted(found, key=lambda one: one.place)


def register() -> None:
    """Show all of it on every site's page."""
    register_history(events)
    register_history(changes)
    register_summaries(numbers)
    register_actions(beginnings)
