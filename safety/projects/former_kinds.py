"""What a project was on a day: its nature, its facilities under review and its class of hazards change, past facts do not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from safety.errors import Invalid
from safety.law.days import end_of_day, shanghai_date, start_of_day
from safety.law.project_natures import ProjectNature
from safety.projects.models import FormerKind, Project
from safety.projects.vocabulary import Track
from safety.text import N_, Text

COLUMNS = ("nature", "tracks", "hazard_class")


@dataclass(frozen=True)
class Kind:
    """What a project is: the basis of its papers, the terms and the numbers it counts in follow from it."""

    nature: ProjectNature
    tracks: frozenset[Track]


def kind_on(project: Project, on: date) -> Kind:
    """What the project was at the end of the day ``on``, as it is known today."""
    end = end_of_day(on)
    row = next((one for one in project.former_kinds if one.until >= end), project)
    return Kind(ProjectNature(row.nature), frozenset(Track(one) for one in row.tracks))


def beginning(project: Project, since: date | None, now: datetime) -> datetime:
    """From which moment a change of the project's kind counts; None: from now on.

    A day before the first change corrects what was entered wrongly from the beginning.

    Raises:
        Invalid: field ``kind_since``: a day to come, or before an earlier change counts.
    """
    if since is None:
        return now
    if since > shanghai_date(now):
        raise Invalid(fields={"kind_since": [N_("日期不能晚于今天")]})
    last = project.former_kinds[-1].until if project.former_kinds else None
    if last is not None and start_of_day(since) < start_of_day(shanghai_date(last)):
        day = shanghai_date(last).isoformat()
        raise Invalid(fields={"kind_since": [Text(N_("不能早于上一次变更的日期 %(day)s"), day=day)]})
    return max(start_of_day(since), last) if last is not None else start_of_day(since)


def keep_former(
    project: Project,
    change: Mapping[str, tuple[Any, Any]],
    *,
    until: datetime,
    now: datetime,
    by_id: uuid.UUID | None,
) -> None:
    """Keep what the project was before ``change`` (old and new value by column), where that says what it is."""
    if not change.keys() & set(COLUMNS):
        return
    values = {name: change[name][0] if name in change else getattr(project, name) for name in COLUMNS}
    project.former_kinds.append(FormerKind(**values, until=until, at=now, by_id=by_id))
