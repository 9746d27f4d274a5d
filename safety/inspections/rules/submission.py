"""What a check needs before it can be submitted (RULEBOOK 9.1), and marks put on it when it arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from safety.errors import Invalid
from safety.inspections.rules import Answer
from safety.inspections.rules.checklists import Checklist
from safety.text import N_, Sentence, Text

#: A device's clock may run ahead by so much before a check counts as made "tomorrow".
CLOCK_TOLERANCE = timedelta(minutes=10)
#: A measured clock may be off by so much, fast or slow, and be believed.
CLOCK_BELIEVED = timedelta(minutes=5)
#: No visit lasts longer; a longer one has a wrong date.
LONGEST_VISIT = timedelta(days=3)
FEWEST_INSPECTORS = 2


@dataclass(frozen=True)
class SiteSignature:
    """The signature of the site's person in charge, or how it was refused."""

    name: str | None = None
    signed: bool = False
    refused: bool = False
    witness: str | None = None


@dataclass(frozen=True)
class Check:
    """The facts of a check that the rules judge; ``answers`` by item id, ``photos`` counted by item id."""

    started_at: datetime | None
    ended_at: datetime | None
    answers: Mapping[str, Answer]
    findings_by_item: Mapping[str, int]
    photos_by_item: Mapping[str, int]
    inspectors: int
    alone_reason: str | None
    inspector_signed: bool
    site_signature: SiteSignature
    met_anybody: bool


@dataclass(frozen=True)
class Progress:
    """How far the answering is."""

    answered: int
    total: int
    failing: int

    @property
    def complete(self) -> bool:
        """Whether every item has an answer."""
        return self.answered == self.total

    @property
    def percent(self) -> int:
        """Answered items in hundredths, rounded down; an empty list is complete."""
        return 100 if self.total == 0 else self.answered * 100 // self.total


def progress(checklist: Checklist | None, answers: Mapping[str, str]) -> Progress:
    """How many items of ``checklist`` have an answer, and how many of those are failing."""
    ids = checklist.ids if checklist else ()
    given = [answers[item_id] for item_id in ids if item_id in answers]
    return Progress(len(given), len(ids), sum(1 for one in given if one == Answer.FAILING))


def missing(checklist: Checklist | None, check: Check) -> dict[str, list[Sentence]]:
    """Everything that keeps the check from being submitted, by field (empty when nothing does)."""
    return {
        **_missing_times(check),
        **_missing_answers(checklist, check),
        **_missing_people(check),
        **_missing_signatures(check.site_signature, inspector_signed=check.inspector_signed),
    }


def _missing_times(check: Check) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    if check.started_at is None:
        found["started_at"] = [N_("请填写到达时间")]
    if check.ended_at is None:
        found["ended_at"] = [N_("请填写离开时间")]
    if check.started_at and check.ended_at:
        if check.ended_at < check.started_at:
            found["ended_at"] = [N_("离开时间不能早于到达时间")]
        elif check.ended_at - check.started_at > LONGEST_VISIT:
            found["ended_at"] = [Text(N_("一次检查不能超过 %(n)s 天，请核对日期"), n=LONGEST_VISIT.days)]
    return found


def _missing_answers(checklist: Checklist | None, check: Check) -> dict[str, list[Sentence]]:
    if checklist is None:
        return {}
    found: dict[str, list[Sentence]] = {}
    for item in checklist.items():
        answer = check.answers.get(item.id)
        where = f"answers.{item.id}"
        if answer is None:
            found[where] = [N_("这一项还没有检查结果")]
        elif answer is Answer.FAILING and not check.findings_by_item.get(item.id):
            found[where] = [N_("不符合的项目要记录隐患")]
        elif answer is Answer.FAILING and item.photo and not check.photos_by_item.get(item.id):
            found[where] = [N_("这一项不符合时必须有照片")]
    for item_id in check.answers.keys() - set(checklist.ids):
        found[f"answers.{item_id}"] = [N_("这份检查表没有这一项（可能用了别的版本）")]
    return found


def _missing_people(check: Check) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    if check.inspectors < FEWEST_INSPECTORS and not check.alone_reason:
        found["alone_reason"] = [N_("检查应由两名以上人员进行；一人检查请说明原因")]
    if not check.met_anybody:
        found["people_met"] = [N_("请记录被检查单位的陪同人员")]
    return found


def _missing_signatures(site: SiteSignature, *, inspector_signed: bool) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    if not inspector_signed:
        found["signatures.inspector_file"] = [N_("检查人员尚未签名")]
    if site.refused and site.signed:
        found["signatures.refused"] = [N_("已有签名，不能同时记为拒绝签名")]
    elif site.refused and not site.witness:
        found["signatures.witness"] = [N_("拒绝签名的，请填写见证人")]
    elif not site.refused and not site.signed:
        found["signatures.site_file"] = [N_("单位负责人尚未签名；拒绝签名的请选择“拒绝签名”并填写见证人")]
    elif site.signed and not site.name:
        found["signatures.site_name"] = [N_("请填写签名人姓名")]
    return found


def check_complete(checklist: Checklist | None, check: Check) -> None:
    """Refuse a check that is not complete.

    Raises:
        Invalid: every missing thing at its field.
    """
    found = missing(checklist, check)
    if found:
        raise Invalid(Text(N_("还有 %(n)s 处没有完成"), n=len(found)), code="incomplete", fields=found)


@dataclass(frozen=True)
class DeviceClock:
    """How far a device's clock was ahead of the server's (behind: negative); None when it was never measured.

    ``ahead`` is of the end of the check.  By how much the clock was set forward (back: negative): ``set_during``
    the check, as the device saw it; ``changed`` between the last contact before it and the arrival, nobody knows when.
    """

    ahead: timedelta | None
    set_during: timedelta | None = None
    changed: timedelta | None = None

    @property
    def at_beginning(self) -> DeviceClock:
        """The clock as it was before it was set during the check."""
        if self.ahead is None or self.set_during is None:
            return self
        return DeviceClock(self.ahead - self.set_during)

    @property
    def is_off(self) -> bool:
        """Whether it was too far off to be believed, fast or slow."""
        return self.ahead is not None and abs(self.ahead) > CLOCK_BELIEVED

    def corrected(self, moment: datetime) -> datetime:
        """A moment of the device by the server's clock."""
        return moment - self.ahead if self.ahead is not None and self.is_off else moment

    def beginning(self, started_at: datetime, ended_at: datetime | None) -> datetime:
        """When a check began, by the server's clock.

        Where it would have ended before, both times were typed by the clock of the end.
        """
        begun = self.at_beginning.corrected(started_at)
        together = ended_at is not None and begun > self.corrected(ended_at)
        return self.corrected(started_at) if together else begun


def clock_while_sending(
    device_time: datetime | None, now: datetime, set_during: timedelta | None = None
) -> DeviceClock:
    """The clock of a device that told its time with what it sent, and by how much it was set during the check.

    A step too small to matter is none.
    """
    ahead = None if device_time is None else device_time - now
    matters = set_during is not None and abs(set_during) > CLOCK_BELIEVED
    return DeviceClock(ahead, set_during if matters else None)


@dataclass(frozen=True)
class Times:
    """The times of a check when it arrives: whether it claims to be of the future, and both times by the server's clock.

    ``started`` and ``ended`` are None where the device's own may be believed.  ``set_seconds`` and
    ``changed_seconds`` say by how much the clock was set, during the check and at an unknown moment: such times are
    uncertain.
    """

    made_ahead: bool
    clock_offset_seconds: int | None
    started: datetime | None
    ended: datetime | None
    set_seconds: int | None = None
    changed_seconds: int | None = None


def times_of(*, started_at: datetime, ended_at: datetime, received_at: datetime, clock: DeviceClock) -> Times:
    """Judge the times of a check by the server's clock.

    A device whose clock runs ahead makes checks "tomorrow"; one that is behind makes them days too early.
    """
    off = clock.is_off or clock.at_beginning.is_off
    return Times(
        made_ahead=ended_at - received_at > CLOCK_TOLERANCE,
        clock_offset_seconds=_seconds(clock.ahead),
        # What has arrived was done before, whatever was measured.
        started=min(clock.beginning(started_at, ended_at), received_at) if off else None,
        ended=min(clock.corrected(ended_at), received_at) if off else None,
        set_seconds=_seconds(clock.set_during),
        changed_seconds=_seconds(clock.changed),
    )


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())
