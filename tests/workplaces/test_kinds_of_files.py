"""One table of the kinds of files that people have: each is read whole, or refused in words that say what it is."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.importing import Open
from tests.workplaces.kinds_of_files import LAT, LON, NAMES, OF_LIBREOFFICE, READ, REFUSED, Maker

pytestmark = pytest.mark.once


def put(program: FlaskClient, path: Path) -> Any:
    return program.put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(path.read_bytes()), path.name)},
        content_type="multipart/form-data",
    )


def is_read(program: FlaskClient, path: Path) -> None:
    answer = put(program, path)
    assert answer.status_code == 201, answer.get_json()
    address = f"/api/v1/site-imports/{answer.get_json()['id']}"
    told = program.get(f"{address}/preview?datum=wgs84").get_json()
    assert told["counts"] == {"created": 2}, told
    assert program.post(f"{address}/start", json={"datum": "wgs84"}).status_code == 202
    found = {one.name: one for one in db.session.scalars(select(Site).where(Site.name.in_(NAMES)))}
    assert set(found) == set(NAMES)
    assert {one.employer.name for one in found.values()} == {"渝中建设"}
    assert found[NAMES[0]].lon == pytest.approx(LON, abs=1e-5)
    assert found[NAMES[0]].lat == pytest.approx(LAT, abs=1e-5)


def is_refused(program: FlaskClient, path: Path, word: str) -> None:
    before = db.session.scalar(select(func.count()).select_from(Site))
    answer = put(program, path)
    assert answer.status_code in {413, 422}, answer.get_json()
    told = answer.get_json()
    assert told["errors"]["file"], told
    assert word in told["errors"]["file"][0]
    assert db.session.scalar(select(func.count()).select_from(Site)) == before


@pytest.mark.parametrize("kind", READ)
def test_a_kind_of_file_that_is_read(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, kind: str
) -> None:
    is_read(api("chenjing"), READ[kind](tmp_path))


@pytest.mark.parametrize("kind", REFUSED)
def test_a_kind_of_file_that_is_refused_in_words(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, kind: str
) -> None:
    maker, word = REFUSED[kind]
    is_refused(api("chenjing"), maker(tmp_path), word)


@pytest.mark.long
@pytest.mark.parametrize("kind", OF_LIBREOFFICE)
def test_a_kind_of_file_of_libreoffice(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, kind: str
) -> None:
    made: tuple[Maker, str | None] = OF_LIBREOFFICE[kind]
    path = made[0](tmp_path)
    if made[1] is None:
        is_read(api("chenjing"), path)
    else:
        is_refused(api("chenjing"), path, made[1])
