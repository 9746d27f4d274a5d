"""The blueprint of the pages, and what its modules share: filters, words, names, uploads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, current_app, render_template, request

from safety.corrections import vocabulary as words
from safety.corrections.documents import USUAL_WITHDRAWAL
from safety.corrections.grounds import FACT_LABELS
from safety.corrections.guard import who
from safety.corrections.models import Demand
from safety.corrections.page_terms import nearest_terms, terms_of_demands, terms_of_notices
from safety.corrections.readings import reading_of
from safety.corrections.rules import is_overdue
from safety.errors import NotPossibleNow
from safety.evidence.operations import Upload
from safety.evidence.uploads import uploads_by_item
from safety.law.citations import LawLine, lines
from safety.people.guard import today
from safety.people.queries import member_names
from safety.text import N_
from safety.wire.forms import Form, options

pages = Blueprint("corrections", __name__)
for _read in (nearest_terms, terms_of_demands, terms_of_notices):
    pages.add_app_template_global(_read)
DUE_LABELS = {"overdue": N_("已逾期"), "today": N_("今天到期"), "week": N_("七日内到期")}
STATUS_LABELS = {
    "draft": N_("草稿"),
    "waiting": N_("待答复"),
    "running_out": N_("期限将满或已满"),
    "late": N_("逾期未答复"),
    "answered": N_("已答复"),
}
STATE_TONES = {
    "raised": "neutral",
    "demanded": "info",
    "replied": "warning",
    "uncorrected": "danger",
    "referred": "progress",
    "awaiting_second": "warning",
    "closed": "success",
    "withdrawn": "neutral",
}
NOTICE_TONES = {
    "draft": "neutral",
    "issued": "warning",
    "delivered": "info",
    "settled": "success",
    "revoked": "danger",
    "discarded": "neutral",
}
_GONE = N_("这一项已经办结、撤回或另行办理，不在这张表上了；这一项没有登记")
_GONE_ALL = N_("打开这张表之后，有的事项已经办结、撤回或另行办理；内容都没有登记，请核对后再提交")
_LABELS: Mapping[str, Mapping[Any, str]] = {
    "kinds": words.KIND_LABELS,
    "grades": words.GRADE_LABELS,
    "grounds": FACT_LABELS,
    "stances": words.STANCE_LABELS,
    "results": words.RESULT_LABELS,
    "states": words.STATE_LABELS,
    "fact_labels": words.FACT_LABELS,
    "notice_states": words.NOTICE_STATE_LABELS,
    "deliveries": words.DELIVERY_LABELS,
    "vias": words.VIA_LABELS,
    "methods": words.METHOD_LABELS,
    "referral_states": words.REFERRAL_STATE_LABELS,
    "referral_kinds": words.REFERRAL_KIND_LABELS,
    "decisions": words.REFERRAL_DECISION_LABELS,
    "evacuation_decisions": words.EVACUATION_LABELS,
    "colours": words.COLOUR_LABELS,
    "dues": DUE_LABELS,
    "statuses": STATUS_LABELS,
}


def show(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page of corrections, with the words of the field."""
    body = render_template(
        f"corrections/{template}",
        today=today(),
        usual_withdrawal=USUAL_WITHDRAWAL,
        labels=_LABELS,
        options=options,
        state_tones=STATE_TONES,
        notice_tones=NOTICE_TONES,
        overdue=lambda demand: is_overdue(is_open=demand.is_open, term_on=demand.term_on, today=today()),
        **values,
    )
    return body, status


@pages.app_template_global()
def law_lines(demand: Demand) -> list[LawLine]:
    """The law that a demand itself cites, as a page lists it."""
    return lines(reading_of(demand).cited)


def names_for(demands: Iterable[Demand]) -> dict[uuid.UUID, str]:
    """The names of those who are responsible."""
    return member_names(one.responsible_id for one in demands)


def uploads_by_demand(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Upload]]:
    """The pictures that a form sends for each demand (``photos-<id>``)."""
    return uploads_by_item(request, ids)


def check_on_form(lines: Iterable[Any], ids: Iterable[uuid.UUID]) -> None:
    """Refuse lines about demands that are not on the form any more: closed, withdrawn or handed on since it was opened.

    Raises:
        NotPossibleNow: code ``not_on_form``, at each such line.
    """
    there = set(ids)
    gone = {f"lines.{at}": [_GONE] for at, one in enumerate(lines) if one.demand_id not in there}
    if gone:
        raise NotPossibleNow(_GONE_ALL, code="not_on_form", fields=gone)


@pages.app_template_global()
def lines_beside(form: Form, ids: Iterable[uuid.UUID]) -> list[tuple[str, str]]:
    """The refused lines of a form that are about none of ``ids``, with the words that were typed there."""
    there, names = {str(one) for one in ids}, dict.fromkeys(form.errors)
    lines = [name for name in names if name.startswith("lines.") and name.count(".") == 1]
    about = {name: form.values.get(f"{name}.demand_id") for name in lines}
    return [(name, form.values.get(f"{name}.words", "")) for name in lines if about[name] not in there]


def base_url() -> str:
    """Where the application is reached from outside."""
    url: str = current_app.config["SETTINGS"].base_url
    return url.rstrip("/")


__all__ = [
    "base_url",
    "check_on_form",
    "names_for",
    "pages",
    "show",
    "uploads_by_demand",
    "who",
]
