"""The bill of materials (CycloneDX) names each pinned package, as ``make sbom`` writes it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.machine import ROOT, absent, program

WRITER = ROOT / ".venv-sbom" / "bin" / "cyclonedx-py"
pytestmark = pytest.mark.once


def purls(bill: str) -> set[str]:
    """The packages of a bill, each by its address (purl)."""
    read = json.loads(bill)
    assert read["bomFormat"] == "CycloneDX"
    return {one["purl"].split("?")[0] for one in read["components"]}


def test_every_pinned_package_is_on_the_bill(tmp_path: Path) -> None:
    if not WRITER.exists():
        absent("cyclonedx-py (`make sbom` brings it)")
    pinned = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert len(pinned) > 50
    bill = tmp_path / "python.cdx.json"
    command = [str(WRITER), "requirements", str(ROOT / "requirements.txt"), "--of", "JSON", "-o", str(bill)]
    subprocess.run(command, check=True, capture_output=True)
    wanted = {f"pkg:pypi/{name.lower().replace('_', '-')}@{version}" for name, version in pinned}
    assert purls(bill.read_text()) == wanted


def test_every_package_that_browsers_get_is_on_the_bill() -> None:
    command = [program("npm"), "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "dev"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    served = json.loads((ROOT / "package.json").read_text())["dependencies"]
    wanted = {f"pkg:npm/{name.replace('@', '%40')}@{version}" for name, version in served.items()}
    assert wanted <= purls(done.stdout)
