"""Sources that are in the log and not in ``headrace.yaml``: their records go on counting until they are taken out."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.trust.trust_view import StraySource
from headrace.report.wording.phrases import text
from headrace.report.words import grouped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from headrace.engine import Engine


def stray_sources(engine: Engine, defined: Mapping[str, Collection[str]]) -> tuple[StraySource, ...]:
    """Return the sources whose records count though nothing names them any more, by name.

    Args:
        defined: the sources of ``headrace.yaml``, each with the titles of its tool and the names of its files.
    """
    strays = []
    for row in rows(engine.table("sources").sort("source")):
        name = row["source"]
        if name in defined:
            continue
        objects, events = (_living(engine, table, name) for table in ("objects", "events"))
        if objects or events:
            strays.append(StraySource(name, objects, events, _called_now(row["files"], defined)))
    return tuple(strays)


def stray_lines(strays: Collection[StraySource]) -> list[str]:
    """Return a sentence for each, with what takes it out and what it may be called now."""
    said = []
    for one in strays:
        line = text("stray", {"source": one.source, "objects": grouped(one.objects)})
        if one.called_now:
            line += " " + text("stray.renamed", {"source": one.source, "new": one.called_now})
        said.append(line)
    return said


def _living(engine: Engine, table: str, source: str) -> int:
    there = engine.table(table).filter(nw.col("source") == source, nw.col("deleted_at").is_null())
    return int(rows(there.select(n=nw.len()))[0]["n"])


def _called_now(files: str, defined: Mapping[str, Collection[str]]) -> str | None:
    """Return the source of ``headrace.yaml`` that reads the same tool or file, if there is exactly one."""
    read = {PurePath(one).name for one in json.loads(files or "[]")}
    same = [name for name, told in defined.items() if read & {PurePath(one).name for one in told}]
    return same[0] if len(same) == 1 else None
