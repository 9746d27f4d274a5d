"""What a request sends as files: the raw body, or the parts of a form."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import ClientDisconnected

from safety.errors import Invalid, Refusal, TooLarge
from safety.evidence.operations import Upload, prove_content
from safety.evidence.rules import LARGEST_FILE, Position, check_size, shown_name
from safety.text import N_, Text

PART = "file"
_BODY = "qunjian.whole_body"
_PROVEN = "qunjian.proven_parts"


def one_upload(request: Request) -> tuple[str | None, bytes]:
    """The declared name and the bytes of a ``PUT``: the part ``file`` of a form, or the whole body.

    Raises:
        TooLarge: more than is taken; nothing beyond the limit is read.
    """
    if request.mimetype == "multipart/form-data":
        part = request.files.get(PART)
        if part is None:
            raise Invalid(fields={PART: [N_("请选择文件")]})
        return read_part(part)
    if request.is_json:  # no picture: it was read to see how deep it is, and the stream is at its end
        return None, request.get_data()
    told = request.content_length
    if told is not None and told > LARGEST_FILE:
        raise TooLarge
    kept: bytes | None = request.environ.get(_BODY)  # a request that is done once more has been read already
    if kept is None:
        kept = request.environ[_BODY] = _whole_body(request, told)
    return None, kept


def _whole_body(request: Request, told: int | None) -> bytes:
    if told is None:
        return request.stream.read(LARGEST_FILE + 1)
    # The server ends its stream with the request: what guards against another's would copy a photograph three times.
    guarded = "wsgi.input_terminated" not in request.environ
    stream = request.stream if guarded else request.environ["wsgi.input"]
    content: bytes = stream.read(told)
    if len(content) < told:
        raise ClientDisconnected
    return content


def form_uploads(request: Request, name: str = "files") -> list[Upload]:
    """The files that a page's form sends under ``name``, each proven harmless; fields left empty are passed over.

    A PDF is walked and a photograph decoded before the first write: the endpoint is declared ``reads_first``, and nobody
    else waits for it.  A request that is done once more does not prove them again.

    Raises:
        Invalid, TooLarge: each refused file by its name, at the field ``name``.
        Unavailable: as ``prove_content``.
    """
    return _of_fields(request, [name])[0]


def uploads_by_item(request: Request, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Upload]]:
    """The files that a form sends for each item, in fields ``photos-<id>``; refused as ``form_uploads`` says, all at once."""
    items = list(ids)
    return dict(zip(items, _of_fields(request, [f"photos-{one}" for one in items]), strict=True))


def _of_fields(request: Request, names: Iterable[str]) -> list[list[Upload]]:
    """The files of each field; every refused file of all fields is told."""
    refused: list[tuple[str, Refusal]] = []
    found = [_proven_parts(request, name, refused) for name in names]
    if refused:
        raise _named(refused)
    return found


def _proven_parts(request: Request, name: str, refused: list[tuple[str, Refusal]]) -> list[Upload]:
    """The proven files of one field; what is refused goes to ``refused``, told with the file's name."""
    proven: dict[tuple[str, int], Upload] = request.environ.setdefault(_PROVEN, {})
    parts = [part for part in request.files.getlist(name) if part.filename]
    for number, part in enumerate(parts):
        if (name, number) not in proven:
            try:
                declared, content = read_part(part)
                proven[name, number] = (declared, prove_content(content))
            except (Invalid, TooLarge) as refusal:
                refusal.sentence = Text(
                    N_("“%(file)s”：%(why)s"), file=shown_name(part.filename), why=refusal.sentence
                )
                refused.append((name, refusal))
    return [proven[name, number] for number in range(len(parts)) if (name, number) in proven]


def _named(refused: list[tuple[str, Refusal]]) -> Refusal:
    """The first refusal, with the sentences of all at their own fields."""
    first = refused[0][1]
    told: dict[str, list[Text]] = {}
    for name, refusal in refused:
        told.setdefault(name, []).append(refusal.sentence)
    return type(first)(first.sentence, code=first.code, fields=told)


def read_part(part: FileStorage) -> tuple[str | None, bytes]:
    """The declared name and the bytes of one part, read no further than the limit.

    Raises:
        TooLarge: it is larger than is taken.
    """
    part.stream.seek(0)  # a request that is done once more has read it already
    content = part.stream.read(LARGEST_FILE + 1)
    if content:
        check_size(len(content))
    return part.filename, content


def position_of(lon: float | None, lat: float | None, accuracy: float | None) -> Position | None:
    """The device's position, if it sent one.

    Raises:
        Invalid: half a position, or one that is no place (field ``position``).
    """
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Invalid(fields={"position": [N_("经度和纬度必须同时填写")]})
    return Position(lon, lat, accuracy)
