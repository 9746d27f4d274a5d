"""How the tools speak: one line to the terminal, one exception that ends a tool with its sentence."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 - a sentence for the person at the terminal, not a programming error
    """What went wrong, in words that say what to do; the tool prints it and exits with status 1."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands in order with what programs we start print."""
    print(sentence, flush=True)
