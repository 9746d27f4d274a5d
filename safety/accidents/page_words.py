"""What the pages of duty 3 say of an accident: facts, elapsed time, grades, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal
from flask_babel import gettext as _

from safety.accidents.charts import BarChart, SeriesChart, bar_chart, series_chart
from safety.accidents.models import Accident, Notification, Victim
from safety.accidents.queries import NumbersRow
from safety.accidents.rules import GradeOn, minutes_after
from safety.law.accident_categories import GB_6441_86, GB_6441_2025, standard_of
from safety.law.accident_categories import LABELS as CATEGORY_LABELS
from safety.law.accident_grades import LABELS as GRADE_LABELS
from safety.law.accident_grades import LEVEL_LABELS, Level
from safety.law.days import SHANGHAI
from safety.wire.problems import translate

MINUTES_SHOWN = 120
HOUR, DAY = 60, 1440
LONGEST_CHART = 16


def elapsed_words(row: Notification) -> str:
    """How long after the accident the news came: minutes, hours or days."""
    minutes = minutes_after(row.happened_at, row.received_at)
    if minutes is None:
        return "—"
    if abs(minutes) < MINUTES_SHOWN:
        return str(_("%(n)s 分钟", n=minutes))
    if abs(minutes) < 2 * DAY:
        return str(_("%(n)s 小时", n=minutes // HOUR))
    return str(_("%(n)s 天", n=minutes // DAY))


def category_choices() -> list[tuple[str, str]]:
    """Categories of both standards; the accident's day decides which one may be chosen."""
    return [(code, category_with_standard(code)) for code in (*GB_6441_2025, *GB_6441_86)]


def category_with_standard(code: str) -> str:
    """A category with the standard that it belongs to: the same words do not mean the same in both."""
    return f"{translate(CATEGORY_LABELS[code])}（{standard_of(code)}）"


def category_words(row: Accident) -> str:
    """The category as its standard names it; a dash while nobody has said it."""
    label = CATEGORY_LABELS.get(row.category or "")
    return translate(label) if label else "—"


def fact_rows(row: Accident, districts: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """The facts of an accident as terms and values."""
    return [
        (_("单位"), row.employer_name),
        (_("场所"), row.site.name if row.site else None),
        (_("地点"), row.place),
        (_("区县"), districts.get(row.district_code or "", "—")),
        (_("类别"), f"{category_words(row)} · {row.standard}"),
        (_("事故经过"), row.words),
        (_("单位负责人得知"), _moment(row, "head_told_at")),
        (_("报告主管部门"), _moment(row, "authority_told_at")),
        (_("部门逐级上报"), _moment(row, "upward_told_at")),
        (_("资料来源"), row.source),
    ]


def _moment(row: Accident, name: str) -> str | None:
    found = getattr(row, name)
    return found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if found else None


@dataclass(frozen=True)
class Entry:
    """A change of grade as a timeline shows it."""

    at: date
    title: str
    words: str
    by: str | None = None
    symbol: str = "alert-octagon"
    tone: str = "warning"
    url: str | None = None


def grade_entries(grades: Sequence[GradeOn]) -> list[Entry]:
    """Every grade with its reason, and who investigates from then on."""
    return [
        Entry(
            one.on,
            translate(GRADE_LABELS[one.graded.grade]),
            f"{translate(one.graded.reason)} {_('由%(level)s组织调查', level=translate(LEVEL_LABELS[Level(one.level)]))}",
        )
        for one in grades
    ]


def series_picture(row: Accident, today: date) -> SeriesChart | None:
    """The casualties over time."""
    reports = row.casualties
    kinds = (
        (_("死亡"), "danger", [one.deaths for one in reports]),
        (_("失踪"), "neutral", [one.missing for one in reports]),
        (_("重伤"), "warning", [one.serious for one in reports]),
        (_("轻伤"), "info", [one.slight for one in reports]),
    )
    return series_chart([one.on for one in reports], kinds, until=today)


@dataclass(frozen=True)
class Person:
    """A casualty as the page shows it; ``name`` and ``family_contact`` are None while masked."""

    name: str | None
    family_contact: str | None
    age: int | None
    sex: str | None
    employment: str | None
    degree: str
    injury: str | None
    lost_days: int | None
    is_member: bool | None


def people_rows(victims: Iterable[Victim], *, clear: bool) -> list[Person]:
    """The casualties, with names and contacts only when ``clear``."""
    return [
        Person(
            name=one.name if clear else None,
            family_contact=one.family_contact if clear else None,
            age=one.age if clear else None,
            sex=one.sex if clear else None,
            employment=one.employment,
            degree=one.degree,
            injury=one.injury if clear else None,
            lost_days=one.lost_days if clear else None,
            is_member=one.is_member,
        )
        for one in victims
    ]


@dataclass(frozen=True)
class Group:
    """The numbers by one criterion: two charts and the rows of the table with their labels."""

    by: str
    title: str
    chart: BarChart
    shares: BarChart
    rows: list[tuple[str, NumbersRow]]


def number_groups(
    titles: Mapping[str, str], rows: Mapping[str, Sequence[NumbersRow]], districts: Mapping[str, str]
) -> list[Group]:
    """Charts and tables of the numbers, in the order of ``titles``; categories apart by their standard."""
    names = {
        "grade": {str(key): translate(label) for key, label in GRADE_LABELS.items()},
        "category": {code: translate(label) for code, label in CATEGORY_LABELS.items()},
        "district": dict(districts),
        "month": {},
    }
    found = []
    for by, title in titles.items():
        editions = {
            row.standard: title if row.standard is None else f"{title}（{row.standard}）" for row in rows[by]
        }
        for standard, heading in (editions or {None: title}).items():
            same = [row for row in rows[by] if row.standard == standard]
            found.append(_group(by, heading, same, names[by]))
    return found


def _group(by: str, title: str, rows: Sequence[NumbersRow], names: Mapping[str, str]) -> Group:
    labelled = [(names.get(row.key, row.key) or "—", row) for row in rows]
    shown = labelled[-LONGEST_CHART:] if by == "month" else _largest(labelled)
    counts = bar_chart([(label, row.accidents, str(row.accidents)) for label, row in shown])
    shares = bar_chart([(label, row.with_union / row.accidents, _share(row)) for label, row in shown], most=1)
    return Group(by, title, counts, shares, labelled)


def _largest(rows: list[tuple[str, NumbersRow]]) -> list[tuple[str, NumbersRow]]:
    return sorted(rows, key=lambda row: -row[1].accidents)[:LONGEST_CHART]


def _share(row: NumbersRow) -> str:
    percent = format_decimal(round(100 * row.with_union / row.accidents))
    return f"{percent}% {row.with_union}/{row.accidents}"
