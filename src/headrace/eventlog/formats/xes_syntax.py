"""XES text into traces: the quick path where it is enough, a strict parser for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NoReturn
from xml.parsers import expat

from headrace.errors import BadInput
from headrace.eventlog.formats import xes_quick
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN, opened
from headrace.eventlog.formats.xes_trace import KINDS, Attributes, Nested, Trace
from headrace.eventlog.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 16


def traces(path: Path, reading: Reading) -> Iterator[Trace]:
    """Yield a file's traces in order.

    Raises:
        BadInput: the file cannot be opened or is not XML; the line is given.
    """
    done = 0
    try:
        with opened(path, reading) as data:
            for trace in xes_quick.traces(data):
                done += 1
                yield trace
        return
    except xes_quick.Unusual:
        pass
    with opened(path, reading) as data:
        for number, trace in enumerate(_Strict(path).traces(data)):
            if number >= done:
                yield trace


def line_of(path: Path, trace: int, event: int) -> int:
    """Return the line on which an event begins (both counted from 0), by reading the file again."""
    with opened(path, Reading("")) as data:
        for number, found in enumerate(_Strict(path).traces(data)):
            if number == trace:
                return found.lines[event]
    return 0


class _Strict:
    """Any XES file, by expat: entities are refused and nothing is ever fetched."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parser = parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = lambda *_: self._broken("it declares entities, which no event log needs")
        self._open: list[tuple[str, Attributes]] = []
        self._trace: Trace | None = None
        self._line = 0
        self._done: list[Trace] = []

    def traces(self, data: BinaryIO) -> Iterator[Trace]:
        """Yield all traces; loose events come in a trace of their own that says so."""
        final = False
        while not final:
            chunk = data.read(_CHUNK)
            final = not chunk
            try:
                self._parser.Parse(chunk, final)
            except expat.ExpatError as error:
                self._broken(_reason(error), error.lineno)
            except (ValueError, LookupError) as error:
                self._broken(f"its encoding cannot be read ({error})")
            yield from self._done
            self._done.clear()

    def _broken(self, fact: str, line: int | None = None) -> NoReturn:
        where = f"{self._path}, line {line or self._parser.CurrentLineNumber:,}"
        raise BadInput(f"{where}: {fact}.", NOTHING_WRITTEN, ["Export or copy the file again."])

    def _start(self, name: str, pairs: list[str]) -> None:
        name = name.rpartition(":")[2]
        inside = self._open[-1][0] if self._open else ""
        target = self._open[-1][1] if self._open else {}
        if not inside and name != "log":
            self._broken(f"this is not an XES log: it begins with <{name}>")
        if name == "trace" and inside == "log":
            self._trace = Trace()
            target = self._trace.attributes
        elif name == "event" and inside in ("trace", "log"):
            target = {}
            self._line = self._parser.CurrentLineNumber
        elif name in KINDS and inside != "log":
            given = dict(zip(pairs[::2], pairs[1::2], strict=True))
            key = given.get("key", "")
            if "value" in given:
                target[key] = given["value"]
            target = Nested(target, key)
        elif name != "values":
            target = {}
        self._open.append((name, target))

    def _end(self, _name: str) -> None:
        name, attributes = self._open.pop()
        if name == "event" and self._open[-1][0] in ("trace", "log"):
            trace = self._trace or Trace(loose=True)
            trace.add(attributes)
            trace.lines.append(self._line)
            if trace.loose:
                self._done.append(trace)
        if name == "trace" and self._trace is not None and len(self._open) == 1:
            self._done.append(self._trace)
            self._trace = None


def _reason(error: expat.ExpatError) -> str:
    """Return what is wrong with the XML, in words."""
    message = expat.ErrorString(error.code)
    if message in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN):
        return "the file ends in the middle; it was probably cut off"
    return f"this is not well-formed XML ({message}, column {error.offset + 1})"
