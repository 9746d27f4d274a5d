"""What a site's page shows of the duties: its history, its numbers, and what can be begun there."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, url_for
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries as accidents
from safety.audit.models import AuditEntry
from safety.corrections import queries as corrections
from safety.corrections.models import Demand, DemandFact
from safety.corrections.rules import (
    FACT_LABELS,
    RESULT_LABELS,
    DemandKind,
    FactKind,
    RecheckResult,
    Sight,
    sight_of,
)
from safety.inspections import queries as inspections
from safety.people.guard import today
from safety.people.queries import member_names, place_of
from safety.projects import queries as projects
from safety.projects.vocabulary import CONCLUSION_LABELS, Conclusion
from safety.reference.queries import all_district_names
from safety.web.audit_words import ACTIONS
from safety.wire.problems import translate
from safety.workplaces.models import Site
from safety.workplaces.queries import (
    Action,
    Event,
    Summary,
    record_history,
    register_actions,
    register_history,
    register_summaries,
)

_SYMBOLS = {
    FactKind.RAISED: ("alert-triangle", "warning"),
    FactKind.DEMANDED: ("file-text", "info"),
    FactKind.DELIVERED: ("mail-forward", "info"),
    FactKind.REPLIED: ("message", "info"),
    FactKind.RECHECKED: ("eye-check", "progress"),
    FactKind.CLOSE_CONFIRMED: ("circle-check", "success"),
    FactKind.REFERRED: ("building-bank", "danger"),
    FactKind.REFERRAL_ANSWERED: ("building-bank", "info"),
    FactKind.WITHDRAWN: ("arrow-back-up", "neutral"),
}


def _url(endpoint: str, **values: object) -> str | None:
    """The address of an endpoint; None while no page answers there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None  # type: ignore[arg-type]


def checks(site: Site, actor: Actor) -> Iterator[Event]:
    """The submitted checks of a site."""
    scope = actor.scope(P.INSPECTION_READ)
    if scope.is_empty:
        return
    for one in inspections.inspections_of_site(site.id, scope):
        words = _("发现隐患 %(n)s 项，其中重大 %(major)s 项", n=one.finding_count, major=one.major_count)
        yield Event(
            at=one.began_at or one.saved_at,
            title=_("现场检查"),
            words=words if one.finding_count else _("未发现隐患"),
            by=one.inspector.name,
            symbol="clipboard-check",
            tone="progress",
            url=url_for("inspections.inspection", inspection_id=one.id),
        )


def demands(site: Site, actor: Actor) -> Iterator[Event]:
    """What happened to the site's findings, opinions and measures."""
    for fact, demand in corrections.history_of_site(site.id, sight_of(actor)):
        yield _event(fact, demand)


def _event(fact: DemandFact, demand: Demand) -> Event:
    kind = FactKind(fact.kind)
    symbol, tone = _SYMBOLS.get(kind, ("point", "neutral"))
    title = translate(FACT_LABELS[kind])
    if fact.result:
        title = f"{title} · {translate(RESULT_LABELS[RecheckResult(fact.result)])}"
    words = f"{demand.summary} — {fact.words}" if fact.words else demand.summary
    is_finding = demand.kind == DemandKind.FINDING
    address = _url("inspections.finding", finding_id=demand.id) if is_finding else None
    return Event(fact.at, title, words, fact.by_name, symbol, tone, address)


def reviews(site: Site, actor: Actor) -> Iterator[Event]:
    """The reviews of the projects at a site."""
    scope = actor.scope(P.PROJECT_READ)
    if scope.is_empty:
        return
    for project in projects.projects_of_site(site.id, scope):
        url = url_for("projects.project", project_id=project.id)
        yield Event(
            project.created_at, _("项目登记在册"), project.name, None, "building-community", "info", url
        )
        for sign_off in (one.signed for one in project.reviews if one.signed):
            words = translate(CONCLUSION_LABELS[Conclusion(sign_off.conclusion)])
            tone = "danger" if sign_off.conclusion == Conclusion.REFUSE else "success"
            at = sign_off.signed_at or project.created_at
            yield Event(at, _("签署结论"), f"{project.name} — {words}", None, "signature", tone, url)


def accidents_there(site: Site, actor: Actor) -> Iterator[Event]:
    """The accidents at a site."""
    scope = actor.scope(P.ACCIDENT_READ)
    if scope.is_empty:
        return
    for one in accidents.accidents_of_site(site.id, scope):
        yield Event(
            at=one.happened_at,
            title=_("生产安全事故"),
            words=one.title,
            symbol="alert-octagon",
            tone="danger",
            url=url_for("accidents.accident", accident_id=one.id),
        )


def changes(site: Site, actor: Actor) -> Iterator[Event]:  # noqa: ARG001 - a provider's shape
    """What was done to the site's own record: registered, edited, closed, taken back into use."""
    rows = record_history(site)
    names = member_names(row.actor_id for row in rows)
    for row in rows:
        by = names.get(row.actor_id) if row.actor_id else None
        yield Event(row.at, translate(ACTIONS[row.action]), _words_of(row), by, "history")


def _words_of(row: AuditEntry) -> str:
    """The reason that was given, or from which district to which."""
    change = row.change or {}
    if isinstance(change.get("reason"), str):
        return str(change["reason"])
    moved = change.get("district_code")
    if not isinstance(moved, list):
        return ""
    names = all_district_names()
    before, after = (names.get(str(code), "—") for code in moved)
    return str(_("区县：%(before)s → %(after)s", before=before, after=after))


def numbers(site: Site, actor: Actor) -> Iterator[Summary]:
    """Open, major and overdue findings of the site."""
    sight: Sight = {kind: scope for kind, scope in sight_of(actor).items() if kind == DemandKind.FINDING}
    if not sight:
        return
    found = [one for one in corrections.demands_of_site(site.id, sight) if one.is_open]
    address = _url("corrections.demands", site_id=site.id) or ""
    late = sum(one.term_on is not None and one.term_on < today() for one in found)
    major = sum(one.grade == "major" for one in found)
    yield Summary(_("未销号隐患"), len(found), address, "alert-triangle", "warning" if found else "success")
    yield Summary(_("其中重大"), major, address, "alert-octagon", "danger" if major else "success")
    yield Summary(_("其中逾期"), late, address, "clock-exclamation", "danger" if late else "success")


def beginnings(site: Site, actor: Actor) -> Iterator[Action]:
    """A check or an evacuation proposal, for those who may, while the site is open."""
    if site.closed_at is not None:
        return
    place = place_of(site)
    if actor.scope(P.INSPECTION_RECORD).covers(place):
        yield Action(_("开始检查"), url_for("inspections.start", site=site.id), "clipboard-check")
    if actor.scope(P.PROJECT_RECORD).covers(place):
        new = url_for("projects.new_project", site=site.id, owner=site.employer_id)
        yield Action(_("登记新项目"), new, "building-community")
    if actor.scope(P.NOTICE_ISSUE).covers(place) and (
        address := _url("corrections.new_notice", site_id=site.id)
    ):
        yield Action(_("起草意见书"), address, "file-text")
    if actor.scope(P.INSPECTION_RECORD).covers(place) and (
        address := _url("corrections.new_evacuation", site_id=site.id)
    ):
        yield Action(_("撤离建议"), address, "urgent")


def register() -> None:
    """Show all of it on every site's page."""
    register_history(checks)
    register_history(accidents_there)
    register_history(demands)
    register_history(reviews)
    register_history(changes)
    register_summaries(numbers)
    register_actions(beginnings)
