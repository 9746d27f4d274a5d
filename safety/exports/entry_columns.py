"""The register of offline entries as a file: its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from safety.sync.models import SyncEntry
from safety.sync.rules import KIND_LABELS, MARK_LABELS, STATE_LABELS, EntryKind, EntryState, Mark, corrected
from safety.text import N_
from safety.wire.problems import translate


def _marks(entry: SyncEntry) -> str:
    return "；".join(translate(MARK_LABELS[Mark(one)]) for one in entry.judged)


def _problem(entry: SyncEntry) -> str:
    problem = entry.problem or {}
    return str(problem.get("detail") or problem.get("title") or "")


COLUMNS: tuple[tuple[str, int, Callable[[Any], Any]], ...] = (
    (N_("收到时间"), 17, lambda line: line.row.received_at),
    (N_("记录"), 16, lambda line: translate(KIND_LABELS[EntryKind(line.row.kind)])),
    (N_("回执号"), 20, lambda line: line.row.receipt),
    (N_("状态"), 14, lambda line: translate(STATE_LABELS[EntryState(line.row.state)])),
    (N_("送来的人"), 12, lambda line: line.row.member.name),
    (N_("设备"), 20, lambda line: line.row.device.name),
    (N_("设备时间"), 17, lambda line: line.row.made_at),
    (N_("校正后"), 17, lambda line: corrected(line.row.made_at, line.row.offset_ms)),
    (N_("入库时间"), 17, lambda line: line.row.settled_at),
    (N_("区县"), 12, lambda line: line.districts.get(line.row.district_code or "", "")),
    (N_("标记"), 40, lambda line: _marks(line.row)),
    (N_("核对意见"), 40, lambda line: line.row.judged_words),
    (N_("核对人"), 12, lambda line: line.person(line.row.judged_by)),
    (N_("退回原因"), 40, lambda line: _problem(line.row)),
    (N_("内容的 SHA-256"), 66, lambda line: line.row.sha256),
    (N_("记录编号"), 38, lambda line: line.row.record_id),
)
