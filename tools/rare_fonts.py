"""Bring the fonts for rare characters of names (CJK extensions B to H): no package index of npm or Python has them.

On Debian and its children they come as packages, fetched and unpacked without root. Elsewhere an administrator may
lay any fonts into `var/fonts`; a paper with a character that none has is not issued, and the character is named.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tools.console import say
from tools.frontend import FONTS

#: Package, the font in it, where a system keeps it that has the package. 51 MB and 31 MB; see docs/operations.md.
RARE: Final = (
    ("fonts-babelstone-han", "BabelStoneHan.ttf", Path("/usr/share/fonts/truetype/babelstone")),
    ("fonts-hanazono", "HanaMinB.ttf", Path("/usr/share/fonts/truetype/hanazono")),
)
#: Longest wait for one package, in seconds.
PATIENCE: Final = 120


def main() -> None:
    """Bring what is missing; set-up goes on without, and says so."""
    absent = [name for package, name, folder in RARE if not bring(package, name, folder)]
    if absent:
        say(
            f"not to be had here: {', '.join(absent)}. Papers with rare characters (CJK extensions B to H) are refused\n"
            "with the character's name until a font that has it lies in var/fonts"
        )


def bring(package: str, name: str, folder: Path) -> bool:
    """Whether the font is there: from before, from the system, or just fetched."""
    target = FONTS / name
    if target.is_file():
        return True
    FONTS.mkdir(parents=True, exist_ok=True)
    if (folder / name).is_file():
        put(folder / name, target)
        return True
    with TemporaryDirectory(prefix="fonts-") as temporary:
        found = unpacked(package, name, Path(temporary))
        if found is not None:
            put(found, target)
    return target.is_file()


def put(source: Path, target: Path) -> None:
    """Copy so that nobody reads half a font."""
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)


def unpacked(package: str, name: str, folder: Path) -> Path | None:
    """The font out of a package of the distribution, fetched by this user into `folder`; None when that fails."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    say(f"fetching {package}")
    # As root, apt fetches by a user of its own, who must be able to write here.
    # nosemgrep: file-that-others-read (a folder for this one download, which goes when it is done)
    folder.chmod(0o777)
    try:
        subprocess.run(
            ["apt-get", "download", "-q", package],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
        for archive in folder.glob("*.deb"):
            subprocess.run(
                ["dpkg-deb", "-x", archive, folder], check=True, capture_output=True, timeout=PATIENCE
            )
    except (subprocess.SubprocessError, OSError):
        return None
    return next(folder.rglob(name), None)


if __name__ == "__main__":
    main()
