"""Who asks, and on which version of a record: what pages and API hand to every operation."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from flask_babel import gettext as _

from safety.access.scope import Actor
from safety.corrections.models import Referral
from safety.corrections.vocabulary import ReferralState
from safety.people.guard import current_actor, now


class Who(TypedDict):
    """Who acts, and when: what every operation is given."""

    actor: Actor
    now: datetime


def who() -> Who:
    """The actor and the moment of this request."""
    return {"actor": current_actor(), "now": now()}


def said_of_application(referral: Referral) -> str:
    """What is said after an application was made: it went out, or waits as a draft for a second person."""
    if referral.state is ReferralState.DRAFT:
        return str(_("处理申请已起草，待第二人签发"))
    return str(_("处理申请已签发"))


def status_of(*, made: bool) -> int:
    """201 for a new record, 200 for the same again."""
    return 201 if made else 200
