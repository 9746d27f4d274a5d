"""From a finding's words, and what was said of it, to the notice that is printed: each line was read.

After a wanted change: ``QUNJIAN_GOLDEN=write`` writes the texts anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from safety.corrections import operations as corrections
from safety.corrections.facts import notice_content
from safety.corrections.inputs import NewDemand, NoticeLine
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind, FindingGrade
from safety.database import session
from safety.ids import new_id
from safety.law.citations import cited
from safety.law.grounds import Said
from safety.people.queries import place_of
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import make_site
from tests.papers.golden_samples import text_of

HERE = Path(__file__).parent
FINDINGS = tomllib.loads((HERE / "from_words.toml").read_text(encoding="utf-8"))


def found(cast: Cast, site: Site, finding: Mapping[str, Any]) -> Demand:
    """The finding, raised by 李强 at the site."""
    basis = [
        {"law": one.law, "article": one.article, "checked": one.checked}
        for one in cited(finding.get("cites", ()), TODAY)
    ]
    return corrections.raise_demand(
        actor=cast.actor("liqiang"),
        now=NOW,
        kind=DemandKind.FINDING,
        place=place_of(site),
        site_id=site.id,
        employer_id=site.employer_id,
        source_kind="inspection",
        source_id=new_id(),
        demand=NewDemand(
            id=new_id(),
            summary=finding["summary"],
            detail=finding["detail"],
            grade=FindingGrade(finding.get("grade", "ordinary")),
            basis=basis,
            said=Said(**finding.get("said", {})),
        ),
    )


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_in_an_inspectors_words_becomes_the_notice_that_was_read_line_by_line(
    cast: Cast, name: str
) -> None:
    finding = FINDINGS[name]
    with one_transaction():
        site = make_site(cast, name=finding.get("site", "示例车间"))
        site.industry = finding.get("industry")
        session.flush()
        demand = found(cast, site, finding)
        notice = corrections.draft_notice(
            actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(demand.id)]
        )
        text = text_of(notice_content(notice))
    golden = HERE / "golden" / "from_words" / f"{name}.txt"
    if os.environ.get("QUNJIAN_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_there_is_a_text_for_each_finding_and_no_other() -> None:
    assert {one.stem for one in (HERE / "golden" / "from_words").iterdir()} == set(FINDINGS)
