"""The API's blueprint."""

from __future__ import annotations

from flask_smorest import Blueprint

api = Blueprint("corrections_api", __name__, description="Demands, notices, replies, re-checks, referrals")
