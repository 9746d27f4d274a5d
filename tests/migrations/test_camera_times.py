"""What cameras wrote as their time goes with its migration; the photographs stay."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.evidence.models import EvidenceFile
from tests.evidence import samples
from tests.migrations import FROZEN
from tests.migrations.test_fewer_indexes import tablet_of_li_qiang

pytestmark = FROZEN


def test_photographs_stay_when_the_words_of_their_cameras_go(upgraded_app: Flask) -> None:
    tablet = tablet_of_li_qiang(upgraded_app)
    for written in ("0001:01:01 00:00:00", "2026:11:20 09:30:00"):
        sent = tablet.put(
            f"/api/v1/evidence/{uuid.uuid4()}", data=samples.dated_jpeg(written), content_type="image/jpeg"
        )
        assert sent.status_code == 201, sent.text
    told = select(EvidenceFile.taken_as_written)
    assert set(db.session.scalars(told)) == {"0001:01:01 00:00:00", None}
    db.session.remove()
    downgrade(revision="0012")
    assert db.session.scalar(text("SELECT count(*) FROM evidence_files WHERE taken_at IS NULL")) == 1
    db.session.remove()
    upgrade()
    assert set(db.session.scalars(told)) == {None}
