"""Corrections for programs."""

from safety.corrections.api import demands, evacuations, notices, referrals, rounds, terms
from safety.corrections.api.blueprint import api

__all__ = ["api", "demands", "evacuations", "notices", "referrals", "rounds", "terms"]
