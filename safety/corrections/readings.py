"""What tells the law of demands: read for all of them at once, then asked as often as it is wanted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from safety.corrections.asking import Judged
from safety.corrections.models import Demand
from safety.corrections.subjects import begun_from, seen_on
from safety.corrections.term_words import Term, term_of, term_words
from safety.corrections.vocabulary import DANGER_COLOUR, DemandKind, FindingGrade
from safety.law import at_once, citations, grounds
from safety.law.citations import Citation
from safety.law.finding_words import own_words
from safety.law.grounds import Ground


@dataclass(frozen=True)
class Reading:
    """One demand with what it cites by the law of the day on which it was seen, and with its own words.

    What was said of the demand is not kept: it is asked of the demand each time.
    """

    demand: Demand
    cited: tuple[Citation, ...]
    words: str

    def ground(self, *, by_law_alone: bool = False) -> Ground:
        """What decides its basis; ``by_law_alone``: without what only words and names would tell."""
        telling, site = not by_law_alone, self.demand.site
        return grounds.ground_of(
            major=self.demand.grade == FindingGrade.MAJOR,
            citations=self.cited,
            industries={site.industry, site.employer.industry} if site else (),
            words=self.words if telling else "",
            names=(site.name, site.employer.name) if site and telling else (),
            said=self.demand.said,
        )

    @property
    def denied(self) -> frozenset[str]:
        """What its own words propose and a person said is not so."""
        return grounds.denied_of(self.words, self.cited, self.demand.said)

    @property
    def judged(self) -> Judged:
        """The demand as it was judged: what it is asked to do, and whether that allows a day."""
        return Judged(
            FindingGrade(self.demand.grade),
            self.ground(),
            red=self.demand.colour == DANGER_COLOUR,
            forbidden=at_once.forbidden_words({one.key for one in self.cited if one.key}),
            denied=bool(self.denied),
            said=self.demand.said,
        )

    @property
    def term(self) -> Term:
        """By when it has to be done."""
        return term_of(self.demand, self.judged if self.demand.kind == DemandKind.FINDING else None)

    @property
    def printed_term(self) -> str:
        """The term as papers after its notice print it."""
        return term_words(self.term)


def readings_of(demands: Iterable[Demand]) -> dict[uuid.UUID, Reading]:
    """The reading of each demand, by its id; the law is that of the day it was seen: a check may arrive days later."""
    wanted = list(demands)
    days, questions = seen_on(wanted), begun_from(wanted)
    return {
        one.id: Reading(
            one,
            citations.kept(one.basis, days[one.id]),
            own_words(f"{one.summary}\n{one.detail}", questions.get(one.id)),
        )
        for one in wanted
    }


def reading_of(demand: Demand) -> Reading:
    """The reading of one demand (``readings_of``)."""
    return readings_of([demand])[demand.id]
