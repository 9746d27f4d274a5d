"""A paper before it goes out: what the person who issues it reads first, and whether that was read.

Pages lead every act that issues a paper through one page, *check your answers*: the operation stops at the paper
that nobody has seen yet (``UnseenPaperError``), its transaction is rolled back, and the page shows the paper as it
would be.  When it is confirmed, the same act runs again and names what was seen.  Programs are not stopped, unless
they ask for the preview.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from safety.access.permissions import Permission
from safety.papers.glyphs import Unprintable
from safety.papers.rules import PaperKind
from safety.reference.queries import LawNotes
from safety.text import Text

#: The fingerprints of the papers that were shown and confirmed; None where nobody has to be shown anything.
seen: ContextVar[frozenset[str] | None] = ContextVar("papers_seen", default=None)

#: Where the draft of a kind of paper is changed: endpoint, the name of its parameter for the paper's subject, and who may.
edit_pages: dict[PaperKind, tuple[str, str, Permission]] = {}


@dataclass(frozen=True)
class Asked:
    """What a paper demands of its reader, and by when, both as the paper prints them; ``by`` may be empty."""

    what: str
    by: str = ""


@dataclass(frozen=True)
class Question:
    """A fact that decides the law of a paper, about one record on it, which the person who checks it may say.

    ``name`` is the field of the act that takes it, ``said`` None where nobody did; ``proposed``: nobody said it, and
    only words or names make the paper rest on it.
    """

    name: str
    label: str
    subject_id: uuid.UUID
    about: str
    said: bool | None
    proposed: bool


@dataclass(frozen=True)
class Preview:
    """A paper as it would go out now.

    ``second_person`` says that none of ``drafters`` may issue it.  ``number`` is the next one of the series and is taken only when the paper is issued.  ``problem`` and
    ``unprintable`` are what would stop it; ``law`` is what to know of the provisions it cites, and stops nothing.
    """

    kind: PaperKind
    union_id: uuid.UUID
    union_name: str
    mark: str
    number: str
    content: dict[str, Any]
    asked: tuple[Asked, ...]
    subject_kind: str
    subject_id: uuid.UUID
    permission: Permission
    on: date
    drafted_at: datetime
    drafters: frozenset[uuid.UUID | None]
    second_person: bool
    problem: Text | None = None
    questions: tuple[Question, ...] = ()
    unprintable: tuple[Unprintable, ...] = field(default=())
    law: LawNotes = field(default_factory=LawNotes)

    @property
    def questions_by_record(self) -> list[list[Question]]:
        """The questions of each record, in the order of the paper."""
        return [list(asked) for _id, asked in groupby(self.questions, key=lambda one: one.subject_id)]

    @property
    def can_go(self) -> bool:
        """Whether nothing in the paper itself stops it."""
        return self.problem is None and not self.unprintable

    @property
    def without_basis(self) -> bool:
        """Whether it prints no law at all although papers of its kind rest on some; this stops nothing."""
        return self.kind is not PaperKind.WITHDRAWAL_NOTICE and not self.content["basis"]

    @property
    def fingerprint(self) -> str:
        """What was shown, as a short text: another word, union or series in the paper is another fingerprint."""
        shown = [self.kind, str(self.union_id), self.mark, _without_links(self.content)]
        text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _without_links(content: dict[str, Any]) -> dict[str, Any]:
    """The content without the addresses of its QR codes: each is made afresh with the issue and shown to nobody before."""
    blocks = [{**one, "url": ""} if one["block"] == "link" else one for one in content["blocks"]]
    return {**content, "blocks": blocks}


class UnseenPaperError(Exception):
    """An act would issue a paper that the person has not been shown; its transaction has to be given up."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview.kind)
        self.preview = preview
