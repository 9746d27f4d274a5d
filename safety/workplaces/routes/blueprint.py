"""The blueprint of the pages of employers, sites and imports."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("workplaces", __name__)
