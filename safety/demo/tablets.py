"""Demonstration tablets: enrolled, silent and revoked, with entries in every state that an office has to do with."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from safety.access.scope import Actor
from safety.corrections.models import Demand
from safety.corrections.queries import DemandFilters, facts_of, list_demands
from safety.corrections.rules import sight_of
from safety.corrections.vocabulary import DemandKind
from safety.demo.checks import Checks, Visit
from safety.demo.people import drawn_id
from safety.demo.story import District
from safety.evidence.queries import find_file
from safety.inspections.inputs import CheckFacts, SignatureFacts
from safety.inspections.schemas import CheckIn
from safety.law.days import SHANGHAI, shanghai_date
from safety.lists import Window
from safety.sync import operations as sync
from safety.sync.inputs import ContactFacts, DeviceFacts, EntryFacts, FileFacts
from safety.sync.models import SyncDevice, SyncEntry
from safety.sync.queries.conflicts import get_conflict
from safety.sync.rules import Choice, EntryKind

_CONTENT = CheckIn(exclude=("submit",))
#: Demands among which those are sought whose last move lies far enough back.
LOOKED_AT = 60


@dataclasses.dataclass
class Carried:
    """One inspector's device, and how far its queue is."""

    device: SyncDevice
    actor: Actor
    sequence: int = 0


class Tablets:
    """Two inspectors' devices of a district, and what they sent in the last days."""

    def __init__(self, checks: Checks, district: District, now: datetime) -> None:
        self.checks = checks
        self.district = district
        self.now = now
        certified = [one for one in district.inspectors if one not in district.uncertified]
        self.first, self.second = certified[0], certified[-1]

    def _ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def tell(self) -> None:
        """Everything, the earliest first."""
        old = self._enrol(self.first, "旧平板（示例）", self._ago(days=200))
        sync.revoke_device(
            actor=self.first, now=self._ago(days=90), device=old.device, reason="屏幕损坏，已更换新平板"
        )
        own = self._enrol(self.first, "检查平板（示例）", self._ago(days=90))
        other = self._enrol(self.second, "备用平板（示例）", self._ago(days=45))
        self._checks(own)
        self._notes(own, other)
        self._contact(other, self._ago(days=6), unsent=3)
        self._contact(own, self._ago(hours=1))

    def _enrol(self, actor: Actor, name: str, at: datetime) -> Carried:
        _, code = sync.offer_enrolment(actor=actor, now=at - timedelta(minutes=3))
        device, _ = sync.enrol_device(
            actor=actor,
            now=at,
            id=drawn_id(self.checks.rng),
            code=code,
            name=name,
            platform="Android 14 · Chrome 130",
        )
        return Carried(device, actor)

    def _contact(self, carried: Carried, at: datetime, *, unsent: int = 0) -> None:
        facts = ContactFacts(
            device_time=at + timedelta(seconds=42),
            unsent=unsent,
            oldest_unsent_at=at - timedelta(hours=5) if unsent else None,
            app_version="1.0",
            storage_used=86_000_000,
            storage_quota=2_000_000_000,
        )
        sync.note_contact(now=at, device_id=carried.device.id, facts=facts)

    def _send(
        self,
        carried: Carried,
        kind: EntryKind,
        content: Mapping[str, Any],
        at: datetime,
        *,
        files: Sequence[uuid.UUID] = (),
        mock_location: bool = False,
    ) -> SyncEntry:
        carried.sequence += 1
        record_id, made_at = drawn_id(self.checks.rng), at - timedelta(hours=3)
        kept = [found for one in files if (found := find_file(one)) is not None]
        lines = [FileFacts(one.id, one.sha256, one.size, one.kind) for one in kept]
        spelled = [{"id": str(one.id), "sha256": one.sha256, "size": one.size} for one in lines]
        sent = {
            "kind": kind.value,
            "record_id": str(record_id),
            "made_at": made_at.astimezone(SHANGHAI).isoformat(),
            "after": [],
            "content": dict(content),
            "files": spelled,
        }
        facts = EntryFacts(
            id=drawn_id(self.checks.rng),
            kind=kind,
            record_id=record_id,
            sequence=carried.sequence,
            made_at=made_at,
            sent=sent,
            files=lines,
            device_offset_ms=42_000,
            mock_location=mock_location,
        )
        device = DeviceFacts(carried.device.id, carried.device.member_id)
        received = sync.receive_entry(
            actor=carried.actor, now=at, device=device, facts=facts, by_session=False
        )
        return received.entry

    def _check(self, carried: Carried, at: datetime, *, signed: bool = True, mock: bool = False) -> SyncEntry:
        place = self.checks.rng.choice(self.district.sites)
        facts = self.checks.on_tablet(Visit(place, carried.actor, None), at - timedelta(hours=3))
        if not signed:
            facts = dataclasses.replace(facts, signatures=SignatureFacts())
        return self._send(
            carried, EntryKind.CHECK, _CONTENT.dump(facts), at, files=_files(facts), mock_location=mock
        )

    def _checks(self, own: Carried) -> None:
        """An arrived one, one whose mark was judged, one whose mark waits, and one that was refused."""
        self._check(own, self._ago(days=3))
        judged = self._check(own, self._ago(days=2), mock=True)
        sync.judge_entry(
            actor=self.district.head,
            now=self._ago(hours=40),
            entry=judged,
            words="已与单位安全员电话核实，检查人员当日到场。",
        )
        self._check(own, self._ago(hours=30), mock=True)
        self._check(own, self._ago(hours=28), signed=False)

    def _notes(self, own: Carried, other: Carried) -> None:
        """Two findings that both describe on one version: the first conflict is decided, the second is open."""
        quiet = self._quiet_demands(self._ago(days=8))
        wordings = (
            ("位于东侧楼梯口，临边长约两米。", "位于西侧楼梯口，临边长约三米。"),
            ("配电箱在二层北墙，门锁损坏。", "配电箱在三层北墙，门锁缺失。"),
        )
        for demand, words, at in zip(
            quiet, wordings, (self._ago(days=7), self._ago(days=6, hours=2)), strict=False
        ):
            base = demand.version
            self._note(own, demand, base, words[0], at)
            lost = self._note(other, demand, base, words[1], at + timedelta(hours=1))
            if words is wordings[0] and lost.conflict_id is not None:
                sync.decide_conflict(
                    actor=self.district.head,
                    now=at + timedelta(hours=20),
                    conflict=get_conflict(lost.conflict_id, self.district.head),
                    choice=Choice.DEVICE,
                    reason="经照片核对，以备用平板所记位置为准。",
                )

    def _note(self, carried: Carried, demand: Demand, base: int, detail: str, at: datetime) -> SyncEntry:
        content = {
            "finding_id": str(demand.id),
            "base_version": base,
            "detail": detail,
            "place_on_site": demand.place_on_site,
        }
        return self._send(carried, EntryKind.FINDING_NOTE, content, at)

    def _quiet_demands(self, until: datetime) -> list[Demand]:
        """Two open findings to which nothing has happened since ``until``."""
        filters = DemandFilters(kind=DemandKind.FINDING, is_open=True, district=self.district.code)
        sight = sight_of(self.first)
        page = list_demands(sight, filters, Window(0, LOOKED_AT), shanghai_date(self.now))
        quiet = [one for one in page.items if max(fact.at for fact in facts_of(one.id)) < until]
        return quiet[:2]


def _files(facts: CheckFacts) -> list[uuid.UUID]:
    """The pictures and signatures that a check names."""
    signed = (facts.signatures.inspector_file, facts.signatures.site_file)
    return [
        *(photo for one in facts.findings for photo in one.photos),
        *facts.photos,
        *(one for one in signed if one is not None),
    ]
