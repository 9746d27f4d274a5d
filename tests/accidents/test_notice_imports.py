"""Sun Jie's registers of news of accidents: each row a notice, none twice, none changed, all taken back together."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.accidents.models import Notification
from safety.accidents.operations.notice_rows import moment_of
from safety.database import db
from safety.errors import Invalid
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.workplaces.conftest import IN_YUZHONG, districts
from tests.workplaces.importing import Open, csv_of, results, run, upload

__all__ = ["districts"]

HEAD = (
    "接报时间,报告单位,事故简要经过,发生时间,事故单位,死亡人数,重伤人数,直接经济损失（万元）,经度,纬度,区县"
)
OF = "accident-notice"
FALL = f"2026/11/20 9:30,渝中区应急局,高处坠落,2026年11月20日8时10分,渝中建设,0,1人,12.5,{IN_YUZHONG[0]},{IN_YUZHONG[1]},渝中"


def take(program: FlaskClient, *rows: str) -> dict[str, Any]:
    return run(program, csv_of(*rows, head=HEAD), "news.csv", of=OF)


def notices() -> list[Notification]:
    db.session.expire_all()
    return list(db.session.scalars(select(Notification).order_by(Notification.entered_at, Notification.id)))


def test_each_row_is_a_notice_and_the_same_register_again_changes_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("sunjie")
    assert take(program, FALL)["created"] == 1
    (one,) = notices()
    assert (one.received_at.isoformat(), one.channel) == ("2026-11-20T01:30:00+00:00", "department")
    assert one.happened_at is not None
    assert (one.happened_at.isoformat(), one.serious) == ("2026-11-20T00:10:00+00:00", 1)
    assert (str(one.direct_loss_yuan), one.district_code) == ("125000.00", "500103")
    again = take(program, FALL)
    assert (again["unchanged"], results(program, again, of=OF)[0]["name"]) == (1, "高处坠落")
    assert len(notices()) == 1


def test_news_that_was_entered_by_hand_with_its_seconds_is_the_same_news(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("sunjie")
    take(program, FALL)
    with one_transaction():
        (one,) = notices()
        one.received_at += timedelta(seconds=41)
    assert take(program, FALL)["unchanged"] == 1
    assert len(notices()) == 1


def test_other_news_of_one_accident_is_a_question(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("sunjie")
    take(program, FALL)
    other = FALL.replace("渝中区应急局", "渝中区住建委").replace("9:30", "10:30")
    kept = upload(program, csv_of(other, head=HEAD), "news.csv", of=OF)
    address = f"/api/v1/{OF}-imports/{kept['id']}"
    (question,) = program.get(f"{address}/preview?datum=wgs84").get_json()["asked"]
    assert (question["about"], question["candidates"][0]["told"]) == ("accident_notice", "渝中区应急局")
    assert "高处坠落" in signed_in("sunjie").get(f"/accidents/notices/import/{kept['id']}").text
    program.patch(f"{address}/answers", json={"answers": {"2": {"accident_notice": "new"}}})
    program.post(f"{address}/start", json={"datum": "wgs84"})
    assert [one.source for one in notices()] == ["渝中区应急局", "渝中区住建委"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("2026/11/20 9:30", "2026/11/20", "received_at"),
        ("2026/11/20 9:30", "2026/11/20 7:30", "happened_at"),
        ("2026/11/20 9:30", "2027/11/20 9:30", "received_at"),
        (",渝中\n", ",长江区\n", "district"),
        ("1人", "1.5", "serious"),
        ("12.5", "很多", "loss_wan"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    cast: Cast, districts: dict[str, str], api: Open, old: str, new: str, field: str
) -> None:
    program = api("sunjie")
    row = (FALL + "\n").replace(old, new).rstrip("\n")
    (told,) = results(program, take(program, row), of=OF)
    assert (told["outcome"], told["field"]) == ("refused", field)
    assert notices() == []


def test_news_that_became_an_accident_stays_when_the_register_is_taken_back(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("sunjie")
    done = take(program, FALL, FALL.replace("高处坠落", "物体打击").replace("渝中建设", "长江物流"))
    linked = next(one for one in notices() if one.words == "高处坠落")
    answer = program.post(
        "/api/v1/accidents",
        json={
            "title": "坠落",
            "happened_at": "2026-11-20T08:10:00+08:00",
            "place": "解放碑",
            "employer_name": "渝中建设",
            "notification_id": str(linked.id),
        },
    )
    assert answer.status_code == 201, answer.get_json()
    address = f"/api/v1/{OF}-imports/{done['id']}"
    program.post(f"{address}/taking-back")
    back = program.get(address).get_json()
    assert (back["undone"], back["kept"]) == (1, 1)
    assert [one.words for one in notices()] == ["高处坠落"]


def test_the_command_enters_news_for_the_union_it_names(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(csv_of(FALL, head=HEAD))
    command = ["import", "notices", str(path), "--union", cast.union("yuzhong").name, "--datum", "wgs84"]
    done = app.test_cli_runner().invoke(args=command)
    assert "created 1" in done.output, done.output
    assert notices()[0].union_id == cast.union("yuzhong").id


@pytest.mark.parametrize("words", ["2026-11-20T09:30:00", "2026年11月20日 9时30分", "2026.11.20 09:30:15.5"])
def test_a_moment_is_read_as_registers_write_it(words: str) -> None:
    found = moment_of(words, "received_at")
    assert found is not None
    assert found.isoformat() == "2026-11-20T09:30:00+08:00"


def test_no_moment_is_refused() -> None:
    with pytest.raises(Invalid):
        moment_of("2026-13-40 9:30", "received_at")
