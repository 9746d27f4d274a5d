"""Tests: sentences about a named cast (``tests.cast``)."""
