"""What is amiss with the backups of an installation, given what was done and today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safety.text import N_, Text

#: A timer makes one a day; after this many days without one somebody has to look.
BACKUP_DAYS = 3
#: Days after which a restore should have been rehearsed again.
REHEARSAL_DAYS = 366


class RunKind(StrEnum):
    """What was done."""

    BACKUP = "backup"
    KEYS = "keys"
    REHEARSAL = "rehearsal"


LABELS = {
    RunKind.BACKUP: N_("备份"),
    RunKind.KEYS: N_("签名密钥另存"),
    RunKind.REHEARSAL: N_("恢复演练"),
}


@dataclass(frozen=True)
class Run:
    """One of them: when (day in Shanghai), whether it succeeded, whether its file is encrypted."""

    kind: RunKind
    on: date
    succeeded: bool
    encrypted: bool


def warnings(runs: Sequence[Run], today: date) -> list[Text]:
    """What an administrator has to see to, the gravest first; ``runs`` are the newest first."""
    return [*_of_backups(runs, today), *_of_keys(runs), *_of_rehearsals(runs, today)]


def _newest(runs: Sequence[Run], kind: RunKind, *, succeeded: bool = True) -> Run | None:
    return next((one for one in runs if one.kind is kind and one.succeeded is succeeded), None)


def _of_backups(runs: Sequence[Run], today: date) -> list[Text]:
    last = next((one for one in runs if one.kind is RunKind.BACKUP), None)
    good = _newest(runs, RunKind.BACKUP)
    found = []
    if last is not None and not last.succeeded:
        found.append(Text(N_("最近一次备份没有成功")))
    if good is None:
        found.append(Text(N_("还没有做过备份")))
    elif (days := (today - good.on).days) > BACKUP_DAYS:
        found.append(Text(N_("最近一次成功的备份是 %(n)s 天前"), n=days))
    if good is not None and not good.encrypted:
        found.append(Text(N_("最近的备份没有加密")))
    return found


def _of_keys(runs: Sequence[Run]) -> list[Text]:
    return [] if _newest(runs, RunKind.KEYS) else [Text(N_("签名密钥还没有另存"))]


def _of_rehearsals(runs: Sequence[Run], today: date) -> list[Text]:
    last = next((one for one in runs if one.kind is RunKind.REHEARSAL), None)
    if last is not None and not last.succeeded:
        return [Text(N_("最近一次恢复演练没有成功"))]
    if last is None:
        return [Text(N_("还没有演练过恢复"))]
    days = (today - last.on).days
    return [Text(N_("最近一次恢复演练是 %(n)s 天前"), n=days)] if days > REHEARSAL_DAYS else []
