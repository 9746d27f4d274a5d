"""Pages of corrections."""

from safety.corrections.routes import demands, employer, notices, receipts, referrals, rounds
from safety.corrections.routes.blueprint import pages

__all__ = ["demands", "employer", "notices", "pages", "receipts", "referrals", "rounds"]
