"""The blueprint of the queue's API."""

from __future__ import annotations

from flask_smorest import Blueprint

api = Blueprint("sync_api", __name__, description="The tablet's queue (docs/sync.md)")
