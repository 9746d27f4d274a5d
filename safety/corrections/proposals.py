"""What the person who checks a notice is asked of its findings, with what words and names propose where nobody said."""

from __future__ import annotations

from collections.abc import Iterable

from safety.corrections.grounds import FACT_LABELS
from safety.corrections.models import Demand
from safety.corrections.readings import Reading, readings_of
from safety.law import grounds
from safety.papers.previews import Question


def proposed_of(read: Reading) -> tuple[str, ...]:
    """The facts of a finding that nobody said and that only its words, or the names of its place, propose."""
    return grounds.proposals(read.ground(), read.ground(by_law_alone=True), read.demand.said)


def questions_of(demands: Iterable[Demand]) -> tuple[Question, ...]:
    """Of each finding, each fact that decides the law: what was said of it, or what is proposed."""
    return tuple(
        Question(
            name=fact,
            label=label,
            subject_id=read.demand.id,
            about=read.demand.summary,
            said=getattr(read.demand, fact),
            proposed=fact in proposed,
        )
        for read in readings_of(demands).values()
        for proposed in [proposed_of(read)]
        for fact, label in FACT_LABELS.items()
    )
