"""One frozen settings object, read from the environment; it refuses to start on nonsense."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from environs import Env, EnvError
from environs.exceptions import EnvNotSetError

DEMO_PASSWORD = "qunjian-2026"  # printed at start; demonstration mode binds to loopback only  # noqa: S105
MINIMUM_SECRET = 32
# The host stands in a map's Content-Security-Policy: nothing that could end a directive may come with it.
_TILE_ADDRESS = re.compile(
    r"https?://(?:\{s\}\.)?[A-Za-z0-9.:-]+/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})(?!\S*\{[{%#])[^\s;'\"<>]+"
)

_MAIL_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+")


class BadSettingsError(Exception):
    """The settings contradict themselves or are incomplete; the text says which and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """What the application runs with; every field is an environment variable ``QUNJIAN_<FIELD>``.

    Sizes are in bytes, times in the unit named.  There is no default for ``secret_key``.
    """

    secret_key: str
    data_dir: Path
    database_url: str
    demo: bool = False
    base_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    session_idle_minutes: int = 30
    session_hours: int = 12
    strict_passwords: bool = False
    require_second_factor: bool = False
    upload_limit: int = 25 * 1024 * 1024
    api_calls_a_minute: int = 3000
    jobs_in_process: bool = True
    tile_url: str | None = None
    tile_attribution: str = ""
    tile_datum: str = "wgs84"
    map_review_no: str = ""
    tablet_worker: bool = True
    backup_recipients: tuple[str, ...] = ()
    heads_folder: Path | None = None
    heads_mail: tuple[str, ...] = ()
    smtp_url: str | None = None
    log_level: str = "INFO"
    testing: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that would be unsafe or cannot work."""
        if len(self.secret_key) < MINIMUM_SECRET:
            raise BadSettingsError(f"QUNJIAN_SECRET_KEY must have at least {MINIMUM_SECRET} characters")
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise BadSettingsError("QUNJIAN_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
        for name in ("session_idle_minutes", "session_hours", "api_calls_a_minute"):
            if getattr(self, name) < 1:
                raise BadSettingsError(f"QUNJIAN_{name.upper()} must be at least 1")
        if not self.base_url.startswith(("http://", "https://")):
            raise BadSettingsError("QUNJIAN_BASE_URL must begin with http:// or https://")
        if self.demo and not self.base_url.startswith(("http://127.0.0.1", "http://localhost")):
            raise BadSettingsError(
                "demonstration mode serves this machine only: QUNJIAN_BASE_URL must be loopback"
            )
        if self.tile_url and not self.tile_url.startswith("https://") and "//127.0.0.1" not in self.tile_url:
            raise BadSettingsError("QUNJIAN_TILE_URL must begin with https://")
        if self.tile_url and not _TILE_ADDRESS.fullmatch(self.tile_url):
            raise BadSettingsError("QUNJIAN_TILE_URL must be an address with {z}, {x} and {y}")
        if self.tile_datum not in {"wgs84", "cgcs2000", "gcj02", "bd09"}:
            raise BadSettingsError("QUNJIAN_TILE_DATUM must be wgs84, cgcs2000, gcj02 or bd09")

        self._check_mail()

    def _check_mail(self) -> None:
        if self.smtp_url and not _is_mail_server(self.smtp_url):
            raise BadSettingsError(
                "QUNJIAN_SMTP_URL must be like smtp://host:25 or smtps://user:password@host:465, user and password in"
                " ASCII, with special characters as %40"
            )
        if wrong := [one for one in self.heads_mail if not _MAIL_ADDRESS.fullmatch(one)]:
            raise BadSettingsError(f"QUNJIAN_HEADS_MAIL: {wrong[0]!r} is no mail address")
        if self.heads_mail and not self.smtp_url:
            raise BadSettingsError("QUNJIAN_HEADS_MAIL needs QUNJIAN_SMTP_URL")

    def cookie(self, name: str) -> str:
        """The name of a cookie: under TLS one that no other host of the domain can set (RFC 6265bis ``__Host-``)."""
        return f"__Host-{name}" if self.secure_cookies else name

    def for_flask(self) -> dict[str, Any]:
        """The settings under the names that Flask and its extensions read."""
        options: dict[str, Any] = {}
        if self.database_url.startswith("postgresql"):
            options = {"pool_size": 8, "max_overflow": 8}
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": options,
            "MAX_CONTENT_LENGTH": self.upload_limit + 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "MAX_FORM_PARTS": 5000,
            "SESSION_COOKIE_NAME": self.cookie("qunjian_state"),
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "TESTING": self.testing,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,
            "API_TITLE": "Qunjian",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api/v1",
            "OPENAPI_JSON_PATH": "openapi.json",
            "BABEL_DEFAULT_LOCALE": "zh_CN",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        }


def _is_mail_server(address: str) -> bool:
    """Whether everything that sending a mail takes from the address is there and can be used."""
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return False
    login = unquote((parts.username or "") + (parts.password or ""))
    return (
        usable
        and parts.scheme in {"smtp", "smtps"}
        and not (parts.path or parts.query or parts.fragment)
        and login.isascii()
        and (parts.hostname or "").isascii()
    )


def settings_from_environment() -> Settings:
    """Read the settings from the environment (and from ``.env`` in the working folder).

    Raises:
        BadSettingsError: a value is missing, malformed or contradicts another.
    """
    env = Env(prefix="QUNJIAN_")
    env.read_env(str(Path.cwd() / ".env"), recurse=False)
    try:
        return _read(env)
    except EnvNotSetError as error:
        name = _name_in(error)
        raise BadSettingsError(f"{name} is not set: write it into .env (see docs/operations.md)") from error
    except EnvError as error:
        value = os.environ.get(_name_in(error), "")
        sentence = f"{_name_in(error)} cannot be {value!r}: see docs/operations.md for what it can be"
        raise BadSettingsError(sentence) from error


def _name_in(error: EnvError) -> str:
    return next(iter(re.findall(r"QUNJIAN_[A-Z_]+", str(error))), "a setting")


def _read(env: Env) -> Settings:
    data_dir = Path(env.str("DATA_DIR", "var")).resolve()
    base_url = env.str("BASE_URL", "http://127.0.0.1:8000")
    return Settings(
        secret_key=env.str("SECRET_KEY"),
        data_dir=data_dir,
        database_url=env.str("DATABASE_URL", f"sqlite:///{data_dir / 'qunjian.sqlite3'}"),
        demo=env.bool("DEMO", False),
        base_url=base_url,
        secure_cookies=env.bool("SECURE_COOKIES", base_url.startswith("https://")),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0),
        session_idle_minutes=env.int("SESSION_IDLE_MINUTES", 30),
        session_hours=env.int("SESSION_HOURS", 12),
        strict_passwords=env.bool("STRICT_PASSWORDS", False),
        require_second_factor=env.bool("REQUIRE_SECOND_FACTOR", False),
        upload_limit=env.int("UPLOAD_LIMIT", 25 * 1024 * 1024),
        api_calls_a_minute=env.int("API_CALLS_A_MINUTE", 3000),
        jobs_in_process=env.bool("JOBS_IN_PROCESS", True),
        tile_url=env.str("TILE_URL", "") or None,
        tile_attribution=env.str("TILE_ATTRIBUTION", ""),
        tile_datum=env.str("TILE_DATUM", "wgs84"),
        map_review_no=env.str("MAP_REVIEW_NO", ""),
        tablet_worker=env.bool("TABLET_WORKER", True),
        backup_recipients=tuple(env.list("BACKUP_RECIPIENTS", [])),
        heads_folder=Path(folder) if (folder := env.str("HEADS_FOLDER", "")) else None,
        heads_mail=tuple(map(str.strip, env.list("HEADS_MAIL", []))),
        smtp_url=env.str("SMTP_URL", "") or None,
        log_level=env.str("LOG_LEVEL", "INFO"),
    )
