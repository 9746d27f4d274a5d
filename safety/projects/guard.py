"""What pages and API of projects share about the request."""

from __future__ import annotations

from flask import current_app


def base_url() -> str:
    """Where the application is reached from outside."""
    url: str = current_app.config["SETTINGS"].base_url
    return url.rstrip("/")
