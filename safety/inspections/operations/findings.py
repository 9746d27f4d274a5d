"""The findings of a submitted check: demands, with what only an inspection knows of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand
from safety.corrections.rules import DemandKind
from safety.corrections.vocabulary import FindingGrade
from safety.database import table_of
from safety.errors import Invalid
from safety.inspections.inputs import CheckFacts, FindingFacts
from safety.inspections.models import Finding, Inspection
from safety.inspections.queries import CheckedSite
from safety.inspections.rules import InspectionState, hazards, may_found_a_notice
from safety.inspections.rules.checklists import Checklist, Citation
from safety.inspections.shipped import citation
from safety.law.lec import LecResult
from safety.text import N_, Sentence
from safety.writes import Write, write_later

_ADD_FINDINGS = Write(insert(table_of(Finding)))


def raise_findings(
    *,
    actor: Actor,
    now: datetime,
    inspection: Inspection,
    site: CheckedSite,
    facts: CheckFacts,
    checklist: Checklist | None,
    there: Mapping[uuid.UUID, Any] | None = None,
) -> None:
    """Open the findings of ``facts`` at once: one insert for demands, one for what is ours.

    ``there`` is what ``corrections.demands_there`` found for them, if it was asked before the first write.

    Raises:
        Invalid: a finding is incomplete, by field.
        Conflict: a finding's id is taken by other content.
    """
    if not facts.findings:
        return
    scores = _checked(facts.findings)
    corrections.raise_demands(
        actor=actor,
        now=now,
        kind=DemandKind.FINDING,
        place=site.place,
        site_id=site.id,
        employer_id=site.employer_id,
        source_kind="inspection",
        source_id=inspection.id,
        demands=[_demand(one, scores[one.id], inspection, site, checklist) for one in facts.findings],
        can_be_demanded=may_found_a_notice(InspectionState(inspection.state)),
        there=there,
    )
    write_later(_ADD_FINDINGS, [_row(one, scores[one.id], inspection) for one in facts.findings])


def _checked(findings: Sequence[FindingFacts]) -> dict[uuid.UUID, LecResult | None]:
    """The scores of the findings by id; ``Invalid`` if one of them is incomplete."""
    found: dict[str, list[Sentence]] = {}
    scores: dict[uuid.UUID, LecResult | None] = {}
    for i, one in enumerate(findings):
        where = f"findings.{i}"
        if not one.summary:
            found[f"{where}.summary"] = [N_("请描述隐患")]
        if one.grade is FindingGrade.MAJOR and not one.criterion:
            found[f"{where}.criterion"] = [N_("判定为重大事故隐患的，请写明判定依据")]
        if one.factor and hazards.factor_name(one.factor) is None:
            found[f"{where}.factor"] = [N_("没有这个危险有害因素代码")]
        if one.accident and hazards.accident_name(one.accident) is None:
            found[f"{where}.accident"] = [N_("没有这个事故类别代码")]
        given = (one.likelihood, one.exposure, one.consequence)
        if any(given) and not all(given):
            found[f"{where}.likelihood"] = [N_("风险评分的三项要么都填，要么都不填")]
        try:
            scores[one.id] = hazards.result(*given)
        except Invalid as refusal:
            found |= {f"{where}.{name}": list(sentences) for name, sentences in refusal.fields.items()}
    if len({one.id for one in findings}) < len(findings):
        found["findings"] = [N_("隐患编号重复")]
    if found:
        raise Invalid(code="incomplete", fields=found)
    return scores


def _demand(
    one: FindingFacts,
    score: LecResult | None,
    inspection: Inspection,
    site: CheckedSite,
    checklist: Checklist | None,
) -> NewDemand:
    return NewDemand(
        id=one.id,
        summary=one.summary or "",
        detail=one.detail or "",
        grade=one.grade,
        colour=score.colour.value if score else None,
        basis=_basis(one, checklist),
        place_on_site=one.place_on_site,
        said=one.said,
        responsible_id=inspection.inspector_id,
        addressee=site.employer_name,
    )


def _basis(one: FindingFacts, checklist: Checklist | None) -> list[Mapping[str, Any]]:
    """The item's own citations first, then what the inspector named (never counted as checked).

    The criterion of a 重大 hazard is law for a finding that was judged one, and for no other.
    """
    item = checklist.item(one.item_id) if checklist and one.item_id else None
    criteria = item.criterion if item and one.grade is FindingGrade.MAJOR else ()
    cited_by_item = [*(item.basis if item else ()), *(Citation(**citation(key)) for key in criteria)]
    own = [
        {"law": cited.law, "article": cited.article or "", "checked": cited.verified}
        for cited in cited_by_item
    ]
    there = {(cited["law"], cited["article"]) for cited in own}
    named = [
        {"law": cited["law"], "article": cited.get("article") or "", "checked": False}
        for cited in one.basis
        if (cited["law"], cited.get("article") or "") not in there
    ]
    return [*own, *named]


def _row(one: FindingFacts, score: LecResult | None, inspection: Inspection) -> dict[str, Any]:
    return {
        "id": one.id,
        "inspection_id": inspection.id,
        "item_id": one.item_id,
        "factor": one.factor,
        "accident": one.accident,
        "criterion": one.criterion,
        "likelihood": one.likelihood,
        "exposure": one.exposure,
        "consequence": one.consequence,
        "score": score.score if score else None,
        "suggestion": one.suggestion,
        "lon": one.position.lon if one.position else None,
        "lat": one.position.lat if one.position else None,
        "accuracy": one.position.accuracy if one.position else None,
        "photos": [str(photo) for photo in one.photos],
    }
