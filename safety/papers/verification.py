"""What the public learns from a code: that there is such a paper, its state, and its hash; nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from safety.papers import queries
from safety.papers.models import Paper
from safety.papers.rules import LABELS, PaperKind, PaperState


@dataclass(frozen=True)
class Verified:
    """The public facts of an issued paper; ``title`` is the kind's general name, in Chinese.

    ``why`` is ``key`` where the key that signed is not here: nothing can be said of the content.
    """

    kind: PaperKind
    title: str
    number: str
    issued_on: str
    union: str
    state: PaperState
    genuine: bool
    why: str
    content_hash: str
    hash_algorithm: str
    replaced_by: str | None


def look_up(code: str) -> Verified | None:
    """The public facts behind a code; None for a code that does not exist, cannot exist, or is mistyped."""
    paper = queries.paper_by_code(code)
    return None if paper is None else _public(paper)


def _public(paper: Paper) -> Verified:
    kind, verdict = PaperKind(paper.kind), queries.verdict_on(paper)
    return Verified(
        kind=kind,
        title=LABELS[kind],
        number=paper.number or "",
        issued_on=(paper.imprint or {}).get("issued_on", ""),
        union=paper.union.name,
        state=PaperState(paper.state),
        genuine=verdict.genuine,
        why=verdict.why,
        content_hash=paper.content_hash or "",
        hash_algorithm=paper.hash_algorithm or "",
        replaced_by=paper.replaced_by.number if paper.replaced_by else None,
    )
