"""Random tablets against the server: nothing acknowledged is lost, nothing is doubled, every replica ends equal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from safety.sync.models import SyncEntry
from safety.sync.operations import settling
from safety.sync.rules import EntryState
from tests.sizes import WHOLE, of_whole
from tests.sync.tablets import Tablets

#: An everyday run shares its fifth between the databases: each has other tablets.
ON_POSTGRESQL = os.environ.get("QUNJIAN_TEST_DATABASE") == "postgresql"
STEPS, EXAMPLES = 260, 40 if WHOLE else of_whole(40) // 2
_SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    print_blob=False,
)
#: A fault shows within a few runs; it need not be made small.
_SHORT = settings(_SETTINGS, max_examples=15, stateful_step_count=150)


@pytest.fixture
def machine(app: Flask) -> Iterator[type[Tablets]]:
    Tablets.app = app
    Tablets.steps.clear()
    yield seed(2 if ON_POSTGRESQL else 1)(Tablets)
    app.config.pop("CLOCK", None)


def test_thousands_of_random_steps_lose_and_double_nothing(machine: type[Tablets]) -> None:
    run_state_machine_as_test(machine, settings=_SETTINGS)
    assert machine.steps.total() >= (10_000 if WHOLE else 750)


def acknowledged_unseen(entry: SyncEntry, _kind: Any, _facts: Any, now: datetime) -> None:
    """The planted fault: an entry is acknowledged and nothing is written."""
    settling._settle(entry, now, EntryState.ARRIVED)


def no_order(*_: Any) -> set[Any]:
    """The planted fault: nothing waits for what it comes after."""
    return set()


@pytest.mark.long
@pytest.mark.parametrize(("name", "fault"), [("_replay", acknowledged_unseen), ("still_before", no_order)])
def test_the_model_finds_a_planted_fault(
    machine: type[Tablets], monkeypatch: pytest.MonkeyPatch, name: str, fault: Callable[..., Any]
) -> None:
    monkeypatch.setattr(settling, name, fault)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine, settings=_SHORT)
