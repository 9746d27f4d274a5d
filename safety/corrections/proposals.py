"""What the person who checks a notice is asked of its findings, with what words and names propose where nobody said."""

from __future__ import annotations

from collections.abc import Iterable

from safety.corrections.facts import ground_of
from safety.corrections.grounds import FACT_LABELS
from safety.corrections.models import Demand
from safety.law import grounds
from safety.papers.previews import Question


def proposed_of(demand: Demand) -> tuple[str, ...]:
    """The facts of a finding that nobody said and that only its words, or the names of its place, propose."""
    by_law = ground_of(demand, by_law_alone=True)
    return grounds.proposals(ground_of(demand), by_law, demand.said)


def questions_of(demands: Iterable[Demand]) -> tuple[Question, ...]:
    """Of each finding, each fact that decides the law: what was said of it, or what is proposed."""
    return tuple(
        Question(
            name=fact,
            label=label,
            subject_id=demand.id,
            about=demand.summary,
            said=getattr(demand, fact),
            proposed=fact in proposed,
        )
        for demand in demands
        for proposed in [proposed_of(demand)]
        for fact, label in FACT_LABELS.items()
    )
