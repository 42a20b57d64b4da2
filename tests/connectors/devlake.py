"""DevLake's own tests: what tools answered, and the rows that DevLake makes of it."""

from __future__ import annotations

import csv
import io
import sys
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    Tables = dict[str, list[dict[str, str]]]


def tables(shared: Path, tool: str) -> Tables:
    """Return the tables of a tool by name: ``_raw_…`` with answers in ``data``, others with expected rows."""
    csv.field_size_limit(sys.maxsize)
    found = {}
    with tarfile.open(shared / "data/devlake/devlake_e2e.tar.gz") as archive:
        for member in archive:
            if f"/{tool}/e2e/" not in f"/{member.name}" or not member.name.endswith(".csv"):
                continue
            if "/snapshot_tables/_raw_" in member.name:
                continue  # what DevLake itself keeps of an answer, under the same name
            content = archive.extractfile(member)
            assert content is not None
            name = member.name.rsplit("/", 1)[1].removesuffix(".csv")
            found[name] = list(csv.DictReader(io.TextIOWrapper(content, "utf-8")))
    return found
