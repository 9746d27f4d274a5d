"""Set-up of the front end: exactly the files of the table, from exactly the packages of the lock."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.machine import ROOT, needed_file
from tools import frontend, frontend_files
from tools.console import Failure

PIN = re.compile(r"\d+\.\d+\.\d+")


def test_every_package_is_pinned_to_one_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not PIN.fullmatch(version)] == []


def test_the_lock_names_no_address_to_fetch_from() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_every_served_package_is_in_package_json() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert {name for name, _, _ in frontend_files.SERVED} <= set(package["dependencies"])


def test_no_script_or_style_is_fetched_that_nothing_names() -> None:
    """Seven packages, 1.9 MB, were once fetched by every installation and used by nothing."""
    own = [ROOT / "safety" / "web" / "static" / kind for kind in ("js", "css")]
    texts = [path.read_text() for folder in own for path in folder.rglob("*.*s") if path.is_file()]
    texts += frontend.template_texts(ROOT)
    fetched = [
        f"vendor/{target.relative_to(frontend.VENDOR).as_posix()}"
        for _, target in frontend.destinations()
        if target.suffix in {".js", ".css"}
    ]
    assert [name for name in fetched if not any(name in text for text in texts)] == []


def test_no_two_files_are_served_under_one_name() -> None:
    targets = [target for _, target in frontend.destinations()]
    assert len(targets) == len(set(targets))


def test_icons_come_from_the_list_and_from_the_templates(tmp_path: Path) -> None:
    listed = tmp_path / "icons.txt"
    listed.write_text("# chosen at run time\nbell\n\nmap-pin\n")
    texts = [
        "{{ icon(\"alert-triangle\") }} {{ icon( 'bell', label=x) }}",
        "lexicon('no')",
        "icon(name)",
        'button(a, symbol="send")',
    ]
    assert frontend.wanted_icons(listed, texts) == ["alert-triangle", "bell", "map-pin", "send"]


def drawn(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text('<svg class="x"\n width="24">\n  <path d="M1 1" />\n</svg>')


def test_the_sprite_holds_one_symbol_an_icon(tmp_path: Path) -> None:
    drawn(tmp_path / "outline", "bell")
    drawn(tmp_path / "filled", "circle")
    sprite = frontend.sprite(["bell", "circle-filled"], tmp_path)
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == ["bell", "circle-filled"]
    assert sprite.count('<path d="M1 1" />') == 2
    assert 'id="circle-filled" viewBox="0 0 24 24" fill="currentColor"' in sprite


def test_an_icon_that_tabler_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="unicorn-helmet"):
        frontend.sprite(["unicorn-helmet"], tmp_path)


def test_the_stamp_changes_with_the_icons() -> None:
    assert frontend.fingerprint(["bell"]) != frontend.fingerprint(["bell", "map"])


def test_an_old_node_is_not_used(tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v12.22.9\n")
    node.chmod(0o755)
    assert frontend.node_major(str(node)) == 12


def test_set_up_left_nothing_out() -> None:
    needed_file(frontend.STAMP)
    assert frontend.missing_files() == []


def test_nothing_served_by_us_loads_from_another_host() -> None:
    """Style sheets may name files beside them, never another host (fonts and pictures would be fetched)."""
    needed_file(frontend.STAMP)
    loads = re.compile(r"""(?:@import\s+|url\(\s*)["']?(?:https?:)?//""")
    sheets = list(frontend.VENDOR.rglob("*.css"))
    assert sheets
    assert [sheet.name for sheet in sheets if loads.search(sheet.read_text(encoding="utf-8"))] == []


def test_style_sheets_find_the_files_they_name() -> None:
    needed_file(frontend.STAMP)
    absent = [
        f"{sheet.name}: {name}"
        for sheet in frontend.VENDOR.rglob("*.css")
        for name in re.findall(r"""url\(\s*["']?([^"')?#]+)""", sheet.read_text(encoding="utf-8"))
        if not name.startswith(("data:", "#"))
        and not (sheet.parent / name).exists()
        and not name.endswith(".ttf")
    ]
    assert absent == []


def test_the_fonts_of_papers_hold_the_chinese_that_papers_need() -> None:
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        from PIL import ImageFont

        font = ImageFont.truetype(str(needed_file(frontend.FONTS / name)), 24)
        nothing = font.getmask("\U0010ffff").getbbox(), bytes(font.getmask("\U0010ffff"))
        for character in "群监劳动保护监督检查意见书隐患綦璧垫":
            assert (font.getmask(character).getbbox(), bytes(font.getmask(character))) != nothing, character


@pytest.mark.parametrize(("for_tests", "left_out"), [(False, ["--omit=dev"]), (True, [])])
def test_what_only_the_tests_need_is_left_out_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, for_tests: bool, left_out: list[str]
) -> None:
    sent: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        sent.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(frontend, "find_npm", lambda: "npm")
    monkeypatch.setattr(subprocess, "run", run)
    frontend.install_packages(for_tests=for_tests)
    assert [[one for one in command if one.startswith("--omit")] for command in sent] == [left_out]
    assert {"axe-core", "swagger-typescript-api"} <= set(frontend.packages_of_tests())
