"""A project at 解放碑 and its reviews, step by step, as the tests need them."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from PIL import Image

from safety.access.scope import Actor, Scope
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine, ReplyLine
from safety.corrections.vocabulary import RecheckResult, Stance
from safety.projects import operations, queries
from safety.projects.models import Opinion, Project, Review
from safety.projects.vocabulary import AttendanceKind, Category, Conclusion, How, ReviewKind, Stage
from tests.cast import NOW, PASSWORD, TODAY, Cast
from tests.inspections.workplaces import load_sites, site_id

BASE_URL = "https://qunjian.example"
WHOLE = Scope(everything=True)
IN_TWO_WEEKS = TODAY + timedelta(days=14)


def signature() -> bytes:
    """A drawn signature."""
    kept = io.BytesIO()
    Image.new("RGB", (120, 40), "white").save(kept, "PNG")
    return kept.getvalue()


class Story:
    """Chen Jing records, Wu Fang reviews and proposes, Zhao Lan signs."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        load_sites()
        self.officer = cast.actor("chenjing")
        self.reviewer = cast.actor("wufang")
        self.signer = cast.actor("zhaolan")

    def project(self, **given: Any) -> Project:
        """A new project at the tower site."""
        values: dict[str, Any] = {"name": "解放碑塔楼新建工程", "nature": "new", "tracks": ["safety"]}
        return operations.create_project(
            actor=self.officer,
            now=NOW,
            id=uuid.uuid4(),
            owner_id=uuid.uuid5(uuid.NAMESPACE_URL, "employer:tower"),
            site_id=site_id("tower"),
            **(values | given),
        )

    def review(self, project: Project, kind: ReviewKind, *, invited: bool = True) -> Review:
        """An invitation, or its absence."""
        made = operations.open_review(
            actor=self.reviewer,
            now=NOW,
            project=project,
            kind=kind,
            invited=invited,
            notified_on=TODAY,
            notified_by="建设单位安全部",
            how=How.LETTER if invited else How.REPORTED,
            words=None if invited else "职工反映已组织验收",
        )
        return self.again(made)

    def again(self, review: Review) -> Review:
        """The review as it stands now."""
        return queries.get_review(review.id, WHOLE)

    def attend(self, review: Review) -> None:
        """Somebody of the union comes and signs in."""
        operations.record_attendance(
            actor=self.reviewer,
            now=NOW,
            review=self.again(review),
            kind=AttendanceKind.MEETING,
            held_on=TODAY,
            person="吴芳",
            is_union=True,
            signature=signature(),
        )

    def opinion(self, review: Review, text: str = "疏散门应向外开启", *, mandatory: bool = True) -> Opinion:
        """An opinion, not sent yet."""
        return operations.add_opinion(
            actor=self.reviewer,
            now=NOW,
            review=self.again(review),
            category=Category.FIRE,
            mandatory=mandatory,
            text=text,
        )

    def send(self, review: Review) -> None:
        """The opinion paper."""
        operations.transmit_opinions(
            actor=self.officer, now=NOW, review=self.again(review), reply_by=IN_TWO_WEEKS, base_url=BASE_URL
        )

    def reply(self, opinion: Opinion) -> None:
        """The owner adopts."""
        corrections.record_reply(
            actor=self.reviewer,
            now=NOW,
            received_at=NOW,
            lines=[ReplyLine(opinion.demand_id, Stance.ADOPTED, "已改")],
            author="建设单位",
        )

    def verify(self, opinion: Opinion, result: RecheckResult = RecheckResult.PASSED) -> None:
        """The union verifies."""
        corrections.record_recheck(
            actor=self.reviewer,
            now=NOW,
            checked_on=TODAY,
            lines=[RecheckLine(opinion.demand_id, result, "现场核实")],
        )

    def propose(self, review: Review, conclusion: Conclusion, **given: Any) -> None:
        """A conclusion to be signed."""
        operations.propose_conclusion(
            actor=self.reviewer, now=NOW, review=self.again(review), conclusion=conclusion, **given
        )

    def sign(self, review: Review, *, actor: Actor | None = None, now: datetime = NOW) -> None:
        """The signature."""
        operations.sign_conclusion(
            actor=actor or self.signer,
            now=now,
            review=self.again(review),
            password=PASSWORD,
            signature=signature(),
        )

    def concluded(self, project: Project, kind: ReviewKind) -> Review:
        """A review with one opinion, answered, verified, signed 同意."""
        review = self.review(project, kind)
        self.attend(review)
        opinion = self.opinion(review)
        self.send(review)
        self.reply(opinion)
        self.verify(opinion)
        self.propose(review, Conclusion.AGREE)
        self.sign(review)
        return self.again(review)

    def use(self, project: Project, on: date = TODAY) -> None:
        """The project is put into use."""
        operations.move_project(actor=self.officer, now=NOW, project=project, stage=Stage.IN_USE, on=on)
