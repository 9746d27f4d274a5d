"""Pages of projects."""

from safety.projects.routes import opinions, owner, register, reviews, signing
from safety.projects.routes.blueprint import pages

__all__ = ["opinions", "owner", "pages", "register", "reviews", "signing"]
