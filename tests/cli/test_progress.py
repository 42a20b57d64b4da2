"""Progress: quiet when asked, one plain line per tenth in a pipe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.cli.invocation import Invocation
from headrace.cli.progress import PlainLines, Progress, counts, time_left


def test_a_pipe_gets_one_line_per_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    """However often it is updated, a pipe gets ten lines on stderr, the last one saying it is all done."""
    with Progress(Invocation()) as progress:
        for done in range(1, 1001):
            progress.update("log.csv", done, 1000)
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert len(lines) == 10
    assert lines[0] == "log.csv   10 %   100 of 1,000"
    assert lines[-1] == "log.csv   100 %   1,000 of 1,000"


def test_the_time_left_follows_the_mean_pace() -> None:
    """A burst does not change it much, and in the first second nothing is promised."""
    assert time_left(0.9, 500, 1_000) == ""
    assert time_left(10.0, 0, 1_000) == ""
    assert time_left(10.0, 500, 1_000) == "   10 s left"
    assert time_left(10.1, 550, 1_000) == "   8 s left"
    assert time_left(600.0, 100, 400) == "   30 min left"


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--quiet`` there is no progress at all."""
    with Progress(Invocation(quiet=True)) as progress:
        progress.update("log.csv", 1, 1)
    assert capsys.readouterr() == ("", "")


@given(st.lists(st.integers(0, 500), max_size=60), st.integers(1, 400))
def test_lines_never_go_back_nor_beyond_the_end(steps: list[int], total: int) -> None:
    """Any order of updates, also beyond the total, gives rising percentages of at most 100."""
    lines = PlainLines("x")
    said = [line for done in steps if (line := lines.line(done, total))]
    percentages = [int(line.split()[1]) for line in said]
    assert percentages == sorted(set(percentages))
    assert all(10 <= percentage <= 100 for percentage in percentages)


def test_large_counts_are_in_millions() -> None:
    """Counts nobody reads digit by digit are rounded."""
    assert counts(1_500_000, 40_100_000) == "1.5 of 40.1 million"
    assert counts(31_400, 48_210) == "31,400 of 48,210"
