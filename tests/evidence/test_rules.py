from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from safety.errors import Invalid, TooLarge
from safety.evidence import rules
from safety.evidence.rules import Kind, Position
from tests.evidence import samples

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.jpeg(), Kind.JPEG),
        (samples.saved(samples.scene(), "PNG"), Kind.PNG),
        (samples.saved(samples.scene(), "WEBP"), Kind.WEBP),
        (samples.heic(), Kind.HEIC),
        (samples.pdf(), Kind.PDF),
        (samples.word(), Kind.DOCX),
        (samples.excel(), Kind.XLSX),
    ],
)
def test_a_kind_is_told_from_the_bytes(content: bytes, kind: Kind) -> None:
    assert rules.kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "unknown_kind"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "unknown_kind"),
        (b"GIF89a" + b"\0" * 64, "unknown_kind"),
        (b"plain words", "unknown_kind"),
        (samples.EICAR, "malicious_file"),
        (samples.jpeg() + samples.EICAR, "malicious_file"),
        (b"MZ\x90\0" + b"\0" * 64, "malicious_file"),
        (b"%PDF-1.7 and nothing more", "damaged_file"),
        (samples.pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "malicious_file"),
        (b"PK\x03\x04 and nothing more", "damaged_file"),
        (samples.bomb_docx(), "decompression_bomb"),
        (samples.archive_with("../../etc/passwd"), "malicious_file"),
        (samples.archive_with("/etc/passwd"), "malicious_file"),
        (samples.archive_with("word/vbaProject.bin"), "malicious_file"),
    ],
)
def test_what_is_not_kept_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.kind_of(content)
    assert refusal.value.code == code
    assert "file" in refusal.value.fields


def test_an_archive_bomb_is_refused_without_being_unpacked() -> None:
    bomb = samples.bomb_docx(megabytes=60)
    assert len(bomb) < MIB
    with pytest.raises(Invalid):
        rules.kind_of(bomb)


def test_a_picture_of_sixty_megabytes_is_too_large() -> None:
    with pytest.raises(TooLarge):
        rules.check_size(60 * MIB)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid):
        rules.check_size(0)


@given(st.text(max_size=300))
@example("../../x\0.svg")
@example("C:\\Users\\张三\\现场.jpg")
@example("a\u202egpj.exe")
def test_a_neutral_name_never_leaves_its_folder_nor_misleads(declared: str) -> None:
    name = rules.neutral_name(declared, Kind.JPEG)
    assert name.endswith(".jpg")
    assert len(name) <= rules.LONGEST_NAME
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*%')
    assert not name.startswith(".")


def test_a_chinese_name_is_kept() -> None:
    assert rules.neutral_name("照片/楼梯口 无栏杆.HEIC", Kind.HEIC) == "楼梯口 无栏杆.heic"


@given(st.binary(max_size=400))
def test_bytes_without_meaning_are_refused_and_never_fail(content: bytes) -> None:
    with pytest.raises(Invalid):
        rules.kind_of(b"?" + content)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (181.0, 29.5), (106.5, 91.0), (float("nan"), 29.5)])
def test_what_is_no_place_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(Invalid):
        Position(lon, lat)


def test_distance_between_two_known_points() -> None:
    # One thousandth of a degree of latitude is 111.2 m on the mean sphere.
    metres = rules.distance_metres(Position(106.55, 29.56), Position(106.55, 29.561))
    assert metres == pytest.approx(111.2, abs=0.1)


def test_a_far_position_is_flagged_unless_the_device_was_unsure() -> None:
    assert rules.is_flagged(500.0, 20.0)
    assert not rules.is_flagged(500.0, 400.0)
    assert not rules.is_flagged(None, None)
