"""Statements to the database, commits and markup that must not be written so."""

from flask import render_template_string
from markupsafe import Markup
from sqlalchemy import select, text

from safety.database import session


def sites_called(name, connection):
    # ruleid: sql-from-pieces
    session.execute(text(f"SELECT * FROM sites WHERE name = '{name}'"))
    # ruleid: sql-from-pieces
    connection.exec_driver_sql("DELETE FROM sites WHERE name = '%s'" % name)
    # ruleid: sql-from-pieces
    connection.execute("DELETE FROM sites WHERE name = '" + name + "'")
    # ruleid: sql-from-pieces
    connection.execute("DELETE FROM sites WHERE name = '{}'".format(name))
    asked = f"SELECT * FROM sites ORDER BY {name}"
    # ruleid: sql-from-pieces
    session.execute(text(asked))
    # ok: sql-from-pieces
    session.execute(text("SELECT * FROM sites WHERE name = :name"), {"name": name})
    # ok: sql-from-pieces
    return session.scalars(select(Site).where(Site.name == name))


def close_site(site):
    site.closed = True
    # ruleid: commit-outside-transactions
    session.commit()


def reopen_site(site):
    site.closed = False
    # ok: commit-outside-transactions
    session.flush()


def remark(site):
    # ruleid: markup-of-a-text
    told = Markup(f"<b>{site.remark}</b>")
    # ruleid: markup-of-a-text
    page = render_template_string(site.remark)
    # ok: markup-of-a-text
    return told + page + Markup("<br>")
