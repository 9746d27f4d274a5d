"""Reading what the papers of a review say of its project."""

from __future__ import annotations

import uuid

from safety.corrections.subjects import Told
from safety.law import applications, bases
from safety.law.applications import AnswerTerm, Matter
from safety.law.project_natures import LABELS as NATURES
from safety.papers.queries import title_for
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import get_union
from safety.projects import queries
from safety.projects.documents import Part, Subject
from safety.projects.former_kinds import kind_on
from safety.projects.models import Opinion, Review
from safety.projects.vocabulary import ReviewKind, Track


def subject_of(review: Review, union: Union | None = None) -> Subject:
    """The project as a paper tells it, spoken by its union (or the one given)."""
    project = review.project
    kind = kind_on(project, review.notified_on)
    return Subject(
        issuer=(union or get_union(review.union_id)).name,
        project=project.name,
        owner=project.owner_name,
        nature=NATURES[kind.nature],
        approval=project.approval_number or "",
        kind=ReviewKind(review.kind),
        basis=bases.project(
            kind.nature,
            safety=Track.SAFETY in kind.tracks,
            health=Track.HEALTH in kind.tracks,
        ),
        on=review.notified_on,
        part=Part(
            invited=review.invited,
            came=any(one.is_union for one in review.attendances),
            has_papers=bool(review.materials),
        ),
    )


def has_legal_term(review: Review) -> bool:
    """Whether the law sets the department a term where the union was not invited to the review."""
    term = applications.answer_term(Matter.PROJECT_NOT_INVITED, told_of_review(review.id))
    return term is AnswerTerm.BY_LAW


def title_of(review: Review, kind: PaperKind) -> str:
    """How the union heads this kind of paper."""
    return title_for(get_union(review.union_id), kind).title


def place_words(opinion: Opinion) -> str:
    """The drawing and the place an opinion is about."""
    return " ".join(part for part in (opinion.drawing, opinion.demand.place_on_site) if part)


def told_of_review(review_id: uuid.UUID) -> Told:
    """What an application about a review tells the law."""
    review = queries.review_by_id(review_id)
    kind = kind_on(review.project, review.notified_on)
    tracks = kind.tracks
    return Told(
        review.notified_on,
        kind.nature,
        safety=Track.SAFETY in tracks,
        health=Track.HEALTH in tracks,
        invited=review.invited,
    )
