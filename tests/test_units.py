"""The units of systemd do what they say when a part of it fails."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

UNITS = Path(__file__).parents[1] / "docs" / "install"


def command_of(unit: str) -> str:
    """What systemd runs: lines joined, ``$$`` and ``%%`` as one sign."""
    words = (UNITS / unit).read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.search(r"^ExecStart=/bin/sh -c '(.*)'$", words, re.MULTILINE)
    assert found is not None
    return found[1].replace("$$", "$").replace("%%", "%")


def test_a_stick_that_is_not_there_keeps_nobody_from_the_days_backup(tmp_path: Path) -> None:
    """Whatever fails, the rest is done, and the unit counts as failed."""
    done = tmp_path / "done"
    flask = tmp_path / "flask"
    for failing in ("accidents regrade", "backup create", "audit seal", "nothing"):
        done.unlink(missing_ok=True)
        flask.write_text(f'#!/bin/sh\necho "$3 $4" >> {done}\n[ "$3 $4" != "{failing}" ]\n', encoding="utf-8")
        flask.chmod(0o700)
        script = command_of("qunjian-daily.service").replace("/opt/qunjian/.venv/bin/flask", str(flask))
        status = subprocess.run(["/bin/sh", "-c", script], check=False).returncode
        assert done.read_text().split("\n")[:3] == ["accidents regrade", "backup create", "audit seal"]
        assert status == (failing != "nothing")


def test_the_folder_of_heads_can_be_written_by_whoever_sends_them() -> None:
    for unit in ("qunjian.service", "qunjian-daily.service"):
        words = (UNITS / unit).read_text(encoding="utf-8")
        assert re.search(r"^ReadWritePaths=.* -/mnt/qunjian-heads$", words, re.MULTILINE), unit
