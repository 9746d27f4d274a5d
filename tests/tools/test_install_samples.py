"""The samples for an installation name commands that exist and limits that the application keeps."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from safety.config import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "install"


def test_every_command_of_the_units_is_one_of_the_application(app: Flask) -> None:
    named = [
        found
        for unit in SAMPLES.glob("*.service")
        for found in re.findall(
            r"(?:flask --app app|\$\$flask) ([a-z-]+) ([a-z-]+)", unit.read_text(encoding="utf-8")
        )
    ]
    assert len(named) == 4
    for group, command in named:
        assert app.test_cli_runner().invoke(args=[group, command, "--help"]).exit_code == 0


def test_the_proxies_let_through_what_the_application_takes_and_say_who_asks() -> None:
    whole = Settings.upload_limit + 1024 * 1024
    nginx, caddy = ((SAMPLES / name).read_text(encoding="utf-8") for name in ("nginx.conf", "Caddyfile"))
    assert whole <= 26 * 1024 * 1024
    assert "client_max_body_size 26m;" in nginx
    assert "max_size 26MiB" in caddy
    assert "X-Forwarded-For $remote_addr" in nginx
    assert "X-Forwarded-For {remote_host}" in caddy


def test_a_program_that_sends_its_token_in_the_clear_is_refused_and_not_led_on() -> None:
    clear, _, tls = (SAMPLES / "nginx.conf").read_text(encoding="utf-8").partition("listen 443 ssl;")
    for address in ("/api/", "/ogc/"):
        assert re.search(rf"location {address} {{\s+return 403;", clear)
    ciphers = re.findall(r"ssl_ciphers ([^;]+);", tls)
    assert ciphers
    assert all("GCM" in one or "POLY1305" in one for one in ciphers[0].split(":"))
    assert all(one.startswith("ECDHE-") for one in ciphers[0].split(":"))


def test_the_server_reaches_no_other_machine_that_nobody_named() -> None:
    unit = (SAMPLES / "qunjian.service").read_text(encoding="utf-8")
    assert "IPAddressDeny=any\nIPAddressAllow=localhost\n" in unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in [*SAMPLES.glob("*.service"), *SAMPLES.glob("*.timer")]:
        words = unit.read_text(encoding="utf-8").replace("User=qunjian", "User=root")
        words = re.sub(
            r"/opt/qunjian/\.venv/bin/\w+", "/bin/true", words.replace("Group=qunjian", "Group=root")
        )
        (tmp_path / unit.name).write_text(words, encoding="utf-8")
    units = sorted(str(one) for one in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
