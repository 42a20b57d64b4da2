"""What a move of the work leaves in the tools, read once from a process's description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.world.work import BLOCKED, CANCELLED, DONE, WAITING, WORKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.world.process import Paper, Process

_TRACE = re.compile(
    r"^(?P<role>\w+)\.(?P<event>[^=\[]+)(?:=(?P<value>[^\[]+))?(?:\[(?P<name>\w+)=(?P<told>\w+)\])?$"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One event in one tool: ``role.event=value[attribute=value]``."""

    paper: Paper
    event: str
    value: str | None
    attributes: dict[str, str] | None
    opens: tuple[Paper, ...]
    """The records that begin with it."""

    @property
    def rule(self) -> str:
        """The rule in a value stream's definition that means this trace."""
        value = "" if self.value is None else f"={self.value}"
        told = "".join(f"[{name}={text}]" for name, text in (self.attributes or {}).items())
        return f"{self.paper.type}.{self.event}{value}{told}"


class Traces:
    """All traces of one process, by stage and mode."""

    def __init__(self, process: Process) -> None:
        self._papers = process.papers
        self.moves = [
            {
                WAITING: self._read(stage.waiting),
                WORKING: self._read(stage.working),
                BLOCKED: self._read(stage.blocked),
            }
            for stage in process.stages
        ]
        self.moves.append({DONE: self._read(process.done), CANCELLED: self._read(process.cancelled)})
        self.resumed = [self._read(stage.resumed) for stage in process.stages]

    def _read(self, texts: Iterable[str]) -> tuple[Trace, ...]:
        return tuple(self._trace(text) for text in texts)

    def _trace(self, text: str) -> Trace:
        match = _TRACE.match(text)
        if not match:
            raise ValueError(f"{text!r} is not a trace; write role.event=value")
        role, event = match["role"], match["event"]
        paper = next(paper for paper in self._papers if paper.role == role)
        opens = tuple(one for one in self._papers if one.opened_by == f"{role}.{event}")
        attributes = {match["name"]: match["told"]} if match["name"] else None
        return Trace(paper, event, match["value"], attributes, opens)
