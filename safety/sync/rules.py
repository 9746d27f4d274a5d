"""What becomes of an entry of a tablet's queue: states, order, sameness and clocks.  Plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import rfc8785

from safety.errors import Invalid
from safety.text import N_

#: How long an enrolment code is good for.
CODE_LIVES = timedelta(minutes=10)
#: A device's clock may be this far from the server's before its records are marked.
CLOCK_TOLERANCE = timedelta(minutes=5)
#: A check begun farther than this from its site (and its accuracy) is marked.
FAR_METRES = 1000.0
MOST_IN_A_BATCH = 50
#: A device that keeps unsent records and was not heard of for so long is worth a call.
SILENT_AFTER = timedelta(days=3)
#: Letters and digits of an enrolment code: none that is read for another.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


class EntryKind(StrEnum):
    """What an entry is a record of."""

    CHECK = "check"
    RECHECK = "recheck"
    EVACUATION = "evacuation"
    ACTIVITY = "activity"
    ATTENDANCE = "attendance"
    FINDING_NOTE = "finding_note"


KIND_LABELS: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.CHECK: N_("现场检查"),
        EntryKind.RECHECK: N_("复查"),
        EntryKind.EVACUATION: N_("撤离建议"),
        EntryKind.ACTIVITY: N_("事故参与记录"),
        EntryKind.ATTENDANCE: N_("项目审查签到"),
        EntryKind.FINDING_NOTE: N_("隐患补充说明"),
    }
)


class EntryState(StrEnum):
    """Where an entry stands at the server."""

    AWAITING_FILES = "awaiting_files"
    HELD = "held"
    ARRIVED = "arrived"
    CONFLICT = "conflict"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[EntryState, str] = MappingProxyType(
    {
        EntryState.AWAITING_FILES: N_("等待照片"),
        EntryState.HELD: N_("等待前一条记录"),
        EntryState.ARRIVED: N_("已送达"),
        EntryState.CONFLICT: N_("有冲突"),
        EntryState.REFUSED: N_("被退回"),
        EntryState.WITHDRAWN: N_("原记录已撤销"),
    }
)
#: The device may forget an entry in one of these states.
KEPT_FOR_GOOD = frozenset({EntryState.ARRIVED, EntryState.CONFLICT, EntryState.WITHDRAWN})
#: An entry in one of these states is looked at again when something arrives.
WAITING = frozenset({EntryState.AWAITING_FILES, EntryState.HELD})


class Judged(StrEnum):
    """How entries are told apart by their marks."""

    WAITING = "waiting"
    DONE = "done"
    NONE = "none"


JUDGED_LABELS: Mapping[Judged, str] = MappingProxyType(
    {Judged.WAITING: N_("有标记，待核对"), Judged.DONE: N_("标记已核对"), Judged.NONE: N_("没有标记")}
)


class DeviceState(StrEnum):
    """How devices are told apart in their list."""

    ENROLLED = "enrolled"
    SILENT = "silent"
    REVOKED = "revoked"


DEVICE_STATE_LABELS: Mapping[DeviceState, str] = MappingProxyType(
    {
        DeviceState.ENROLLED: N_("使用中"),
        DeviceState.SILENT: N_("久未联系，有未送出的记录"),
        DeviceState.REVOKED: N_("已停用"),
    }
)


class Mark(StrEnum):
    """What whoever judges an arrived record should know of it."""

    UNCERTIFIED = "uncertified"
    SITE_MOVED = "site_moved"
    MADE_AHEAD = "made_ahead"
    SESSION_ENDED = "session_ended"
    APPOINTMENT_ENDED = "appointment_ended"
    MOCK_LOCATION = "mock_location"
    FAR = "far"
    CLOCK_OFF = "clock_off"
    CLOCK_SET = "clock_set"
    CLOCK_CHANGED = "clock_changed"
    SITE_CLOSED = "site_closed"


MARK_LABELS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.UNCERTIFIED: N_("检查时没有有效的检查员证"),
        Mark.SITE_MOVED: N_("场所已划归其他区县或工会"),
        Mark.MADE_AHEAD: N_("设备时间晚于送达时间"),
        Mark.SESSION_ENDED: N_("记录时登录已经结束"),
        Mark.APPOINTMENT_ENDED: N_("任职在送达前已经结束"),
        Mark.MOCK_LOCATION: N_("设备提示位置可能是模拟的"),
        Mark.FAR: N_("记录位置离场所较远"),
        Mark.CLOCK_OFF: N_("设备时钟不准"),
        Mark.CLOCK_SET: N_("记录期间设备时钟被改过"),
        Mark.CLOCK_CHANGED: N_("设备时钟在送达前被改过"),
        Mark.SITE_CLOSED: N_("场所在送达前已经关闭"),
    }
)


#: What a mark means for whoever judges the record.
MARK_MEANINGS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.UNCERTIFIED: N_(
            "检查当时，检查人员没有有效的检查员证。记录已保留，须由持证检查员采纳后才能作为意见书的依据。"
        ),
        Mark.SITE_MOVED: N_(
            "记录之后场所改由其他区县或工会负责。记录按当时的管辖入库，并归入现在的区县和工会。"
        ),
        Mark.MADE_AHEAD: N_("设备上写的时间比服务器收到的时间还晚，设备时钟不准；系统以送达时间为准。"),
        Mark.SESSION_ENDED: N_("按设备时间，记录时本人的登录已经结束；请向本人核实这条记录由谁填写。"),
        Mark.APPOINTMENT_ENDED: N_("记录时本人有权填写，送达时其任职已经结束；请核实记录是否在任期内完成。"),
        Mark.MOCK_LOCATION: N_("设备提示其位置可能由软件模拟；请用照片或现场人员核实。"),
        Mark.FAR: N_("记录开始的位置离场所登记的位置超过一千米（已扣除定位误差）；请核实是否到过现场。"),
        Mark.CLOCK_OFF: N_(
            "设备时钟与服务器相差五分钟以上；设备时间和按服务器校正的时间都已保留，期限和资格按校正后的时间判断。"
        ),
        Mark.CLOCK_SET: N_(
            "填写这条记录期间，设备时钟被调快或调慢了五分钟以上。时间已按测得的差校正；"
            "手工填写的时间可能按另一个时钟，请向本人或在场人员核实。"
        ),
        Mark.CLOCK_CHANGED: N_(
            "记录前最后一次联网时和送达时，设备时钟与服务器的差相差五分钟以上：时钟在这之间被改过，不知道是在记录之前还是之后。"
            "记录的时间不能确定，请向本人或在场人员核实。"
        ),
        Mark.SITE_CLOSED: N_("记录送达时场所已经关闭；请核实检查是否在关闭之前进行，隐患是否还需要整改。"),
    }
)


class Choice(StrEnum):
    """How a conflict was decided."""

    SERVER = "server"
    DEVICE = "device"
    MERGE = "merge"


CHOICE_LABELS: Mapping[Choice, str] = MappingProxyType(
    {
        Choice.SERVER: N_("保留服务器上的内容"),
        Choice.DEVICE: N_("采用设备送来的内容"),
        Choice.MERGE: N_("合并两份内容"),
    }
)


@dataclass(frozen=True)
class Waits:
    """What an entry still waits for."""

    files: bool = False
    entries: bool = False
    record: bool = False


def state_before_replay(waits: Waits) -> EntryState | None:
    """The state of an entry that cannot be replayed yet; None when it can."""
    if waits.files:
        return EntryState.AWAITING_FILES
    if waits.entries or waits.record:
        return EntryState.HELD
    return None


@dataclass(frozen=True)
class Queued:
    """What order knows of an entry: its place in its device's sequence, what it names, what it touches.

    ``touches`` are the records that it makes or changes, ``changes`` those that must be there before.
    """

    id: UUID
    sequence: int
    state: EntryState
    after: Collection[UUID] = ()
    touches: Collection[UUID] = ()
    changes: Collection[UUID] = ()
    mends: UUID | None = None


def still_before(entry: Queued, known: Iterable[Queued]) -> set[UUID]:
    """The ids of entries that must be applied before ``entry`` and are not yet.

    Those it names, unless they or an entry that mends them were applied; and every waiting entry of an
    earlier sequence that touches one of the records it changes.  What makes a record waits for no change of it.
    """
    others = [one for one in known if one.id != entry.id]
    settled = {one.id for one in others if one.state in KEPT_FOR_GOOD}
    settled |= _mended(others, settled)
    named = {one for one in entry.after if one not in settled}
    earlier = {
        one.id
        for one in others
        if one.state in WAITING
        and (one.sequence, one.id.int) < (entry.sequence, entry.id.int)
        and set(one.touches) & set(entry.changes)
    }
    return named | earlier


def _mended(entries: Sequence[Queued], settled: set[UUID]) -> set[UUID]:
    """What was refused and then mended, however often, by an entry that was applied."""
    mender = {one.mends: one.id for one in entries if one.mends is not None}
    found: set[UUID] = set()
    for start in mender:
        seen: set[UUID] = set()
        at: UUID | None = start
        while at is not None and at not in seen:
            seen.add(at)
            if at in settled:
                found.add(start)
                break
            at = mender.get(at)
    return found


def content_hash(hashed: Mapping[str, Any]) -> str:
    """The SHA-256 of an entry's ``kind, record_id, made_at, after, content, files`` as canonical JSON (RFC 8785).

    Raises:
        Invalid: a number or text that canonical JSON cannot say.
    """
    try:
        return hashlib.sha256(rfc8785.dumps(dict(hashed))).hexdigest()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Invalid(fields={"content": [N_("含有无法规范表示的数字或文字")]}) from error


def corrected(made_at: datetime, offset_ms: int | None) -> datetime:
    """When a record was made by the server's clock; ``offset_ms`` is the device's clock minus the server's."""
    return made_at - timedelta(milliseconds=offset_ms or 0)


def made_ahead(made_at: datetime, received_at: datetime) -> bool:
    """Whether a record claims to have been made after it arrived."""
    return made_at - received_at > CLOCK_TOLERANCE


def clock_changed(then_ms: int | None, now_ms: int | None) -> timedelta | None:
    """By how much a device's clock was set forward (back: negative) between two measurements of its lead.

    None when it was not set, or too little to matter.
    """
    return None if then_ms is None or now_ms is None else clock_set(now_ms - then_ms)


def clock_set(step_ms: int | None) -> timedelta | None:
    """A step by which a clock was set, if it is large enough to matter."""
    return timedelta(milliseconds=step_ms) if step_ms is not None and clock_off(step_ms) else None


def clock_off(offset_ms: int | None) -> bool:
    """Whether a device's clock, fast or slow, is too far from the server's to be believed."""
    return offset_ms is not None and abs(timedelta(milliseconds=offset_ms)) > CLOCK_TOLERANCE


def judged_at(made_at: datetime, offset_ms: int | None, received_at: datetime) -> datetime:
    """The moment by which rights are judged: the corrected time, never later than the arrival."""
    return min(corrected(made_at, offset_ms), received_at)


def receipt_words(year: int, number: int) -> str:
    """A receipt's number as people read it: ``R-2026-000000123``."""
    return f"R-{year}-{number:09d}"


def is_silent(*, last_contact_at: datetime | None, unsent: int, revoked: bool, now: datetime) -> bool:
    """Whether a device keeps unsent records and was not heard of for ``SILENT_AFTER``."""
    return (
        bool(unsent) and not revoked and last_contact_at is not None and now - last_contact_at > SILENT_AFTER
    )


def differing_fields(server: Mapping[str, Any], device: Mapping[str, Any]) -> list[str]:
    """The top-level fields in which two contents differ, in the order of the alphabet."""
    return sorted(name for name in {*server, *device} if server.get(name) != device.get(name))
