"""Forecasts on real records: bands hold what they say, as far as so many forecasts can tell."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from headrace.flow.forecast import throughput
from headrace.flow.forecast_check import check
from headrace.flow.forecast_level import levels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.data


def _releases(shared: Path) -> Iterator[datetime]:
    with gzip.open(shared / "data/git_socorro/tags.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["creator_date"]:
                yield datetime.fromisoformat(line["creator_date"])


def _done(shared: Path) -> Iterator[datetime]:
    with gzip.open(
        shared / "data/sevendigital/7digital2012.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        for line in csv.DictReader(file):
            if "/" in line["Done"]:
                yield datetime.strptime(f"{line['Done']} +0000", "%d/%m/%Y %z")


@pytest.mark.parametrize("read", [_releases, _done])
def test_bands_hold_what_they_say(shared: Path, read) -> None:
    """What each band says lies in the range of what it held, and forecasts beat the plain average."""
    ends = np.sort(np.array([int(each.timestamp()) * 1_000_000 for each in read(shared)], dtype=np.int64))
    counts = throughput(ends, int(ends[-1]), longest=10_000).counts
    known = levels(counts)
    for weeks in (2, 4, 8):
        found = check(counts, known, weeks)
        assert len(found) > 100
        for band in found.coverage:
            assert band.low <= band.share <= band.high, (weeks, band)
            assert band.closed >= band.held
        assert found.loss is not None
        assert found.loss_of_average is not None
        assert found.loss < found.loss_of_average
