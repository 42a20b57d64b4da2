"""Lines as CSV."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from headrace.report.comma_separated import csv_of


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@now", "\tx", "\rx"])
def test_no_text_is_a_formula(said: str) -> None:
    """A spreadsheet that opens the file runs nothing that a record says."""
    (head, line) = csv.reader(StringIO(csv_of(("a", "b"), [(said, -1.5)]).decode(), newline=""))
    assert (head, line) == (["a", "b"], [f"'{said}", "-1.5"])


def test_what_is_missing_is_an_empty_cell() -> None:
    """Nothing is written where nothing is known; 0 is written as 0, and numbers have six places."""
    assert csv_of(("a", "b", "c"), [(None, 0, 1 / 3)]) == b"a,b,c\r\n,0,0.333333\r\n"
