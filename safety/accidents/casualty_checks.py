"""What figures of casualties must be to be entered: possible, of their days, and fewer people only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from safety.accidents.grading import COUNTS, Casualties, Ground, known_on
from safety.errors import Invalid
from safety.text import N_, Text


def check_casualties(
    new: Casualties, *, ground: Ground, today: date, series: Sequence[Casualties] = ()
) -> None:
    """Refuse figures of a day before the accident or to come, numbers that cannot be, and a death without its day.

    After the days in which casualties change the grade, a death needs the day on which the person died.

    Raises:
        Invalid: by field.
    """
    found: dict[str, list[str | Text]] = {}
    if not ground.accident_on <= new.on <= today:
        found["on"] = [N_("截至日期应在事故发生之日和今天之间")]
    for name in COUNTS:
        if getattr(new, name) < 0:
            found[name] = [N_("人数不能为负数")]
    if new.direct_loss_yuan is not None and new.direct_loss_yuan < 0:
        found["direct_loss_yuan"] = [N_("金额不能为负数")]
    if wrong := _wrong_days(new, known_on(series, new.on), ground, is_first=not series):
        found["deaths_on"] = [wrong]
    if found:
        raise Invalid(fields=found)


def _wrong_days(new: Casualties, before: Casualties, ground: Ground, *, is_first: bool) -> str | Text | None:
    died, found_dead = new.deaths - before.deaths, max(0, before.missing - new.missing)
    if any(not ground.accident_on <= day <= new.on for day in new.deaths_on):
        return N_("死亡日期应在事故发生之日和截至日期之间")
    if new.deaths_on and died <= 0:
        return N_("死亡人数没有增加，不填写死亡日期")
    if len(new.deaths_on) not in {0, 1, died}:
        return Text(N_("新增死亡 %(n)s 人，请每人填写一个死亡日期；都在同一天死亡的只填一个"), n=died)
    is_late = ground.has_window and new.on > ground.last_day
    if not is_first and is_late and not new.deaths_on and died > found_dead:
        return N_("超过补报日数以后增加的死亡，请填写死亡日期")
    return None


def check_decrease(new: Casualties, before: Casualties, *, reason: str | None, source: str | None) -> None:
    """Ask for the reason and the source of fewer casualties: fewer dead, badly hurt or missing, or people in all.

    Raises:
        Invalid: fields ``reason``, ``source``.
    """
    if all(now >= then for now, then in zip(_from_the_worst(new), _from_the_worst(before), strict=True)):
        return
    needed = {"reason": reason, "source": source}
    missing = {name: [N_("伤亡人数减少，请写明原因和来源")] for name, words in needed.items() if not words}
    if missing:
        raise Invalid(fields=missing)


def _from_the_worst(one: Casualties) -> tuple[int, int, int]:
    grave = one.deaths + one.missing + one.serious + one.poisoned
    return one.deaths, grave, grave + one.slight
