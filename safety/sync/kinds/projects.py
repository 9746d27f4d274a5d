"""``attendance``: who was at the meeting of a project review, or at the look at its site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import fields

from safety.access.scope import Place
from safety.audit.rules import plain
from safety.errors import Conflict
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.projects import operations
from safety.projects import queries as projects
from safety.projects.schemas import AttendanceIn
from safety.sync.kinds.alone import Alone
from safety.sync.kinds.replaying import Done, Replay, other_subject
from safety.sync.queries import records
from safety.sync.rights import RIGHTS
from safety.sync.rules import EntryKind


class _AttendanceIn(AttendanceIn):
    """The call's content with the review that its address has."""

    review_id = fields.UUID(required=True)


_ATTENDANCE = _AttendanceIn()


class Attendances(Alone):
    """``POST /project-reviews/<review id>/attendances``, under the record's id."""

    permission = RIGHTS[EntryKind.ATTENDANCE].record

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the call takes."""
        loaded: dict[str, Any] = _ATTENDANCE.load(dict(content))
        return loaded

    def missing(self, record_id: UUID, facts: dict[str, Any]) -> set[UUID]:
        """The review, while it is not here."""
        return set() if records.review(facts["review_id"]) else {facts["review_id"]}

    def place(self, record_id: UUID, facts: dict[str, Any]) -> Place | None:
        """The place of the review."""
        review = records.review(facts["review_id"])
        return place_of(review) if review else None

    def present(self, record_id: UUID, facts: dict[str, Any]) -> Mapping[str, Any]:
        """The attendance there is."""
        kept = records.attendance(record_id)
        if kept is None:
            return {}
        names = ("review_id", "kind", "held_on", "person", "is_union", "unit", "place")
        found: dict[str, Any] = plain({name: getattr(kept, name) for name in names})
        return found

    def replay(self, given: Replay) -> Done:
        """Enter it; a day that lies ahead of the server's clock counts as the day of arrival."""
        args = dict(given.facts)
        review = projects.get_review(args.pop("review_id"), given.actor.scope(self.permission))
        args["held_on"] = min(args["held_on"], shanghai_date(given.made.received_at))
        url = f"/projects/{review.project_id}"
        try:
            operations.record_attendance(
                actor=given.actor, now=given.now, review=review, id=given.record_id, **args
            )
        except Conflict as taken:
            kept = records.attendance(given.record_id)
            if kept is None or kept.review_id != review.id:
                raise other_subject() from taken
            return Done(url=url, server=self.present(given.record_id, given.facts))
        return Done(url=url)
