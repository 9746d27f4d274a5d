"""The copies that readers get: made when first asked for, kept beside the original."""

from __future__ import annotations

from safety.errors import NotFound
from safety.evidence import pictures
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import Kind
from safety.evidence.storage import the_store

SHOWN, THUMBNAIL = "shown", "thumbnail"


def copy_of(file: EvidenceFile, name: str) -> bytes:
    """The ``shown`` copy or the ``thumbnail`` of a picture (JPEG).

    Raises:
        NotFound: the file is no picture.
        Unavailable: the store cannot be read.
    """
    if not file.is_picture:
        raise NotFound
    store = the_store()
    kept = store.derived(file.sha256, name)
    if kept is not None:
        return kept
    original, kind = store.get(file.sha256), Kind(file.kind)
    made = (
        pictures.shown_copy(original, kind) if name == SHOWN else pictures.examine(original, kind).thumbnail
    )
    store.put_derived(file.sha256, name, made)
    return made
