"""The English catalogue: one hand-written file per feature, merged into what the application reads.

`compile` merges safety/translations/en/parts/*.po; `check` refuses a sentence without English, a placeholder lost in
translation, and Chinese that no marker surrounds; `missing` prints entries to fill in.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from tools.console import Failure, say
from tools.message_sources import Found, read_sources

ROOT: Final = Path(__file__).resolve().parent.parent
CATALOGUE: Final = Path("safety/translations/en")
MOST_LINES: Final = 60

_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sdf]")
_ENTRY: Final = re.compile(r'^msgid ((?:"[^\n]*"\s*\n)+)', re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the three acts; exit status 1 with every complaint when something is wrong."""
    parser = argparse.ArgumentParser(prog="tools.translations", description=__doc__)
    parser.add_argument("act", choices=("compile", "check", "missing"))
    parser.add_argument("paths", nargs="*", help="look only at sentences below these paths")
    asked = parser.parse_args(arguments)
    try:
        catalogue = merged(ROOT / CATALOGUE / "parts")
        if asked.act == "compile":
            compile_to(catalogue, ROOT / CATALOGUE / "LC_MESSAGES" / "messages.mo")
            return
        sources = read_sources(ROOT)
        used = below(sources.messages, asked.paths)
        if asked.act == "missing":
            say("\n".join(skeleton(used, catalogue)))
            return
        complaints = [*untranslated(used, catalogue), *mismatches(catalogue)]
        complaints += [
            f"{one.place}: Chinese outside a marker: {one.msgid}"
            for one in below(sources.unmarked, asked.paths)
        ]
        if not asked.paths:
            warn_of_unused(sources.messages, catalogue)
        if complaints:
            raise Failure(f"{len(complaints)} complaints\n  " + "\n  ".join(complaints[:MOST_LINES]))
        say(f"translations: {len({one.msgid for one in used})} sentences, all in English")
    except Failure as failure:
        sys.exit(f"translations: {failure}")


def merged(parts: Path) -> Catalog:
    """One catalogue of all parts.

    Raises:
        Failure: a part cannot be read, names a sentence twice, or translates it otherwise than another part.
    """
    whole = Catalog(locale="en", domain="messages")
    origin: dict[str, str] = {}
    for path in sorted(parts.glob("*.po")):
        for message in entries(path):
            msgid = key(message)
            known = whole.get(msgid)
            if known is not None and known.string != message.string:
                raise Failure(
                    f"{msgid!r} is {known.string!r} in {origin[msgid]} and {message.string!r} in {path.name}"
                )
            if known is None:
                whole.add(message.id, message.string, flags=message.flags)
                origin[msgid] = path.name
    return whole


def entries(path: Path) -> Iterable[Message]:
    """The translations of one part, without its header."""
    source = path.read_bytes()
    try:
        catalogue = read_po(BytesIO(source), locale="en", charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise Failure(f"{path.name}: {error}") from error
    seen: set[str] = set()
    for block in _ENTRY.findall(source.decode("utf-8") + "\n"):
        msgid = "".join(line.strip()[1:-1] for line in block.splitlines() if line.strip())
        if msgid and msgid in seen:
            raise Failure(f"{path.name}: {msgid!r} is there twice")
        seen.add(msgid)
    return [message for message in catalogue if message.id]


def key(message: Message) -> str:
    """The Chinese (singular) sentence of an entry."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def strings(message: Message) -> tuple[str, ...]:
    """The English form, or the forms for one and for several."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def compile_to(catalogue: Catalog, target: Path) -> None:
    """Write the catalogue in gettext's binary form, in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)


def below(found: Iterable[Found], paths: Sequence[str]) -> list[Found]:
    """Those that stand in a file below one of `paths`; all without paths."""
    return [one for one in found if not paths or one.place.startswith(tuple(paths))]


def untranslated(used: Iterable[Found], catalogue: Catalog) -> list[str]:
    """One line per sentence without English, with an empty or fuzzy one, or with no form for several."""
    lines: dict[str, str] = {}
    for one in used:
        message = catalogue.get(one.msgid)
        if message is None or not strings(message) or not all(strings(message)):
            lines.setdefault(one.msgid, f"{one.place}: no English for {one.msgid!r}")
        elif message.fuzzy:
            lines.setdefault(one.msgid, f"{one.place}: the English is marked fuzzy: {one.msgid!r}")
        elif one.plural is not None and len(strings(message)) < 2:
            lines.setdefault(
                one.msgid, f"{one.place}: English needs a form for one and one for several: {one.msgid!r}"
            )
    return list(lines.values())


def mismatches(catalogue: Catalog) -> list[str]:
    """One line per translation whose placeholders are not those of its sentence."""
    lines = []
    for message in catalogue:
        wanted = set(_PLACEHOLDER.findall(key(message)))
        for index, string in enumerate(strings(message) if message.id else ()):
            found = set(_PLACEHOLDER.findall(string))
            # English may leave the number out where it is one: "one finding".
            missing = set() if index == 0 and len(strings(message)) > 1 else wanted - found
            if string and (found - wanted or missing):
                lines.append(f"placeholders differ: {key(message)!r} and {string!r}")
    return lines


def warn_of_unused(used: Iterable[Found], catalogue: Catalog) -> None:
    """Name the translations that nothing asks for; not a failure, since a sentence may come from data."""
    known = {one.msgid for one in used}
    unused = [key(message) for message in catalogue if message.id and key(message) not in known]
    if unused:
        say(f"translations: {len(unused)} that nothing uses: " + "; ".join(unused[:40]))


def skeleton(used: Iterable[Found], catalogue: Catalog) -> list[str]:
    """Entries to fill in, as they stand in a part."""
    lines: list[str] = []
    for one in {one.msgid: one for one in used if catalogue.get(one.msgid) is None}.values():
        quoted = one.msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        lines += [f"#: {one.place}", f'msgid "{quoted}"', 'msgstr ""', ""]
    return lines


if __name__ == "__main__":
    main()
