"""``python -m bench.memory``: resident memory of one process of the server, step by step.

Each line is a process of its own that does a little more than the one before.  Prints a table and keeps it in
``bench/results/memory.md``.  What an export takes at most is told by ``python -m bench.participation``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench import report

ROOT: Final = Path(__file__).resolve().parent.parent
RESULT: Final = report.RESULTS / "memory.md"
#: What a process does → its code; ``get`` asks the application for an address as its officer.
STEPS: Final = {
    "Python alone": "",
    "the application is made": "make()",
    "Today was shown": "get('/')",
    "a page of features was given to a map program": "get('/ogc/collections/sites/items')",
    "the map was shown": "get('/map'); get('/map/document'); get('/api/v1/map/districts')",
    "a GeoPackage was taken": "post('/api/v1/map/exports', {'format': 'gpkg'})",
}
_CODE: Final = """
import sys

def make():
    from app import create_app
    return create_app()

def get(address):
    client = make().test_client()
    client.set_cookie("qunjian_session", COOKIE)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)

def post(address, body):
    app = make()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("qunjian_session", COOKIE)
    answer = client.post(address, json=body)
    assert answer.status_code == 200, (address, answer.status_code, answer.data[:300])
"""
_TELL: Final = """
for line in open("/proc/self/status"):
    if line.startswith(("VmRSS", "VmHWM")):
        print(int(line.split()[1]) // 1024)
"""


def main() -> None:
    """Seed a database, and run each step beside it."""
    with tempfile.TemporaryDirectory(prefix="qunjian-bench-") as folder:
        environment = os.environ | {
            "QUNJIAN_SECRET_KEY": "a secret that only the measurement knows",
            "QUNJIAN_DATA_DIR": folder,
            "QUNJIAN_DATABASE_URL": f"sqlite:///{folder}/qunjian.sqlite3",
            "QUNJIAN_DEMO": "0",
        }
        _run(_SEED, environment, folder)
        lines = [f"Measured by `python -m bench.memory`: {report.machine()}.", ""]
        lines += ["| a process in which | resident MB | at most MB |", "|---|---:|---:|"]
        for what, code in STEPS.items():
            most, now = _run(_CODE + code + _TELL, environment, folder)
            lines.append(f"| {what} | {now} | {most} |")
    table = "\n".join(lines) + "\n"
    report.RESULTS.mkdir(exist_ok=True)
    RESULT.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


_SEED: Final = """
from app import create_app
from bench import seed
app = create_app()
seed.seed(app)
"""


def _run(code: str, environment: dict[str, str], folder: str) -> list[str]:
    from bench.seed import COOKIE_VALUE

    done = subprocess.run(
        [sys.executable, "-c", code.replace("COOKIE", repr(COOKIE_VALUE)), folder],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[-3:-1]


if __name__ == "__main__":
    main()
