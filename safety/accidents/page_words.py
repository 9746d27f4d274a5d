"""What the pages of duty 3 say of an accident: facts, elapsed time, grades, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal
from flask_babel import gettext as _

from safety.accidents.charts import BarChart, SeriesChart, bar_chart, series_chart
from safety.accidents.grading import GradeOn
from safety.accidents.late_changes import left_out
from safety.accidents.models import Accident, CasualtyReport, Notification, Victim
from safety.accidents.queries import NumbersRow, ground_of, regime_of, series_of, unread_clocks_of
from safety.accidents.rules import minutes_after
from safety.accidents.vocabulary import CONCEALMENT_LABELS, Concealment
from safety.law.accident_categories import GB_6441_86, GB_6441_2025, standard_of
from safety.law.accident_categories import LABELS as CATEGORY_LABELS
from safety.law.accident_grades import LEVEL_LABELS, UNGRADED, Level
from safety.law.accident_grades import WORDS as GRADE_WORDS
from safety.law.bases import by_order_493, governing
from safety.law.citations import on_page
from safety.law.clocks import Clock
from safety.law.days import SHANGHAI, shanghai_date
from safety.law.duties import CONCEALMENT, TAKING_OVER
from safety.law.provisions import provision_on
from safety.law.regimes import OTHER_RULES, REGIME_LABELS, Regime, edition_on
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
        (_("事故发生地"), districts.get(row.district_code or "", row.district_code or "—")),
        (_("单位所在地"), _home(row, districts)),
        (_("适用制度"), _regime(row)),
        (_("类别"), f"{category_words(row)} · {row.standard}"),
        (_("事故经过"), row.words),
        (_("单位负责人得知"), _moment(row, "head_told_at")),
        (_("报告主管部门"), _moment(row, "authority_told_at")),
        (_("部门逐级上报"), _moment(row, "upward_told_at")),
        (_("迟报、漏报、谎报、瞒报"), _concealment(row)),
        (_("资料来源"), row.source),
    ]


def _home(row: Accident, districts: Mapping[str, str]) -> str:
    """The unit's home; in another district than the accident its government sends people (493 Art 21)."""
    home = districts.get(row.home_district_code or "", row.home_district_code or "—")
    if not row.home_district_code or not row.district_code or row.home_district_code == row.district_code:
        return home
    on = shanghai_date(row.happened_at)
    if not by_order_493(regime_of(row), on):
        return home
    cited = on_page(["order-493-21"], on)
    told = _("发生地人民政府负责调查，单位所在地人民政府派人参加")
    return f"{home}（{told}，{cited}）"


def _regime(row: Accident) -> str:
    words = translate(REGIME_LABELS[Regime(row.regime)])
    return f"{words}（{row.regime_reason}）" if row.regime_reason else words


def _concealment(row: Accident) -> str | None:
    if row.concealment is None or row.discovered_on is None:
        return None
    found = _(
        "%(what)s，%(day)s 发现",
        what=translate(CONCEALMENT_LABELS[Concealment(row.concealment)]),
        day=row.discovered_on.isoformat(),
    )
    on = shanghai_date(row.happened_at)
    cited = on_page(governing(CONCEALMENT, regime_of(row), on), on)
    about = "；".join(part for part in (row.concealment_source, _("依据%(cited)s", cited=cited)) if part)
    return f"{found}（{about}）"


def unread_terms(row: Accident) -> str | None:
    """That the regime's terms of the investigation are computed nowhere, since nobody read them; None where they run."""
    on = shanghai_date(row.happened_at)
    regime = regime_of(row)
    if not edition_on(regime, on).unread_terms(on):
        return None
    told = _(
        "“%(regime)s”对事故调查、批复期限的规定没有读到（待核），这里不计算；请以负责调查的机关为准。",
        regime=translate(REGIME_LABELS[regime]),
    )
    by = on_page([OTHER_RULES], on) if provision_on(OTHER_RULES, on).law.in_force(on) else ""
    return f"{told}{_('%(cited)s：另有规定的，依照其规定。', cited=by) if by else ''}"


def unread_clocks(row: Accident) -> list[str]:
    """Of each term that is not computed since the text of its day was not read: that this is so, and by which text."""
    on = shanghai_date(row.happened_at)
    return list(
        dict.fromkeys(_unread_clock(clock, clock.day_of_fact or on) for clock in unread_clocks_of(row))
    )


def not_computed(row: Accident) -> list[str]:
    """Every term that is not computed because its rule was not read (待核), as the page of terms says it."""
    regime = unread_terms(row)
    return [*unread_clocks(row), *([regime] if regime else [])]


def _unread_clock(clock: Clock, on: date) -> str:
    term = translate(clock.label)
    to_come = {
        text.title
        for text in (provision_on(one, on).law for one in clock.provisions)
        if text.in_force_from and on < text.in_force_from
    }
    if to_come:
        return str(
            _(
                "“%(term)s”：当时%(law)s尚未施行，在它以前的规定没有读到（待核），这里不计算期限，也不提醒。",
                term=term,
                law="、".join(sorted(to_come)),
            )
        )
    cited = on_page(clock.provisions, on)
    return str(
        _("“%(term)s”：%(cited)s当时的文本没有读到，这里不计算期限，也不提醒。", term=term, cited=cited)
    )


def _moment(row: Accident, name: str) -> str | None:
    found = getattr(row, name)
    return found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if found else None


@dataclass(frozen=True)
class SeriesRow:
    """A report of casualties; ``deaths_on`` are the days of death with their numbers, 0 being the accident's."""

    report: CasualtyReport
    left_out: str | None
    deaths_on: list[tuple[date, int]]


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


def grade_entries(row: Accident, grades: Sequence[GradeOn]) -> list[Entry]:
    """Every grade of a case with the fact that made it, its reason, and who investigates from then on."""
    return [Entry(one.on, grade_words(one), _grade_sentences(row, one)) for one in grades]


def grade_words(standing: GradeOn) -> str:
    """The grade, or that it is not known; marked while it rests on a text that was not read."""
    if standing.grade is None:
        return translate(GRADE_WORDS[UNGRADED])
    return translate(GRADE_WORDS[standing.grade]) + ("" if standing.checked else _("（待核）"))


def _grade_sentences(row: Accident, standing: GradeOn) -> str:
    parts = [translate(standing.fact)]
    if standing.graded is not None:
        parts.append(translate(standing.graded.reason))
    return str(_("；")).join((*parts, investigator_words(row, standing)))


def investigator_words(row: Accident, standing: GradeOn) -> str:
    """Who investigates a case from that day on; marked while the rule was not read."""
    if standing.taken_over is not None:
        on = shanghai_date(row.happened_at)
        words = _(
            "自 %(day)s 起由%(whom)s（%(level)s）提级调查",
            day=standing.taken_over.on.isoformat(),
            whom=standing.taken_over.whom,
            level=translate(LEVEL_LABELS[standing.level]),
        )
        cited = on_page(governing(TAKING_OVER, regime_of(row), on), on)
        return f"{words}（{_('依据%(cited)s', cited=cited)}）" if cited else str(words)
    body = translate(standing.investigation.body)
    if standing.level is Level.UNREAD and standing.investigation.body == LEVEL_LABELS[Level.UNREAD]:
        return str(_("由谁调查：待核"))
    level = standing.level
    named = (
        f"{translate(LEVEL_LABELS[level])} · {body}"
        if level in _SAID and body != translate(LEVEL_LABELS[level])
        else body
    )
    words = _("由%(level)s组织调查", level=named)
    return str(words) + ("" if standing.investigation.checked else _("（待核）"))


_SAID = frozenset({Level.DISTRICT, Level.CITY, Level.STATE})


def series_rows(row: Accident) -> list[SeriesRow]:
    """The reports of casualties, each with why its change does not count towards the grade."""
    left = left_out(series_of(row), ground_of(row))
    on = shanghai_date(row.happened_at)
    return [
        SeriesRow(one, translate(why) if why else None, [(day, (day - on).days) for day in told.deaths_on])
        for one, told, why in zip(row.casualties, series_of(row), left, strict=True)
    ]


def series_picture(row: Accident, today: date) -> SeriesChart | None:
    """The casualties over time."""
    reports = row.casualties
    kinds = (
        (_("死亡"), "danger", [one.deaths for one in reports]),
        (_("失踪"), "neutral", [one.missing for one in reports]),
        (_("重伤（含急性工业中毒）"), "warning", [one.serious + one.poisoned for one in reports]),
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
    is_migrant: bool | None


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
            is_migrant=one.migrant,
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
        "grade": {str(key): translate(label) for key, label in GRADE_WORDS.items()},
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
