"""XES text into traces, for files as tools write them: the quick path.

Events are remembered by all their text but the stamp, because a log says the same few thousand things at
many times. What is new is split at ``<``, and what each piece means is remembered too. One plain way of
writing is known (double quotes, key before value, UTF-8, nothing but tags); at the first thing that is not
known, :class:`Unusual` is raised and the strict parser takes over, so that what is read, and what is said
about a broken file, never depend on the path taken.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, BinaryIO, NoReturn
from xml.parsers import expat

from headrace.eventlog.formats.xes_trace import KINDS, TIME, Attributes, Event, Nested, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
_LARGEST_HEADER = 1 << 24
_LARGEST_EVENT = 1 << 24
_REMEMBERED = 100_000
_REMEMBERED_EVENTS = 20_000
_LONGEST_REMEMBERED = 1 << 12
_STAMP = f'<date key="{TIME}" value="'
_SPACE = " \t\r\n"
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LEAF, _OPEN, _CLOSE, _EVENT, _EVENT_END, _TRACE, _TRACE_END, _LOG_END = range(8)
_BARE = {"event>": _EVENT, "/event>": _EVENT_END, "trace>": _TRACE, "/trace>": _TRACE_END, "/log>": _LOG_END}


class Unusual(Exception):
    """The quick path met something that it does not know."""


def traces(data: BinaryIO) -> Iterator[Trace]:
    """Yield traces of a plainly written file; raise ``Unusual`` for any other."""
    text = codecs.getincrementaldecoder("utf-8")()
    chunk = _after_header(data)
    parts = _Parts()
    rest = ""
    while True:
        try:
            piece = rest + text.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise Unusual from None
        rest = parts.take(piece, final=not chunk)
        yield from parts.done
        parts.done.clear()
        if not chunk:
            break
        chunk = data.read(_CHUNK)
    if not parts.ended:
        raise Unusual


def _after_header(data: BinaryIO) -> bytes:
    """Check all that comes before the first trace strictly; return the bytes read beyond it."""
    header = bytearray()
    while (found := header.find(b"<trace", max(len(header) - _CHUNK - 6, 0))) < 0:
        more = data.read(_CHUNK)
        if not more or len(header) > _LARGEST_HEADER:
            raise Unusual
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
        raise Unusual from None
    if depth != ["log"]:
        raise Unusual
    return bytes(header[found:])


def _refuse() -> NoReturn:
    raise Unusual


def _refuse_encoding(encoding: str | None) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
        raise Unusual


class _End(dict[str, str]):
    """What follows the end of the log: nothing may."""

    def __setitem__(self, key: str, value: str) -> None:
        raise Unusual


class _Parts:
    """What the text builds up, piece by piece: the quick path's state."""

    def __init__(self) -> None:
        self.done: list[Trace] = []
        self.ended = False
        self._known: dict[str, tuple[int, str, str]] = {}
        self._frames: dict[str, str] = {}
        self._events: dict[str, Event] = {}
        self._place = _LOG_END
        self._trace = Trace()
        self._target: Attributes = {}
        self._open: list[tuple[str, Attributes, int]] = []

    def take(self, text: str, *, final: bool) -> str:
        """Read text that begins where the last ended; return what has to wait for more text."""
        known, blank = self._events, ""
        *events, rest = text.split("</event>")
        for part in events:
            before, start, event = part.partition("<event>")
            head, dated, tail = event.partition(_STAMP)
            stamp, _, after = tail.partition('"')
            same = known.get(f'{head}"{after}')
            if same is None or not dated:
                self._take_pieces(f"{before}{start}")
                self._take_new(f'{head}"{after}', f"{event}</event>", stamp)
                continue
            if before != blank:
                self._take_pieces(before)
                blank = before if not before.strip(_SPACE) else blank
            if self._place != _TRACE:
                raise Unusual
            self._trace.events.append(same)
            self._trace.stamps.append(stamp)
        if "<event>" in rest and not final:
            if len(rest) > _LARGEST_EVENT:
                raise Unusual
            return rest
        cut = len(rest) if final else max(rest.rfind("<"), 0)
        self._take_pieces(rest[:cut])
        return rest[cut:]

    def _take_new(self, said: str, text: str, stamp: str) -> None:
        """Read an event whose like was not read before, from behind its opening tag on, and remember it."""
        place = self._place
        self._take_pieces(text)
        alone = place == _EVENT and text.count(f'"{TIME}"') == 1 and self._trace.stamps[-1] == stamp
        if alone and stamp and len(text) < _LONGEST_REMEMBERED:
            if len(self._events) > _REMEMBERED_EVENTS:
                self._events.clear()
            self._events[said] = self._trace.events[-1]

    def _take_pieces(self, text: str) -> None:
        """Read pieces between two ``<``, each a tag and the blank after it; nothing may stand before the first."""
        known, target, place, trace = self._known.get, self._target, self._place, self._trace
        first, *pieces = text.split("<")
        if first.strip(_SPACE):
            raise Unusual
        for piece in pieces:
            code, key, value = known(piece) or self._meaning(piece)
            if code == _LEAF:
                target[key] = value
            elif code == _EVENT and place == _TRACE:
                place, target = _EVENT, {}
            elif code == _EVENT_END and place == _EVENT:
                trace.add(target)
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
            self._target = Nested(self._target, key) if key else self._target
            self._place = _OPEN
        elif code == _CLOSE and place == _OPEN and self._open[-1][0] == value:
            _, self._target, self._place = self._open.pop()
        elif code == _TRACE and place == _LOG_END and not self.ended:
            self._trace = Trace()
            self._target, self._place = self._trace.attributes, _TRACE
        elif code == _TRACE_END and place == _TRACE:
            stamps = "".join(self._trace.stamps)
            if "&" in stamps or "<" in stamps or not stamps.isprintable():
                raise Unusual
            self.done.append(self._trace)
            self._target, self._place = {}, _LOG_END
        elif code == _LOG_END and place == _LOG_END and not self.ended:
            self.ended, self._target = True, _End()
        else:
            raise Unusual

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
        if tag[-1:] == ">" and tag[:1] == "/" and (tag[1:-1] in KINDS or tag == "/values>"):
            return _CLOSE, "", tag[1:-1]
        if tag == "values>":
            return _OPEN, "", "values"
        name = parts[0].removesuffix(" key=")
        if len(parts) == 3 and name in ("list", "container") and name != parts[0] and tag[-2:] == '">':
            return _OPEN, _plain(parts[1]), name
        raise Unusual


def _kind(parts: list[str]) -> str:
    """Return the kind of an attribute's tag, with ``/`` before it when the attribute has children."""
    kind, _, rest = parts[0].partition(" ")
    end = parts[4].strip(_SPACE)
    if kind not in KINDS or rest != "key=" or parts[2] != " value=" or end not in ("/>", ">"):
        raise Unusual
    return kind if end == "/>" else f"/{kind}"


def _plain(text: str) -> str:
    """Return an attribute's text with its references replaced."""
    if any(c < " " or "\ufffe" <= c <= "\uffff" for c in text):
        raise Unusual
    return _REFERENCE.sub(_referred, text)


def _referred(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2] or 0) or int(found[3] or "0", 16)
    if number < 32 or number > 0xD7FF:
        raise Unusual
    return chr(number)
