"""The check of the scripts' types: a new fault fails, and a script that is in order leaves the list of untyped ones."""

from __future__ import annotations

from tools.check_scripts import amiss

TOLD = "js/keep.js(3,1): error TS7006: Parameter 'a' implicitly has an 'any' type.\n  more of it\n"


def test_a_fault_in_a_typed_script_is_told_and_one_of_the_list_is_not() -> None:
    assert amiss(TOLD, []) == [TOLD.splitlines()[0]]
    assert amiss(TOLD, ["js/keep.js"]) == []


def test_a_script_of_the_list_that_is_in_order_has_to_leave_it() -> None:
    assert amiss("", ["js/keep.js"]) == ["js/keep.js has its types: take it off tools/untyped_scripts.txt"]
