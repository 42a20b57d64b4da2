"""Texts name other work by keys and numbers."""

from __future__ import annotations

import pytest

from headrace.eventlog.references import Number, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fixes AB#12", [Number("AB#12", closes=True)]),
        ("see ab#12, and AB#12 once more", [Number("AB#12", closes=False)]),
        ("[AB#12] AB#13.", [Number("AB#12", closes=False), Number("AB#13", closes=False)]),
        ("LAB#12, GRAB#3 and AB #4", [Number("#4", closes=False)]),
    ],
)
def test_work_items_of_azure_boards_are_named_by_their_sign(text: str, expected: list[Number]) -> None:
    """AB#12 is one name wherever it stands; a word that ends alike is none."""
    assert numbers(text) == expected
