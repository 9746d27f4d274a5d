"""The blueprint of the shell's own pages."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("web", __name__)
