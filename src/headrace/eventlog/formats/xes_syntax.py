"""XES text into traces: a quick path for files as tools write them, and a strict parser for all others.

The quick path splits the text at ``<`` and remembers what each piece means, because a log repeats the same
few thousand tags millions of times. It knows one plain way of writing (double quotes, key before value,
UTF-8, nothing but tags) and hands over to expat at the first thing it does not know, so that what is read
and what is said about a broken file never depend on which of the two did it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, NoReturn
from xml.parsers import expat

from headrace.errors import BadInput
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN, opened
from headrace.eventlog.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Attributes = dict[str, str]
"""Key to value; the children of an attribute have ``parent.child`` as key, values of a list are joined."""

_CHUNK = 1 << 16
_LARGEST_HEADER = 1 << 24
_REMEMBERED = 100_000
_KINDS = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_SPACE = " \t\r\n"
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LEAF, _OPEN, _CLOSE, _EVENT, _EVENT_END, _TRACE, _TRACE_END, _LOG_END = range(8)
_BARE = {"event>": _EVENT, "/event>": _EVENT_END, "trace>": _TRACE, "/trace>": _TRACE_END, "/log>": _LOG_END}


@dataclass(slots=True)
class Trace:
    """One trace as written: its own attributes, those of its events, and the events' lines where known."""

    attributes: Attributes = field(default_factory=dict)
    events: list[Attributes] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    loose: bool = False
    """The events stood outside of any trace."""


class _Nested(dict[str, str]):
    """Takes an attribute's children and gives them to the element under ``parent.child``."""

    def __init__(self, outer: Attributes, prefix: str) -> None:
        super().__init__()
        self._outer, self._prefix = outer, prefix

    def __setitem__(self, key: str, value: str) -> None:
        path = f"{self._prefix}.{key}"
        before = self.get(path)
        super().__setitem__(path, value if before is None else f"{before}, {value}")
        self._outer[path] = self[path]


class _Unusual(Exception):
    """The quick path met something that it does not know."""


def traces(path: Path, reading: Reading) -> Iterator[Trace]:
    """Yield a file's traces in order.

    Raises:
        BadInput: the file cannot be opened or is not XML; the line is given.
    """
    done = 0
    try:
        with opened(path, reading) as data:
            for trace in _quick(data):
                done += 1
                yield trace
        return
    except _Unusual:
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


def _quick(data: BinaryIO) -> Iterator[Trace]:
    """Yield traces of a plainly written file; raise ``_Unusual`` for any other."""
    text = codecs.getincrementaldecoder("utf-8")()
    chunk = _after_header(data)
    parts = _Parts()
    rest = ""
    while True:
        try:
            piece = rest + text.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise _Unusual from None
        cut = len(piece) if not chunk else max(piece.rfind("<"), 0)
        rest = piece[cut:]
        parts.take(piece[:cut].split("<"))
        yield from parts.done
        parts.done.clear()
        if not chunk:
            break
        chunk = data.read(_CHUNK)
    if not parts.ended:
        raise _Unusual


def _after_header(data: BinaryIO) -> bytes:
    """Check all that comes before the first trace strictly; return the bytes read beyond it."""
    header = bytearray()
    while (found := header.find(b"<trace", max(len(header) - _CHUNK - 6, 0))) < 0:
        more = data.read(_CHUNK)
        if not more or len(header) > _LARGEST_HEADER:
            raise _Unusual
        header += more
    depth: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: depth.append(name)
    parser.EndElementHandler = lambda _: depth.pop()
    parser.StartDoctypeDeclHandler = lambda *_: _refuse()
    parser.XmlDeclHandler = lambda _, encoding, __: _refuse_encoding(encoding)
    try:
        parser.Parse(bytes(header[:found]), False)
    except (expat.ExpatError, ValueError):
        raise _Unusual from None
    if depth != ["log"]:
        raise _Unusual
    return bytes(header[found:])


def _refuse() -> NoReturn:
    raise _Unusual


def _refuse_encoding(encoding: str | None) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
        raise _Unusual


class _End(dict[str, str]):
    """What follows the end of the log: nothing may."""

    def __setitem__(self, key: str, value: str) -> None:
        raise _Unusual


class _Parts:
    """What the pieces between two ``<`` build up: the quick path's state."""

    def __init__(self) -> None:
        self.done: list[Trace] = []
        self.ended = False
        self._known: dict[str, tuple[int, str, str]] = {}
        self._frames: dict[str, str] = {}
        self._place = _LOG_END
        self._trace = Trace()
        self._target: Attributes = {}
        self._open: list[tuple[str, Attributes, int]] = []

    def take(self, pieces: list[str]) -> None:
        """Read pieces, each a tag and the blank after it; the first is what stood before a ``<``."""
        if pieces[0].strip(_SPACE):
            raise _Unusual
        known, target, place, trace = self._known.get, self._target, self._place, self._trace
        for piece in pieces[1:]:
            code, key, value = known(piece) or self._meaning(piece)
            if code == _LEAF:
                target[key] = value
            elif code == _EVENT and place == _TRACE:
                place, target = _EVENT, {}
            elif code == _EVENT_END and place == _EVENT:
                trace.events.append(target)
                place, target = _TRACE, trace.attributes
            else:
                self._target, self._place = target, place
                self._structure(code, key, value)
                target, place, trace = self._target, self._place, self._trace
        self._target, self._place = target, place
        if len(self._known) > _REMEMBERED:
            self._known.clear()

    def _structure(self, code: int, key: str, value: str) -> None:
        """Go into or out of a trace, an attribute with children, or the log."""
        place = self._place
        if code == _OPEN and not self.ended:
            kind, with_value, text = value.partition(" ")
            if with_value:
                self._target[key] = text
            self._open.append((kind, self._target, place))
            self._target = _Nested(self._target, key) if key else self._target
            self._place = _OPEN
        elif code == _CLOSE and place == _OPEN and self._open[-1][0] == value:
            _, self._target, self._place = self._open.pop()
        elif code == _TRACE and place == _LOG_END and not self.ended:
            self._trace = Trace()
            self._target, self._place = self._trace.attributes, _TRACE
        elif code == _TRACE_END and place == _TRACE:
            self.done.append(self._trace)
            self._target, self._place = {}, _LOG_END
        elif code == _LOG_END and place == _LOG_END and not self.ended:
            self.ended, self._target = True, _End()
        else:
            raise _Unusual

    def _meaning(self, piece: str) -> tuple[int, str, str]:
        """Return (code, key, value) of a piece not yet known; an opening tag's value is ``kind value``."""
        parts = piece.split('"')
        if len(parts) != 5:
            meaning = self._known[piece] = self._bare(piece, parts)
            return meaning
        key, value = parts[1], parts[3]
        frame = f"{parts[0]}{parts[2]}{parts[4]}"
        kind = self._frames.get(frame)
        if kind is None:
            kind = self._frames[frame] = _kind(parts)
        if "&" in key or not key.isprintable():
            key = _plain(key)
        if "&" in value or not value.isprintable():
            value = _plain(value)
        if kind == "date":
            return _LEAF, key, value
        meaning = (_OPEN, key, f"{kind[1:]} {value}") if kind[0] == "/" else (_LEAF, key, value)
        self._known[piece] = meaning
        return meaning

    @staticmethod
    def _bare(piece: str, parts: list[str]) -> tuple[int, str, str]:
        """Return (code, key, name) of a tag without a value."""
        tag = piece.rstrip(_SPACE)
        if (code := _BARE.get(tag)) is not None:
            return code, "", ""
        if tag[-1:] == ">" and tag[:1] == "/" and (tag[1:-1] in _KINDS or tag == "/values>"):
            return _CLOSE, "", tag[1:-1]
        if tag == "values>":
            return _OPEN, "", "values"
        name = parts[0].removesuffix(" key=")
        if len(parts) == 3 and name in ("list", "container") and name != parts[0] and tag[-2:] == '">':
            return _OPEN, _plain(parts[1]), name
        raise _Unusual


def _kind(parts: list[str]) -> str:
    """Return the kind of an attribute's tag, with ``/`` before it when the attribute has children."""
    kind, _, rest = parts[0].partition(" ")
    end = parts[4].strip(_SPACE)
    if kind not in _KINDS or rest != "key=" or parts[2] != " value=" or end not in ("/>", ">"):
        raise _Unusual
    return kind if end == "/>" else f"/{kind}"


def _plain(text: str) -> str:
    """Return an attribute's text with its references replaced."""
    if any(c < " " or "\ufffe" <= c <= "\uffff" for c in text):
        raise _Unusual
    return _REFERENCE.sub(_referred, text)


def _referred(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2] or 0) or int(found[3] or "0", 16)
    if number < 32 or number > 0xD7FF:
        raise _Unusual
    return chr(number)


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
            trace = self._trace or Trace(loose=True)
            trace.events.append(target)
            trace.lines.append(self._parser.CurrentLineNumber)
            if trace.loose:
                self._done.append(trace)
        elif name in _KINDS and inside != "log":
            given = dict(zip(pairs[::2], pairs[1::2], strict=True))
            key = given.get("key", "")
            if "value" in given:
                target[key] = given["value"]
            target = _Nested(target, key)
        elif name != "values":
            target = {}
        self._open.append((name, target))

    def _end(self, _name: str) -> None:
        name, _ = self._open.pop()
        if name == "trace" and self._trace is not None and len(self._open) == 1:
            self._done.append(self._trace)
            self._trace = None


def _reason(error: expat.ExpatError) -> str:
    """Return what is wrong with the XML, in words."""
    message = expat.ErrorString(error.code)
    if message in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN):
        return "the file ends in the middle; it was probably cut off"
    return f"this is not well-formed XML ({message}, column {error.offset + 1})"
