"""The receipt of a review's documents: who handed over what, on which day, and who took it."""

from __future__ import annotations

from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.database import hold
from safety.errors import NotPossibleNow
from safety.evidence.queries import files_of_many
from safety.papers import operations as papers
from safety.papers.models import Paper
from safety.papers.queries import same_paper
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.projects import documents, facts, queries
from safety.projects.models import Review
from safety.projects.operations.notes import note, require
from safety.projects.operations.reviews import MATERIAL
from safety.text import N_, Text


def issue_material_receipt(
    *, actor: Actor, now: datetime, review: Review, received_on: date, handed_by: str
) -> Paper:
    """Issue the 资料签收单 of what came on one day; asked again with the same facts, the paper that is out.

    ``handed_by`` is the person who brought it, ``actor`` the one who takes it.

    Raises:
        NotPossibleNow: nothing was received on that day (``nothing_received``).
    """
    require(actor, P.PROJECT_RECORD, review)
    hold(review)  # two who ask at once get one paper
    came = [one for one in review.materials if one.received_on == received_on]
    if not came:
        sentence = Text(N_("%(day)s没有登记收到的资料"), day=received_on.isoformat())
        raise NotPossibleNow(sentence, code="nothing_received")
    files = files_of_many(MATERIAL, [one.id for one in came])
    kind = PaperKind.MATERIAL_RECEIPT
    content = documents.material_receipt(
        facts.subject_of(review),
        title=facts.title_of(review, kind),
        lines=[(one.name, one.edition or "—", len(files.get(one.id, ()))) for one in came],
        received_on=received_on,
        handed_by=handed_by,
        taken_by=actor.name or "",
    )
    place = place_of(review)
    out = same_paper(queries.SOURCE, review.id, kind=kind, union_id=place.union_id, content=content)
    if out is not None:
        return out
    drafted = papers.draft_paper(
        actor=actor,
        now=now,
        kind=kind,
        subject_kind=queries.SOURCE,
        subject_id=review.id,
        place=place,
        content=content,
        permission=P.PROJECT_RECORD,
    )
    paper = papers.issue_paper(actor=actor, now=now, paper=drafted, permission=P.PROJECT_RECORD)
    change = {"paper": paper.id, "on": received_on}
    note(actor, now, P.PROJECT_RECORD, review, "material_receipt_issued", change)
    return paper
