"""Make the compressed copies of the front end's files: ``python -m tools.compressed``, at set-up, of what has changed.

``safety/web/static_files.py`` sends them to browsers that take them. A copy of a file that changed since is not sent.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Final

import brotli

from safety.web.static_files import CODINGS, COMPRESSED, STATIC, digests
from tools.console import say

#: What becomes smaller; pictures and fonts are compressed already.
ENDINGS: Final = {".js", ".css", ".svg", ".txt"}
#: Bytes: below this the answer's head is larger than what is saved.
SMALLEST: Final = 500


def main() -> None:
    """Compress what has no copy of what it is now, and take away the copies of what is there no more."""
    list_of_copies = COMPRESSED / "of.json"
    made = json.loads(list_of_copies.read_text(encoding="utf-8")) if list_of_copies.is_file() else {}
    wanted = {name: digest for name, digest in digests(STATIC).items() if is_worth_it(STATIC / name)}
    if made == wanted:
        return
    list_of_copies.unlink(missing_ok=True)
    for name in made.keys() - wanted.keys():
        for ending in CODINGS.values():
            (COMPRESSED / (name + ending)).unlink(missing_ok=True)
    changed = [name for name, digest in wanted.items() if made.get(name) != digest]
    for name in changed:
        compress(STATIC / name, COMPRESSED / name)
    list_of_copies.write_text(json.dumps(wanted), encoding="utf-8")
    say(f"front-end files are compressed: {len(changed)} of {len(wanted)} anew")


def is_worth_it(path: Path) -> bool:
    """Whether a browser gets the file sooner when it is compressed."""
    return path.suffix in ENDINGS and path.stat().st_size >= SMALLEST


def compress(source: Path, target: Path) -> None:
    """Write a copy of ``source`` in each coding beside one another, as ``target`` with an ending."""
    content = source.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    for coding, ending in CODINGS.items():
        # Version 11 takes a minute for all files and saves a twentieth of what 9 leaves.
        packed = brotli.compress(content, quality=9) if coding == "br" else gzip.compress(content, 9, mtime=0)
        target.with_name(target.name + ending).write_bytes(packed)


if __name__ == "__main__":
    main()
