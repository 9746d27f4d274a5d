"""Pages of projects."""

from safety.projects.routes import dossiers, opinions, owner, register, reviews, signing
from safety.projects.routes.blueprint import pages

__all__ = ["dossiers", "opinions", "owner", "pages", "register", "reviews", "signing"]
