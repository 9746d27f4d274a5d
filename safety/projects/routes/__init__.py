"""Pages of projects."""

from safety.projects.routes import dossiers, imports, opinions, owner, register, reviews, signing
from safety.projects.routes.blueprint import pages

__all__ = ["dossiers", "imports", "opinions", "owner", "pages", "register", "reviews", "signing"]
