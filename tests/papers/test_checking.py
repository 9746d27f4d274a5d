from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.papers import files, keys
from safety.papers.checking import check_file
from tests.cast import Cast
from tests.papers.samples import sealed
from tests.papers.test_operations import issued
from tests.papers.test_rendering import has_fonts

Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def one(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return one


def verify(app: Flask, *arguments: str) -> tuple[int, str]:
    """Run ``flask verify``."""
    result = app.test_cli_runner().invoke(args=["verify", *arguments])
    return result.exit_code, result.output


@has_fonts
def test_a_downloaded_pdf_is_checked_with_the_public_halves_alone(
    app: Flask, cast: Cast, write: Write, tmp_path: Path
) -> None:
    paper = issued(cast)
    path = write("notice.pdf", sealed(paper))
    made = app.test_cli_runner().invoke(args=["papers", "keys", "--out", str(tmp_path / "public")])
    assert made.exit_code == 0
    assert not any("pem" in one.name for one in (tmp_path / "public").iterdir())
    code, said = verify(app, str(path), "--keys", str(tmp_path / "public"))
    assert code == 0
    assert str(paper.number) in said
    assert "genuine" in said


@has_fonts
def test_a_pdf_with_one_changed_byte_is_not_genuine(app: Flask, cast: Cast, write: Write) -> None:
    content = bytearray(sealed(issued(cast)))
    content[len(content) // 4] ^= 1
    code, said = verify(app, str(write("notice.pdf", bytes(content))))
    assert code == 1
    assert "genuine" not in said.splitlines()[-1]


def test_the_changed_field_of_a_record_is_named(app: Flask, cast: Cast, write: Write) -> None:
    record: Any = files.record_of(issued(cast))
    good = write("record.json", json.dumps(record).encode())
    assert verify(app, str(good))[0] == 0
    record["signed"]["content"]["blocks"][1]["rows"][0][2] = "2027年12月5日"
    code, said = verify(app, str(write("forged.json", json.dumps(record).encode())))
    assert code == 1
    assert "content.blocks.1.rows.0.2" in said


@has_fonts
def test_a_forger_with_a_key_of_his_own_is_not_believed(app: Flask, cast: Cast, tmp_path: Path) -> None:
    record = json.dumps(files.record_of(issued(cast))).encode()
    assert not check_file(record, keys={}, certificate=None).holds
    known, certificate = keys.trusted(None)
    assert check_file(record, keys=known, certificate=certificate).holds
    pdf = sealed(issued(cast))
    assert check_file(pdf, keys=known, certificate=keys.pdf_certificate()).holds
    assert not check_file(pdf, keys=known, certificate=None).holds


@given(st.binary(max_size=300) | st.just(b"{}") | st.just(b"%PDF-1.7 nothing") | st.just(b"[1, 2]"))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        check_file(content, keys={}, certificate=None)


def test_sweeping_is_a_command(app: Flask, cast: Cast) -> None:
    result = app.test_cli_runner().invoke(args=["evidence", "sweep"])
    assert result.exit_code == 0
    assert "removed 0 staged files" in result.output
