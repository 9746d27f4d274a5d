"""An accident of each side, with everything that has an address of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from safety.access.scope import system_actor
from safety.accidents import operations as accidents
from safety.accidents.inputs import AccidentFacts, ActivityFacts, NoticeFacts
from safety.accidents.vocabulary import About, ActivityKind, Channel
from tests.cast import NOW, TODAY


def load_accident(
    fixed: Callable[[str], uuid.UUID], *, site_id: uuid.UUID, member_id: uuid.UUID
) -> uuid.UUID:
    """A notice and an accident with a seat, an activity, an opinion and a report; the report's id."""
    actor, happened = system_actor(), NOW - timedelta(days=20)
    accidents.record_notification(
        actor=actor,
        now=NOW,
        id=fixed("notification"),
        facts=NoticeFacts(
            received_at=happened + timedelta(hours=2),
            channel=Channel.DEPARTMENT,
            source="应急管理局",
            words="一名工人坠落",
            happened_at=happened,
            site_id=site_id,
        ),
    )
    accident = accidents.register_accident(
        actor=actor,
        now=NOW,
        id=fixed("accident"),
        facts=AccidentFacts(title="坠落事故", happened_at=happened, place="东侧", site_id=site_id),
    )
    accidents.ask_seat(
        actor=actor,
        now=NOW,
        accident=accident,
        asked_of="调查组",
        asked_on=TODAY - timedelta(days=19),
        id=fixed("seat"),
    )
    begun = happened + timedelta(days=2)
    accidents.record_activity(
        actor=actor,
        now=NOW,
        accident=accident,
        id=fixed("activity"),
        facts=ActivityFacts(
            kind=ActivityKind.SCENE,
            starts_at=begun,
            ends_at=begun + timedelta(hours=2),
            place="东侧",
            people=[member_id],
            words="勘查",
        ),
    )
    accidents.give_opinion(
        actor=actor,
        now=NOW,
        accident=accident,
        about=About.CAUSES,
        words="查明原因",
        addressee="调查组",
        sent_on=TODAY,
        id=fixed("accident_opinion"),
    )
    version = accidents.receive_report(
        actor=actor, now=NOW, accident=accident, title="报告", received_on=TODAY
    )
    return version.id
