"""Each process of the server keeps to a processor of its own, and leaves it when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from safety.processors import keep_to_one, usable

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system places no threads")

KEEP = """
import os, sys, threading
from pathlib import Path
from safety.processors import keep_to_one
early = threading.Event()
older = threading.Thread(target=lambda: (early.wait(), print(sorted(os.sched_getaffinity(0)), flush=True)))
older.start()
print(keep_to_one(Path(sys.argv[1])), flush=True)
early.set()
older.join()
sys.stdin.read()
"""


def server_process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", KEEP, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_each_process_gets_another_processor_until_there_is_none_left(tmp_path: Path) -> None:
    processors = sorted(os.sched_getaffinity(0))
    processes: list[subprocess.Popen[str]] = []
    kept, of_an_older_thread = [], []
    try:
        for _ in range(usable() + 1):
            processes.append(server_process(tmp_path))
            kept.append(told(processes[-1]))
            of_an_older_thread.append(told(processes[-1]))
        assert kept == [*map(str, processors), "None"]
        assert of_an_older_thread == [*(f"[{one}]" for one in processors), str(processors)]
    finally:
        for process in processes:
            process.communicate()


def test_who_follows_a_process_that_died_takes_its_processor(tmp_path: Path) -> None:
    dies = server_process(tmp_path)
    processor = told(dies)
    dies.kill()
    dies.communicate()
    follows = server_process(tmp_path)
    try:
        assert told(follows) == processor
    finally:
        follows.communicate()


def test_threads_that_come_later_stay_with_their_process(tmp_path: Path) -> None:
    before = os.sched_getaffinity(0)
    seen: list[set[int]] = []
    try:
        processor = keep_to_one(tmp_path)
        thread = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()
        assert seen == [{processor}]
    finally:
        for task in Path("/proc/self/task").iterdir():
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(int(task.name), before)
