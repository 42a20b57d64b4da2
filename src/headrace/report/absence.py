"""When a definition finds nothing in the log: what it is that matched nothing, and what to do about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.wording.phrases import text
from headrace.value_streams import membership
from headrace.value_streams.rules import placed_rules

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is nothing to show, and what can be done: a sentence each."""

    fact: str
    remedy: str


def absence(engine: Engine, stream: ValueStream) -> Absence | None:
    """Return why nothing of the stream was found in the log; ``None`` when something was.

    Args:
        engine: holds the stream's derived tables, over the log.
    """
    if rows(engine.table("items").head(1)) or rows(engine.table("start_unknown").head(1)):
        return None
    present = engine.table("objects").filter(nw.col("deleted_at").is_null())
    types = sorted(row["object_type"] for row in rows(present.select("object_type").unique()))
    slots = {"stream": stream.id, "type": stream.items, "types": ", ".join(types) or "none"}
    if stream.items not in types:
        return _said("type", slots)
    if not rows(membership.items(engine, stream).head(1)):
        never = [said.removeprefix("scope: ") for said in membership.check_scope(engine, stream)]
        slots |= {"scope": stream.scope or "", "never": "".join(f"{said} " for said in never)}
        return _said("scope", slots)
    unmatched = json.loads(rows(engine.table("coding"))[0]["unmatched"])
    number = len(placed_rules(stream))
    if len(unmatched) == number:
        return _said("rules", {**slots, "first": unmatched[0]}, number)
    return _said("stages", slots)


def _said(key: str, slots: dict[str, str], number: int | None = None) -> Absence:
    return Absence(
        text(f"absence.{key}", slots, number=number), text(f"absence.{key}.remedy", slots, number=number)
    )
