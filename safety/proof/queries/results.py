"""What the last whole verification found."""

from __future__ import annotations

from sqlalchemy import select

from safety.database import session
from safety.jobs.models import Job

KIND = "whole_verification"


def last_whole_verification() -> Job | None:
    """The last one that came to its end, whoever asked for it."""
    statement = select(Job).where(Job.kind == KIND, Job.state == "done").order_by(Job.ended_at.desc())
    return session.scalars(statement.limit(1)).first()


def whole_verification_under_way() -> Job | None:
    """The one that is still to be done, if there is one."""
    statement = select(Job).where(Job.kind == KIND, Job.state.in_(["queued", "running"]))
    return session.scalars(statement.order_by(Job.created_at).limit(1)).first()
