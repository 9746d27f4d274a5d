"""The register as a file, and the whole dossier with its manifest."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.projects.story import Story


def told(cast: Cast) -> str:
    """A project whose design review is signed; its id."""
    with one_transaction():
        story = Story(cast)
        project = story.project()
        story.concluded(project, ReviewKind.DESIGN)
    return str(project.id)


def test_the_dossier_holds_papers_and_a_manifest_that_fits(
    app: Flask, cast: Cast, signed_in: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    project_id = told(cast)
    browser = signed_in("chenjing")
    asked = browser.post(f"/projects/{project_id}/dossier")
    page = browser.get(asked.location)
    assert "下载 ZIP" in page.text
    with browser.get(f"{asked.location}/file") as answer:
        (tmp_path / "dossier.zip").write_bytes(answer.data)
    with zipfile.ZipFile(tmp_path / "dossier.zip") as archive:
        sums = json.loads(archive.read("manifest.json"))["sha256"]
        names = set(archive.namelist())
        assert names == set(sums) | {"manifest.json"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == sums[name] for name in sums)
        assert sum(name.endswith(".pdf") for name in names) == 2
    assert signed_in("wanglei").get(asked.location).status_code == 404


def test_a_program_asks_for_the_dossier_follows_it_and_fetches_it(
    cast: Cast, api: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    project_id = told(cast)
    officer = api("chenjing")
    asked = officer.post(f"/api/v1/projects/{project_id}/dossier")
    assert asked.status_code == 202, asked.text
    address = f"/api/v1/project-dossiers/{asked.get_json()['id']}"
    assert officer.get(address).get_json()["state"] == "done"
    with officer.get(f"{address}/file") as answer:
        (tmp_path / "dossier.zip").write_bytes(answer.data)
    with zipfile.ZipFile(tmp_path / "dossier.zip") as archive:
        assert archive.testzip() is None
        assert "manifest.json" in archive.namelist()
    assert api("wanglei").get(address).status_code == 404
    assert api("wanglei").post(f"/api/v1/projects/{project_id}/dossier").status_code == 404


def test_the_register_is_written_with_the_filters_of_its_page(app: Flask, cast: Cast, tmp_path: Path) -> None:
    told(cast)
    runner = app.test_cli_runner()
    made = {}
    for kind in ("xlsx", "csv", "geojson"):
        path = tmp_path / f"projects.{kind}"
        words = ["export", "projects", "--format", kind, "--out", str(path), "--nature", "new"]
        done = runner.invoke(args=words)
        assert done.exit_code == 0, done.output
        made[kind] = path
    whole = json.loads(made["geojson"].read_text(encoding="utf-8"))
    (feature,) = whole["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.577, 29.558]}
    assert feature["properties"]["design_conclusion"] == "agree"
    assert "解放碑塔楼新建工程" in made["csv"].read_text(encoding="utf-8")
    sheet = load_workbook(made["xlsx"]).worksheets[0]
    assert sheet.cell(2, 1).value == "解放碑塔楼新建工程"
