"""A project's nature, facilities and class of hazards change by the day: earlier papers and returns stay as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from safety.errors import Invalid
from safety.law.days import shanghai_date
from safety.projects import operations
from safety.projects.facts import subject_of
from safety.projects.models import Project
from safety.projects.queries import get_project
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.exports.quarter import Q4, made
from tests.projects.importing import TOWER, csv_of, districts, run
from tests.projects.story import WHOLE, Story

__all__ = ["districts"]

Open = Callable[[str], FlaskClient]
LATER = NOW + timedelta(days=90)


def edited(story: Story, project: Project, now: datetime, **given: Any) -> Project:
    """Chen Jing's edit of a project."""
    row = get_project(project.id, WHOLE)
    facts = {"name": row.name, "nature": row.nature, "tracks": row.tracks, "hazard_class": row.hazard_class}
    return operations.edit_project(
        actor=story.officer, now=now, project=row, version=row.version, **(facts | given)
    )


def counted(cast: Cast, **asked: Any) -> list[int | None]:
    total = made(cast, Q4, who="wufang", **asked).union.figures.total
    return [
        total[f"{key}_{track}"] for key in ("projects", "design_reviews") for track in ("safety", "health")
    ]


def test_the_papers_of_a_review_say_what_the_project_was_when_the_union_was_told(cast: Cast) -> None:
    with one_transaction():
        story = Story(cast)
        project = story.project()
        design = story.review(project, ReviewKind.DESIGN)
        before = subject_of(design)
        edited(story, project, LATER, nature="rebuilt", tracks=["safety", "health"], hazard_class="severe")
        assert subject_of(story.again(design)) == before
        acceptance = story.review(project, ReviewKind.ACCEPTANCE)
        acceptance.notified_on = shanghai_date(LATER)
        assert (subject_of(acceptance).nature, before.nature) == ("改建项目", "新建项目")
        assert "disease-18" in subject_of(acceptance).basis
        assert "disease-18" not in before.basis


def test_an_edit_changes_no_past_return_and_a_correction_from_the_beginning_does(cast: Cast) -> None:
    with one_transaction():
        story = Story(cast)
        project = story.project()
        story.concluded(project, ReviewKind.DESIGN)
    assert counted(cast) == [1, 0, 1, 0]
    with one_transaction():
        edited(story, project, NOW + timedelta(days=1), tracks=["health"])
    assert counted(cast, today=TODAY + timedelta(days=30)) == [1, 0, 1, 0]
    with one_transaction():
        edited(story, project, NOW + timedelta(days=2), tracks=["safety", "health"])
    assert counted(cast, today=TODAY + timedelta(days=30)) == [1, 0, 1, 0]
    with one_transaction():
        other = story.project(name="解放碑制鞋车间")
        edited(story, other, NOW + timedelta(days=3), tracks=["health"], kind_since=TODAY)
    assert counted(cast, today=TODAY + timedelta(days=30)) == [1, 1, 1, 0]
    known_then = {"today": TODAY + timedelta(days=30), "as_of": TODAY + timedelta(days=2)}
    assert counted(cast, **known_then) == [2, 0, 1, 0]


def test_the_day_of_a_change_is_neither_to_come_nor_before_the_last_change(cast: Cast) -> None:
    with one_transaction():
        story = Story(cast)
        project = edited(story, story.project(), NOW, tracks=["health"])
        for since in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
            with pytest.raises(Invalid) as refused:
                edited(story, project, NOW, tracks=["safety"], kind_since=since)
            assert list(refused.value.fields) == ["kind_since"]


def test_page_and_api_tell_what_it_was(cast: Cast, signed_in: Open, api: Open) -> None:
    with one_transaction():
        story = Story(cast)
        project = story.project()
        edited(story, project, NOW, nature="rebuilt")
    page = signed_in("chenjing").get(f"/projects/{project.id}").get_data(as_text=True)
    assert f"{TODAY} 以前" in page
    former = api("chenjing").get(f"/api/v1/projects/{project.id}").get_json()["former_kinds"]
    assert [(one["nature"], one["tracks"]) for one in former] == [("new", ["safety"])]


def test_an_import_that_is_taken_back_leaves_the_project_what_it_was(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    done = run(program, csv_of(TOWER.replace("新建,1200.5", "改建,1200.5")))
    found = program.get("/api/v1/projects").get_json()["items"][0]["id"]
    answer = program.post(f"/api/v1/project-imports/{done['id']}/taking-back")
    assert answer.status_code == 202, answer.get_json()
    with one_transaction(write=False):
        row = get_project(UUID(found), WHOLE)
        assert row.nature == "new"
        assert [(one.nature, one.until) for one in row.former_kinds] == [
            ("new", row.former_kinds[0].until),
            ("rebuilt", row.former_kinds[0].until),
        ]
