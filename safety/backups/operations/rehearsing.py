"""Rehearsing a restore: another process of this program restores the file into a new SQLite database and walks it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from safety.errors import Invalid
from safety.text import N_, Text

_STEPS = (("db", "upgrade"), ("backup", "restore"), ("audit", "verify"))
#: As ``backup restore`` tells how many rows came back.
_ROWS = re.compile(r"restored (\d+) rows")


def rehearse_restore(*, source: Path, identity: Path | None, program: Path, data_dir: Path) -> int:
    """Restore ``source`` as on an empty machine, walk its audit, and throw all away again; how many rows came back.

    ``program`` is the folder of ``app.py``; the copy lies in a folder below ``data_dir`` that goes.

    Raises:
        Invalid: a step failed; the sentence holds what it said.
    """
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=data_dir) as name:
        folder = Path(name)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("QUNJIAN_")},
            "QUNJIAN_SECRET_KEY": "only for the rehearsal of a restore, thrown away",
            "QUNJIAN_DATA_DIR": name,
            "QUNJIAN_DATABASE_URL": f"sqlite:///{folder / 'rehearsal.sqlite3'}",
        }
        given = {
            "restore": [str(source.resolve()), *(["--identity", str(identity.resolve())] if identity else [])]
        }
        rows = 0
        for group, step in _STEPS:
            done = subprocess.run(  # noqa: S603 - this program itself
                [sys.executable, "-m", "flask", "--app", "app", group, step, *given.get(step, [])],
                cwd=program,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                words = (done.stderr.strip() or done.stdout.strip())[-400:]
                raise Invalid(
                    Text(N_("恢复演练在“%(step)s”一步失败：%(words)s"), step=step, words=words),
                    code="rehearsal",
                )
            if found := _ROWS.search(done.stdout):
                rows = int(found[1])
    return rows
