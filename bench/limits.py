"""The machine's own limits in the same run: a bare Flask answer, and a durable insert by the driver alone."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import psycopg
from flask import Flask

from safety.web.slow_lines import SlowLines


def bare_app() -> SlowLines:
    """A Flask application that does nothing: what serving costs at least."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    return SlowLines(app, largest=1024)


def sqlite_inserts(folder: Path, *, seconds: float = 3.0) -> float:
    """Single-row durable transactions a second on SQLite (WAL, synchronous FULL), one connection."""
    connection = sqlite3.connect(folder / "limit.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)")
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (body) VALUES (?)", ("x" * 200,))
        connection.execute("COMMIT")
        done += 1
    rate = done / (time.perf_counter() - begun)
    connection.close()
    return rate


def postgresql_inserts(url: str, *, seconds: float = 3.0) -> float:
    """Single-row durable transactions a second on PostgreSQL, one connection."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE limit_rows (id bigserial PRIMARY KEY, body text)")
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            connection.execute("INSERT INTO limit_rows (body) VALUES (%s)", ("x" * 200,))
            done += 1
        rate = done / (time.perf_counter() - begun)
        connection.execute("DROP TABLE limit_rows")
    return rate
