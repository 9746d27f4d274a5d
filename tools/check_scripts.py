"""Check the scripts: ``python -m tools.check_scripts`` asks Biome for lint and form; ``--write`` puts them into the form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.frontend import MODULES, ROOT, find_npm


def main() -> None:
    """Ask Biome; ends with its number when something is to be mended."""
    program = MODULES / "@biomejs" / "biome" / "bin" / "biome"
    if not program.is_file():
        sys.exit("check_scripts: run `make frontend-dev` first")
    command = ["check", "--error-on-warnings", *(["--write"] if "--write" in sys.argv[1:] else []), "."]
    node = Path(find_npm()).with_name("node")
    sys.exit(subprocess.run([node, program, *command], check=False, cwd=ROOT).returncode)


if __name__ == "__main__":
    main()
