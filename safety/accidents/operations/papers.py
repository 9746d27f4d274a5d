"""The papers of a case: drafted and issued at once, since what they say was decided by the act itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.accidents import documents, grading, queries
from safety.accidents.models import Accident
from safety.accidents.sheet_facts import casualty_words
from safety.law.accident_grades import LABELS
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed, PaperContent
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.queries import title_for
from safety.papers.rules import PaperKind
from safety.people.queries import get_union


def subject_of(accident: Accident, place: Place, today: date) -> documents.Subject:
    """The accident as a paper of the union at ``place`` tells it; a grade that rests on an unread text is left out."""
    standing = grading.standing_on(queries.series_of(accident), queries.ground_of(accident), today)
    certain = standing.grade if standing.checked else None
    return documents.Subject(
        issuer=get_union(place.union_id).name,
        title=accident.title,
        happened_at=accident.happened_at,
        place=accident.place,
        employer=accident.employer_name,
        grade=LABELS[certain] if certain else None,
        casualties=casualty_words(accident),
        regime=queries.regime_of(accident),
    )


def issue(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    place: Place,
    kind: PaperKind,
    permission: Permission,
    write: Callable[[documents.Subject, str], PaperContent],
    asked: Sequence[Asked] = (),
    enclosed: Enclosed | None = None,
) -> Paper:
    """Draft and issue a paper of the union at ``place`` about the accident."""
    union = get_union(place.union_id)
    content = write(subject_of(accident, place, shanghai_date(now)), title_for(union, kind).title)
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=kind,
        subject_kind=queries.SOURCE,
        subject_id=accident.id,
        place=place,
        content=content,
        permission=permission,
        enclosed=enclosed,
    )
    return papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission, asked=asked)
