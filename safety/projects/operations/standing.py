"""Whether a project is in use with no union part: kept as a column by whatever could change it."""

from __future__ import annotations

from sqlalchemy import select

from safety.database import session
from safety.projects.models import Project, Review, SignOff
from safety.projects.rules import is_without_union
from safety.projects.vocabulary import ReviewKind, SignOffState, Stage


def refresh(project: Project) -> None:
    """Bring ``no_union_part`` up to date."""
    acceptance = session.scalars(
        select(Review).where(Review.project_id == project.id, Review.kind == ReviewKind.ACCEPTANCE)
    ).one_or_none()
    signed = acceptance is not None and (
        session.scalar(
            select(SignOff.id).where(SignOff.review_id == acceptance.id, SignOff.state == SignOffState.SIGNED)
        )
        is not None
    )
    project.no_union_part = is_without_union(
        stage=Stage(project.stage),
        acceptance_concluded=signed,
        settled=acceptance is not None and acceptance.settled_at is not None,
    )
    session.flush()
