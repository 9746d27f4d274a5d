"""The copies that readers get: made when first asked for, kept beside the original."""

from __future__ import annotations

from safety.errors import NotFound
from safety.evidence import pictures
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import Kind, kind_of
from safety.evidence.storage import the_store

SHOWN, THUMBNAIL, PRINTED = "shown", "thumbnail", "printed"


def copy_of(file: EvidenceFile, name: str) -> bytes:
    """The ``shown`` copy or the ``thumbnail`` of a picture (JPEG).

    Raises:
        NotFound: the file is no picture.
        Unavailable: the store cannot be read.
    """
    if not file.is_picture:
        raise NotFound
    return _kept_or_made(file.sha256, name)


def printed_copy(sha256: str) -> bytes | None:
    """The copy that papers print (JPEG), by the hash of the original; None when that is gone."""
    try:
        return _kept_or_made(sha256, PRINTED)
    except NotFound:
        return None


def _kept_or_made(sha256: str, name: str) -> bytes:
    store = the_store()
    kept = store.derived(sha256, name)
    if kept is not None:
        return kept
    original = store.get(sha256)
    made = _made(original, kind_of(original), name)
    store.put_derived(sha256, name, made)
    return made


def _made(original: bytes, kind: Kind, name: str) -> bytes:
    if name == THUMBNAIL:
        return pictures.thumbnail(original, kind)
    return pictures.shown_copy(
        original, kind, pictures.PRINTED_EDGE if name == PRINTED else pictures.SHOWN_EDGE
    )
