"""Writers to SQLite wait in line, across processes, and nobody waits for the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safety.turns import Turn

HOLD = """
import sys
from safety.turns import Turn
Turn(sys.argv[1]).take(None)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process_writing(file: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def waiting_for(turn: Turn) -> tuple[threading.Thread, threading.Event]:
    had = threading.Event()

    def take() -> None:
        turn.take(None)
        had.set()
        turn.give_up()

    thread = threading.Thread(target=take)
    thread.start()
    return thread, had


def test_li_qiangs_process_waits_for_another_ones_turn_and_has_it_when_that_one_is_killed(
    tmp_path: Path,
) -> None:
    with another_process_writing(tmp_path / "db") as other:
        thread, had = waiting_for(Turn(str(tmp_path / "db")))
        assert not had.wait(0.2)
        other.kill()
        assert had.wait(10)
    thread.join()


def test_two_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "db"))
    assert turn.take(1)
    thread, had = waiting_for(turn)
    assert not had.wait(0.2)
    turn.give_up()
    assert had.wait(10)
    thread.join()


def test_who_has_waited_long_enough_is_told(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "db"))
    assert turn.take(1)
    assert not turn.take(0.01)
    turn.give_up()
