"""What the administrator is told about backups, by what was done and by the day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safety.backups.rules import BACKUP_DAYS, REHEARSAL_DAYS, Run, RunKind, warnings

TODAY = date(2026, 11, 23)


def run(
    kind: RunKind = RunKind.BACKUP, *, days_ago: int = 0, succeeded: bool = True, encrypted: bool = True
) -> Run:
    return Run(kind, TODAY - timedelta(days=days_ago), succeeded, encrypted)


KEPT = [run(RunKind.KEYS), run(RunKind.REHEARSAL)]


def told(*runs: Run) -> list[str]:
    newest_first = sorted(runs, key=lambda one: one.on, reverse=True)
    return [str(one) for one in warnings(newest_first, TODAY)]


def test_a_new_installation_is_told_all_three() -> None:
    assert told() == ["还没有做过备份", "签名密钥还没有另存", "还没有演练过恢复"]


def test_nothing_is_said_when_all_was_done() -> None:
    assert told(run(days_ago=BACKUP_DAYS), *KEPT) == []


def test_a_backup_that_grows_old_is_counted_in_days() -> None:
    assert told(run(days_ago=BACKUP_DAYS + 1), *KEPT) == ["最近一次成功的备份是 4 天前"]


def test_a_failed_backup_is_said_beside_the_age_of_the_good_one() -> None:
    assert told(run(succeeded=False, encrypted=False), run(days_ago=9), *KEPT) == [
        "最近一次备份没有成功",
        "最近一次成功的备份是 9 天前",
    ]


def test_a_readable_backup_is_said() -> None:
    assert told(run(encrypted=False), *KEPT) == ["最近的备份没有加密"]


def test_a_rehearsal_that_failed_or_is_a_year_old_is_said() -> None:
    good, keys = run(), run(RunKind.KEYS)
    assert told(good, keys, run(RunKind.REHEARSAL, succeeded=False)) == ["最近一次恢复演练没有成功"]
    assert told(good, keys, run(RunKind.REHEARSAL, days_ago=REHEARSAL_DAYS + 1)) == [
        f"最近一次恢复演练是 {REHEARSAL_DAYS + 1} 天前"
    ]


runs = st.builds(
    run,
    st.sampled_from(RunKind),
    days_ago=st.integers(0, 800),
    succeeded=st.booleans(),
    encrypted=st.booleans(),
)


@given(st.lists(runs, max_size=12))
def test_silence_means_that_each_of_the_three_was_done_in_its_time(made: list[Run]) -> None:
    if told(*made):
        return
    good = [one for one in made if one.succeeded]
    assert any(one.kind is RunKind.BACKUP and one.on >= TODAY - timedelta(days=BACKUP_DAYS) for one in good)
    assert any(one.kind is RunKind.KEYS for one in good)
    assert any(
        one.kind is RunKind.REHEARSAL and one.on >= TODAY - timedelta(days=REHEARSAL_DAYS) for one in good
    )
