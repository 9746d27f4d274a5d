"""Check the scripts: ``python -m tools.check_scripts`` asks Biome for lint and form, and the compiler of TypeScript for types.

``--write`` puts them into the form and asks for nothing else. ``untyped_scripts.txt`` names the scripts that have no
types yet: it only becomes shorter, since a script on it that is in order has to leave it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools import js_types
from tools.console import say
from tools.frontend import MODULES, ROOT, find_npm

UNTYPED: Final = ROOT / "tools" / "untyped_scripts.txt"
_MESSAGE: Final = re.compile(r"^(\S+?)\(\d+,\d+\): error ", re.MULTILINE)


def main() -> None:
    """Ask both; ends with 1 when something is to be mended."""
    if not (MODULES / "@biomejs" / "biome").is_dir():
        sys.exit("check_scripts: run `make frontend-dev` first")
    if "--write" in sys.argv[1:]:
        sys.exit(run("@biomejs/biome/bin/biome", "check", "--write", "--error-on-warnings", ".").returncode)
    formed = run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".").returncode == 0
    js_types.main()
    told = run("typescript/bin/tsc", "-p", ".", told=True).stdout
    wrong = amiss(told, UNTYPED.read_text(encoding="utf-8").split())
    for line in wrong:
        say(line)
    sys.exit(0 if formed and not wrong else 1)


def amiss(told: str, untyped: list[str]) -> list[str]:
    """What is to be mended, by what the compiler told: its messages on typed scripts, and listed scripts without any."""
    met = set(_MESSAGE.findall(told))
    messages = [
        line
        for line in told.splitlines()
        if (found := _MESSAGE.match(line)) and found.group(1) not in untyped
    ]
    done = [
        f"{name} has its types: take it off tools/untyped_scripts.txt" for name in untyped if name not in met
    ]
    return messages + done


def run(program: str, *words: str, told: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a program of the packages; what it says is kept where ``told``, else shown."""
    node = Path(find_npm()).with_name("node")
    command = [str(node), str(MODULES / program), *words]
    return subprocess.run(command, check=False, cwd=ROOT, text=True, capture_output=told)


if __name__ == "__main__":
    main()
