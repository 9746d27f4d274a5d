"""Browsers of tablets on this machine: their sizes, and one that keeps its data when its process is killed."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from safety.web.languages import COOKIE as LANGUAGE
from safety.web.signed_in import COOKIE
from tests import machine
from tests.browser.tablet import HERE

GALAXY_TAB: dict[str, Any] = {
    "viewport": {"width": 800, "height": 1280},
    "device_scale_factor": 1.5,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
}
IPAD: dict[str, Any] = {
    "viewport": {"width": 810, "height": 1080},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1",
}
PATIENCE = 15_000


@dataclass
class Device:
    """A browser with a folder of its own: started, killed, and started again with what it had kept."""

    browser: Browser
    address: str
    folder: Path
    profile: dict[str, Any]
    complaints: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    def start(self, token: str | None) -> Page:
        """Start it; signed in when there is a token of a session."""
        self.context = self.browser.browser_type.launch_persistent_context(
            str(self.folder),
            executable_path=machine.chromium(),
            args=list(machine.CHROMIUM_ARGUMENTS),
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["geolocation"],
            geolocation=HERE,
            **self.profile,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies([{"name": LANGUAGE, "value": "zh", "url": self.address}])
        if token is not None:
            self.sign_in(token)
        page = self.context.pages[0]
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, token: str) -> None:
        """Give it the session of a member."""
        assert self.context is not None
        self.context.add_cookies([{"name": COOKIE, "value": token, "url": self.address}])

    def kill(self) -> None:
        """End its processes at once, as an empty battery does: those that name its folder, and no others."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and self._is_ours(process):
                os.kill(int(process.name), signal.SIGKILL)
        self.close()

    def _is_ours(self, process: Path) -> bool:
        try:
            return f"--user-data-dir={self.folder}" in (process / "cmdline").read_text().split("\0")
        except OSError:
            return False

    def close(self) -> None:
        """Close it, if it still runs."""
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()
            self.context = None
