"""Demonstration site checks: answers, findings, pictures and signatures, sent as a tablet sends them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from safety.access.scope import Actor, Place
from safety.corrections.vocabulary import FindingGrade
from safety.demo import pictures
from safety.demo.people import drawn_id
from safety.demo.places import DemoSite
from safety.demo.wording import Wording, wordings
from safety.evidence import operations as evidence
from safety.evidence.operations import Proven
from safety.evidence.rules import Position
from safety.inspections import operations as inspections
from safety.inspections.inputs import (
    AnswerFacts,
    CheckFacts,
    CompanionFacts,
    FindingFacts,
    MetFacts,
    PositionFacts,
    SignatureFacts,
)
from safety.inspections.models import Inspection
from safety.inspections.rules import Answer
from safety.inspections.rules.checklists import Checklist, Item
from safety.inspections.schemas import CheckIn
from safety.people.queries import place_of

SCENES, SIGNATURES = 3, 10
Scale = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
ORDINARY_SCALE: Scale = (("0.5", "1", "3", "3", "6"), ("1", "2", "3", "6"), ("3", "7", "7", "15"))
MAJOR_SCALE: Scale = (("3", "6"), ("3", "6"), ("15", "15", "40"))
#: Every product is of the colour that has to be dealt with at once.
DANGER_SCALE: Scale = (("6", "10"), ("6",), ("15",))
SITE_PEOPLE = (("张伟示", "安全总监"), ("刘敏示", "项目经理"), ("周强示", "生产厂长"), ("何丽示", "安全员"))


@dataclass(frozen=True)
class Visit:
    """Who checks which site, and what is found there (None: chance decides)."""

    place: DemoSite
    inspector: Actor
    companion: Actor | None
    assignment_id: uuid.UUID | None = None
    found: Sequence[Wording] | None = None


class Checks:
    """Makes checks; pictures are proven once and used by many."""

    def __init__(self, rng: random.Random, versions: dict[str, tuple[uuid.UUID, Checklist]]) -> None:
        self.rng = rng
        self.versions = versions
        self.scenes: dict[str, list[Proven]] = {
            key: [evidence.prove_content(pictures.scene(key, rng)) for _ in range(SCENES)]
            for key in wordings()
        }
        self.signatures = [evidence.prove_content(pictures.signature(rng)) for _ in range(SIGNATURES)]

    def submit(self, visit: Visit, now: datetime) -> Inspection:
        """Make a whole check, submitted at ``now``."""
        facts = self._facts(visit, now, found=self._found(visit))
        saved = inspections.submit_inspection(
            actor=visit.inspector,
            now=now,
            id=drawn_id(self.rng),
            facts=facts,
            content=CheckIn(exclude=("submit",)).dump(facts),
        )
        return saved.inspection

    def on_tablet(self, visit: Visit, now: datetime) -> CheckFacts:
        """A whole check as a tablet keeps it, its pictures sent already."""
        return self._facts(visit, now, found=self._found(visit))

    def draft(self, visit: Visit, now: datetime) -> None:
        """Begin a check and leave it half done."""
        whole = self._facts(visit, now, found=self._found(visit)[:1])
        answered = dict(list(whole.answers.items())[: len(whole.answers) // 2])
        facts = CheckFacts(
            site_id=whole.site_id,
            version_id=whole.version_id,
            started_at=whole.started_at,
            position=whole.position,
            people_met=whole.people_met,
            answers=answered,
            findings=[one for one in whole.findings if one.item_id in answered],
        )
        content = CheckIn(exclude=("submit",)).dump(facts)
        inspections.save_draft(
            actor=visit.inspector, now=now, id=drawn_id(self.rng), facts=facts, content=content
        )

    def _found(self, visit: Visit) -> Sequence[Wording]:
        if visit.found is not None:
            return visit.found
        known = wordings()[visit.place.checklist]
        many = min(len(known), int(self.rng.triangular(0, 4.9, 5 * visit.place.risk)))
        chosen = self.rng.sample(known, many)
        # What is major is rare: most of it is left out.
        return [one for one in chosen if not one.major or self.rng.random() < 0.45]

    def _facts(self, visit: Visit, now: datetime, *, found: Sequence[Wording]) -> CheckFacts:
        version_id, checklist = self.versions[visit.place.checklist]
        site = visit.place.site
        place = place_of(site)
        failing = {one.item for one in found}
        began = now - timedelta(minutes=self.rng.randrange(60, 170))
        met = self.rng.choice(SITE_PEOPLE)
        findings = [self._finding(one, checklist.item(one.item), visit, place, now) for one in found]
        return CheckFacts(
            site_id=site.id,
            version_id=version_id,
            assignment_id=visit.assignment_id,
            started_at=began,
            ended_at=now - timedelta(minutes=4),
            device_time=now - timedelta(seconds=self.rng.randrange(0, 20)),
            position=self._position(visit.place),
            companions=self._companions(visit),
            people_met=[MetFacts(*met)],
            answers={item: self._answer(item, failing) for item in checklist.ids},
            findings=findings,
            signatures=self._signatures(visit, place, met, now),
        )

    def _answer(self, item: str, failing: set[str]) -> AnswerFacts:
        if item in failing:
            return AnswerFacts(Answer.FAILING)
        return AnswerFacts(Answer.NOT_APPLICABLE if self.rng.random() < 0.12 else Answer.CONFORMING)

    @staticmethod
    def _companions(visit: Visit) -> list[CompanionFacts]:
        if visit.companion is not None:
            return [CompanionFacts(visit.companion.name, visit.companion.member_id)]
        return [CompanionFacts("示例陪同人员")]

    def _position(self, place: DemoSite) -> PositionFacts:
        lon, lat = place.site.lon or 0.0, place.site.lat or 0.0
        near = (lon + self.rng.uniform(-0.0004, 0.0004), lat + self.rng.uniform(-0.0004, 0.0004))
        return PositionFacts(round(near[0], 6), round(near[1], 6), float(self.rng.randrange(4, 25)))

    def _finding(
        self, one: Wording, item: Item | None, visit: Visit, place: Place, now: datetime
    ) -> FindingFacts:
        if item is None:
            raise LookupError(f"no item {one.item} in the checklist {visit.place.checklist}")
        where = self._position(visit.place)
        pictured = item.photo or self.rng.random() < 0.5
        scene = self.rng.choice(self.scenes[visit.place.checklist])
        photos = [self._file(scene, "现场照片.jpg", visit, place, now, where)] if pictured else []
        likelihood, exposure, consequence = (Decimal(self.rng.choice(some)) for some in _scale(one))
        return FindingFacts(
            id=drawn_id(self.rng),
            summary=one.found,
            item_id=one.item,
            factor=item.factor,
            accident=item.accident,
            grade=FindingGrade.MAJOR if one.major else FindingGrade.ORDINARY,
            criterion=(item.major_hint or "由检查人员对照适用的重大事故隐患判定标准初步判定（示例）")
            if one.major
            else None,
            likelihood=likelihood,
            exposure=exposure,
            consequence=consequence,
            place_on_site=one.place,
            suggestion=item.demand,
            position=where,
            photos=photos,
        )

    def _file(
        self,
        content: Proven,
        name: str,
        visit: Visit,
        place: Place,
        now: datetime,
        where: PositionFacts | None = None,
    ) -> uuid.UUID:
        position = Position(where.lon, where.lat, where.accuracy) if where else None
        return evidence.store_file(
            actor=visit.inspector,
            now=now,
            id=drawn_id(self.rng),
            content=content,
            declared_name=name,
            place=place,
            position=position,
        ).id

    def _signatures(self, visit: Visit, place: Place, met: tuple[str, str], now: datetime) -> SignatureFacts:
        own = self._file(self.rng.choice(self.signatures), "签名.png", visit, place, now)
        if self.rng.random() < 0.04:
            return SignatureFacts(
                inspector_file=own,
                refused=True,
                witness="示例社区网格员",
                refusal_words="对检查结果有不同意见，拒绝签名",
            )
        site = self._file(self.rng.choice(self.signatures), "签名.png", visit, place, now)
        return SignatureFacts(inspector_file=own, site_file=site, site_name=met[0], site_position=met[1])


def _scale(one: Wording) -> Scale:
    if one.danger:
        return DANGER_SCALE
    return MAJOR_SCALE if one.major else ORDINARY_SCALE
