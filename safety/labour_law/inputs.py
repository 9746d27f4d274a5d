"""What is given to the operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LetterFacts:
    """What a letter says: to whom, about which employer, what was found, what is asked, and by when an answer is."""

    addressee: str
    employer_name: str
    about: str
    facts: str
    demand: str
    reply_by: date | None = None
