"""OCEL 2.0 as XML, in and out.

The standard's text names a relation ``<relationship object-id=…>``, its schema ``<object object-id=…>``;
both are read, and the first, which tools write, is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from headrace.errors import BadInput
from headrace.eventlog.formats import ocel, ocel_batches
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN, opened, written
from headrace.eventlog.formats.ocel import EPOCH, OcelEvent, OcelObject
from headrace.eventlog.formats.ocel_log import OcelLog
from headrace.eventlog.formats.xml_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lxml import etree

    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reading


class OcelXmlReader:
    """Reads ``.xmlocel`` and ``.xml``, also gzipped."""

    name = "ocel-xml"
    options = ocel.OPTIONS

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this is an XML log of objects and events."""
        text = head.replace(b"\0", b"")
        if b"<log" not in text:
            return path.name.lower().removesuffix(".gz").endswith(".xmlocel") and bool(head)
        return any(mark in text for mark in (b"<object-type", b"<event-type", b'scope="object"'))

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the log in batches.

        Raises:
            BadInput: it is not XML (with the line), or not OCEL 2.0.
        """
        return ocel_batches.batches(path, reading, _items(path, reading))


def write(path: Path, batch: Batch) -> None:
    """Write a batch as OCEL 2.0 XML, gzipped when the name ends with ``.gz``."""
    log = OcelLog(batch)
    object_types, event_types = log.types()
    with written(path) as out:
        out.write("<?xml version='1.0' encoding='UTF-8'?>\n<log>\n")
        _write_types(out, "object", object_types)
        _write_types(out, "event", event_types)
        out.write("<objects>\n")
        for item in log.objects():
            out.write(f'<object id="{escaped(item.id)}" type="{escaped(item.type)}">')
            _write_attributes(out, ((n, f' time="{time}"', text) for n, text, time in item.attributes))
            _write_relations(out, item.relations)
            out.write("</object>\n")
        out.write("</objects>\n<events>\n")
        for event in log.events():
            out.write(
                f'<event id="{escaped(event.id)}" type="{escaped(event.type)}" time="{escaped(event.time)}">'
            )
            _write_attributes(out, ((name, "", text) for name, text in event.attributes))
            _write_relations(out, event.objects)
            out.write("</event>\n")
        out.write("</events>\n</log>\n")


def _write_types(out: TextIO, kind: str, types: dict[str, list[str]]) -> None:
    out.write(f"<{kind}-types>\n")
    for name, attributes in types.items():
        out.write(f'<{kind}-type name="{escaped(name)}"><attributes>')
        for attribute in attributes:
            out.write(f'<attribute name="{escaped(attribute)}" type="string"/>')
        out.write(f"</attributes></{kind}-type>\n")
    out.write(f"</{kind}-types>\n")


def _write_attributes(out: TextIO, attributes: Iterable[tuple[str, str, str]]) -> None:
    out.write("<attributes>")
    for name, time, text in attributes:
        out.write(f'<attribute name="{escaped(name)}"{time}>{escaped(text)}</attribute>')
    out.write("</attributes>")


def _write_relations(out: TextIO, relations: list[tuple[str, str]]) -> None:
    out.write("<objects>")
    for target, qualifier in relations:
        out.write(f'<relationship object-id="{escaped(target)}" qualifier="{escaped(qualifier)}"/>')
    out.write("</objects>")


def _items(path: Path, reading: Reading) -> Iterator[OcelObject | OcelEvent]:
    """Yield objects and events as they stand; entities are refused and nothing is fetched."""
    from lxml import etree  # noqa: PLC0415  # heavy; only needed here

    depth = 0
    with opened(path, reading) as data:
        steps = etree.iterparse(
            data, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            for step, element in steps:
                depth += 1 if step == "start" else -1
                if step == "start" and depth == 1 and _name(element) != "log":
                    raise BadInput(
                        f"{path}, line {element.sourceline}: this is not an OCEL log: it begins with "
                        f"<{_name(element)}>.",
                        NOTHING_WRITTEN,
                        ["Export it as OCEL 2.0 or as XES."],
                    )
                if step == "end" and depth == 2:
                    if _name(element) in ("object", "event"):
                        yield _item(path, element)
                    element.clear()
                    _forget_before(element)
        except etree.XMLSyntaxError as error:
            raise _broken(path, error) from None


def _item(path: Path, element: etree._Element) -> OcelObject | OcelEvent:
    """Return an object or an event."""
    if element.get("id") is None and any(_name(child) == "string" for child in element):
        raise BadInput(
            f"{path} is OCEL 1.0 as XML, of which only the JSON form is read.",
            NOTHING_WRITTEN,
            ["Export it as OCEL 2.0, or as OCEL 1.0 JSON."],
        )
    where = f"line {element.sourceline or 0:,}"
    attributes: list[tuple[str, str, str]] = []
    relations: list[tuple[str, str]] = []
    for group in element:
        for child in group:
            if _name(child) == "attribute":
                attributes.append((child.get("name", ""), child.text or "", child.get("time", EPOCH)))
            elif (target := child.get("object-id")) is not None:
                relations.append((target, child.get("qualifier", "")))
    own, kind = element.get("id", ""), element.get("type", "")
    if _name(element) == "object":
        return OcelObject(own, kind, attributes, relations, where)
    plain = [(name, text) for name, text, _ in attributes]
    return OcelEvent(own, kind, element.get("time", ""), plain, relations, where)


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; '' for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _forget_before(element: etree._Element) -> None:
    """Free what was read, so that memory does not grow with the file."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _broken(path: Path, error: etree.XMLSyntaxError) -> BadInput:
    """Return what is wrong with the XML, in words."""
    message = error.msg or ""
    cut = any(mark in message for mark in ("Premature end", "no element found", "Couldn't find end"))
    fact = (
        "the file ends in the middle; it was probably cut off"
        if cut
        else f"this is not well-formed XML ({message})"
    )
    return BadInput(
        f"{path}, line {error.lineno or 0:,}: {fact}.", NOTHING_WRITTEN, ["Export or copy the file again."]
    )
