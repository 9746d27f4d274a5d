"""Run apart by ``pdfs.examine``: walks every object of the PDF on standard input, and says one word about it.

Imports nothing of the house: it starts in a tenth of a second, holds no key and no connection, and may die alone.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 10
#: Dictionaries, lists and values in all; a book of a thousand scanned pages has some ten thousand.
MOST_PARTS = 3_000_000
FINE, ACTIVE, ATTACHED, LOCKED, DAMAGED, TOO_MUCH = (
    "fine",
    "active",
    "attached",
    "locked",
    "damaged",
    "too_much",
)

_ACTIVE_NAMES = frozenset({"/JS", "/JavaScript", "/XFA", "/AA", "/RichMediaContent", "/RichMediaSettings"})
_ACTIVE_KINDS = frozenset(
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"),
        *("/GoToE", "/GoTo3DView", "/RichMediaExecute"),
    }
)
_ACTIVE_LOOKS = frozenset({"/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"})
#: What a reader may do when a file is opened: go to a page of it.
_OPENS_WITH = frozenset({"/GoTo", "/Named"})
#: Our own papers carry their signed record.
_OWN_RECORD = "record.json"


def verdict(content: bytes) -> str:
    """One word about a PDF."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            found = _walked(pdf, pikepdf)
            # A stream of objects that could not be unpacked here is one that another reader may unpack.
            warnings = " ".join(str(one) for one in pdf.get_warnings())
            hidden = any(sign in warnings for sign in ("object stream", "stream data", "getStreamData"))
            return TOO_MUCH if hidden and found == FINE else found
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError):
        return DAMAGED


def _walked(pdf: Any, pikepdf: Any) -> str:
    parts, attachments, records = 0, 0, 0
    for one in pdf.objects:
        waiting = [one]
        while waiting:
            parts += 1
            if parts > MOST_PARTS:
                return TOO_MUCH
            part = waiting.pop()
            if isinstance(part, pikepdf.Array):
                inner = list(part)
            elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
                told = {str(name): part[name] for name in part.keys()}  # noqa: SIM118 - a stream has no other way
                if _acts(told, pikepdf):
                    return ACTIVE
                attachments += str(told.get("/Type")) == "/EmbeddedFile"
                if "/EF" in told:
                    if not _is_own_record(told):
                        return ATTACHED
                    records += 1
                inner = list(told.values())
            else:
                continue
            # What stands in an object of its own has its turn there.
            waiting += [each for each in inner if isinstance(each, pikepdf.Object) and not each.is_indirect]
    return FINE if attachments <= min(records, 1) else ATTACHED


def _acts(told: dict[str, Any], pikepdf: Any) -> bool:
    """Whether a dictionary does something by itself, or holds what a reader carries out."""
    if _ACTIVE_NAMES & told.keys() or str(told.get("/S")) in _ACTIVE_KINDS:
        return True
    if str(told.get("/Subtype")) in _ACTIVE_LOOKS:
        return True
    opening = told.get("/OpenAction")
    return isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) not in _OPENS_WITH


def _is_own_record(told: dict[str, Any]) -> bool:
    names = {str(told[name]) for name in ("/F", "/UF") if name in told}
    if names != {_OWN_RECORD}:
        return False
    kept = {bytes(stream.read_bytes()) for stream in told["/EF"].values()}
    try:
        return len(kept) == 1 and isinstance(json.loads(kept.pop()), dict)
    except ValueError:
        return False


def main() -> None:
    """Bound this process, read, and tell."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(verdict(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
