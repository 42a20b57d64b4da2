"""OCEL in every encoding: read, written, valid, the same in all, and clear about what is broken."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from headrace.errors import BadInput
from headrace.eventlog.formats import ocel_json, ocel_sqlite, ocel_xml, readers
from headrace.eventlog.formats.ocel_json import OcelJsonReader
from headrace.eventlog.formats.ocel_sqlite import OcelSqliteReader
from headrace.eventlog.formats.ocel_xml import OcelXmlReader
from headrace.eventlog.model import ALWAYS, Batch
from headrace.eventlog.timestamps import parse
from tests.eventlog.formats.reading import PARTS, read, rows, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headrace.eventlog.reading import Reader

ENCODINGS: dict[str, tuple[Reader, Callable[[Path, Batch], None]]] = {
    "log.jsonocel": (OcelJsonReader(), ocel_json.write),
    "log.json.gz": (OcelJsonReader(), ocel_json.write),
    "log.xmlocel": (OcelXmlReader(), ocel_xml.write),
    "log.xml.gz": (OcelXmlReader(), ocel_xml.write),
    "log.sqlite": (OcelSqliteReader(), ocel_sqlite.write),
}
every_encoding = pytest.mark.parametrize("name", list(ENCODINGS))


def small_log() -> Batch:
    """Return a log that has one of everything."""
    log = Batch("s")
    item = log.add_object("item", "A-1", label="Pay by card", url="https://tracker/A-1")
    change = log.add_object("change", "7")
    log.add_object("Change", "7")
    bare = log.add_object("release", "1.0")
    log.add_value(item, "kind", "story")
    log.add_value(item, "kind", "bug", 1_700_000_000_000_001)
    log.add_value(item, "labels", ["a", "b", "c"])
    log.add_value(item, "labels", ["b"], 1_700_000_000_000_000)
    log.add_value(item, "Kind", "differs in case only")
    log.add_value(item, "team", "ann")
    log.add_value(item, "team", None, 1_700_000_000_000_000)
    log.add_value(change, "title", 'a "quoted" <tag> & more\n\tand a line\r')
    log.add_event("status", "1", 1_700_000_000_000_000, [item], value="In Progress")
    log.add_event("opened", "1", 1_700_000_000_123_456, [item, change], attributes={"by": "bob", "BY": "eve"})
    log.add_event("released", "9", 1_700_006_400_000_000, [bare], date_only=True, url="https://ci/9")
    log.add_event("nothing", "10", -5, [])
    log.event_objects.qualifier[1] = "closes"
    log.event_attributes.event_id.append("s:opened:1")
    log.event_attributes.attribute.append("by")
    log.event_attributes.value.append("a second one")
    log.add_relation(change, item, "implements", rule="issue key in a commit message", declared=False)
    log.add_relation(item, bare, "fixed in", rule="declared in the file")
    log.add_relation(bare, item, "", rule="tag", declared=True)
    return log


@every_encoding
def test_written_log_is_read_back(tmp_path: Path, name: str) -> None:
    """Everything a log says, also what OCEL has no place for, survives each encoding."""
    reader, write = ENCODINGS[name]
    log = small_log()
    write(tmp_path / name, log)
    back, _ = read(reader, tmp_path / name)
    assert said(back) == said(log)
    assert back.events.id == log.events.id or name == "log.sqlite"


@every_encoding
def test_writing_twice_gives_the_same_log(tmp_path: Path, name: str) -> None:
    """A file that is there is replaced, not added to."""
    reader, write = ENCODINGS[name]
    write(tmp_path / name, small_log())
    write(tmp_path / name, small_log())
    back, _ = read(reader, tmp_path / name)
    assert said(back) == said(small_log())


@every_encoding
def test_a_written_file_is_known_by_its_reader_alone(tmp_path: Path, name: str) -> None:
    """Exactly one reader takes the file for its own."""
    _, write = ENCODINGS[name]
    write(tmp_path / name, small_log())
    content = (tmp_path / name).read_bytes()
    head = gzip.decompress(content) if name.endswith(".gz") else content
    found = [reader.name for reader in readers() if reader.recognises(tmp_path / "x", head[:65_536])]
    assert found == [ENCODINGS[name][0].name]


@every_encoding
def test_what_is_not_in_the_log_is_left_out(tmp_path: Path, name: str) -> None:
    """Mentions, and relations and events that refer to objects elsewhere, are not written."""
    reader, write = ENCODINGS[name]
    log = Batch("s")
    item = log.add_object("item", "A-1")
    log.add_relation(item, "other:item:B-2", "blocks", rule="x")
    log.add_event("opened", "1", 5_000_000, [item, "other:item:B-2"])
    log.add_mention(item, "B-2", "names", rule="x")
    write(tmp_path / name, log)
    back, _ = read(reader, tmp_path / name)
    assert rows(back, "relations") == rows(back, "mentions") == []
    assert rows(back, "event_objects") == [("s:opened:1", item, "")]


text = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=5
)
word = text.filter(lambda t: bool(t) and ":" not in t and not t.startswith("headrace"))
times = st.integers(10**14, 10**17)


@st.composite
def logs(draw: st.DrawFn) -> Batch:
    """Return any small log."""
    log = Batch("s")
    objects = [log.add_object(*pair) for pair in draw(st.sets(st.tuples(word, word), min_size=1, max_size=4))]
    some = st.sampled_from(objects)
    values = st.tuples(some, word, st.one_of(st.none(), text), st.one_of(st.just(ALWAYS), times))
    for value in draw(st.lists(values, max_size=6)):
        log.add_value(*value)
    keys = st.tuples(word, word)
    for kind, key in draw(st.lists(keys, max_size=4, unique=True)):
        log.add_event(
            kind,
            key,
            draw(times),
            draw(st.sets(some)),
            value=draw(st.one_of(st.none(), text)),
            date_only=draw(st.booleans()),
            attributes=draw(st.dictionaries(word, text, max_size=3)),
        )
    relations = st.tuples(some, some, text)
    for one, other, qualifier in draw(st.lists(relations, max_size=4, unique=True)):
        log.add_relation(one, other, qualifier, rule=draw(text), declared=draw(st.booleans()))
    return log


@every_encoding
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(log=logs())
def test_any_log_is_read_back(tmp_path: Path, name: str, log: Batch) -> None:
    """Whatever a log says, reading what was written says it again."""
    reader, write = ENCODINGS[name]
    write(tmp_path / name, log)
    back, _ = read(reader, tmp_path / name)
    assert said(back) == said(log)


def test_second_version(tmp_path: Path) -> None:
    """Objects with their values over time, both kinds of relation, and events become a batch."""
    document = {
        "objectTypes": [],
        "eventTypes": [],
        "objects": [
            {
                "id": "R3",
                "type": "Invoice",
                "attributes": [
                    {"name": "blocked", "time": "1970-01-01T01:00:00", "value": False},
                    {"name": "blocked", "time": "2022-02-03T07:30:00Z", "value": "yes"},
                    {"name": "sum", "time": "0", "value": 1.50},
                    {"name": "gone", "time": "1970-01-01T00:00:00Z", "value": None},
                ],
                "relationships": [{"objectId": "P3", "qualifier": "paid by"}],
            },
            {"id": "P3", "type": "Payment"},
        ],
        "events": [
            {
                "id": "e1",
                "type": "Pay",
                "time": "2022-02-28T23:00:00",
                "attributes": [{"name": "by", "value": "Robot"}],
                "relationships": [
                    {"objectId": "R3", "qualifier": "for"},
                    {"objectId": "P3", "qualifier": ""},
                ],
            }
        ],
    }
    path = tmp_path / "log.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    batch, _ = read(OcelJsonReader(), path, timezone="Europe/Berlin")
    assert batch.objects.id == ["s:Invoice:R3", "s:Payment:P3"]
    assert rows(batch, "values") == [
        ("s:Invoice:R3", "blocked", "false", ALWAYS),
        ("s:Invoice:R3", "blocked", "yes", parse("2022-02-03T07:30:00Z")[0]),
        ("s:Invoice:R3", "sum", "1.5", ALWAYS),
    ]
    assert rows(batch, "relations") == [
        ("s:Invoice:R3", "s:Payment:P3", "paid by", "declared in the file", True)
    ]
    assert rows(batch, "events") == [("s:Pay:e1", "Pay", None, parse("2022-02-28T22:00:00Z")[0], False, None)]
    assert rows(batch, "event_objects") == [
        ("s:Pay:e1", "s:Invoice:R3", "for"),
        ("s:Pay:e1", "s:Payment:P3", ""),
    ]
    assert rows(batch, "event_attributes") == [("s:Pay:e1", "by", "Robot")]


def test_first_version(tmp_path: Path) -> None:
    """OCEL 1.0 is known by its names; its objects' values hold always."""
    document = {
        "ocel:events": {
            "e1": {
                "ocel:activity": "Order",
                "ocel:timestamp": "2022-01-01T00:00:00Z",
                "ocel:omap": ["o1"],
                "ocel:vmap": {"n": 456, "none": None},
            }
        },
        "ocel:objects": {"o1": {"ocel:type": "order", "ocel:ovmap": {"price": 1.10}}},
    }
    path = tmp_path / "log.jsonocel"
    path.write_text(json.dumps(document), encoding="utf-8")
    batch, _ = read(OcelJsonReader(), path)
    assert rows(batch, "values") == [("s:order:o1", "price", "1.1", ALWAYS)]
    assert rows(batch, "event_attributes") == [("s:Order:e1", "n", "456")]
    assert rows(batch, "event_objects") == [("s:Order:e1", "s:order:o1", "")]


@pytest.mark.parametrize("relation", ["relationship", "object"])
def test_both_names_of_a_relation(tmp_path: Path, relation: str) -> None:
    """The standard names a relation in XML in two ways; events may also stand before objects."""
    path = tmp_path / "log.xml"
    path.write_text(
        '<log xmlns="urn:x"><events><event id="e1" type="Pay" time="2022-01-01T00:00:00Z">'
        f'<objects><{relation} object-id="P1" qualifier="for"/></objects></event></events>'
        f'<objects><object id="R1" type="Invoice"><objects><{relation} object-id="P1" qualifier="by"/></objects>'
        '</object><!-- note --><object id="P1" type="Payment"/></objects></log>',
        encoding="utf-8",
    )
    batch, _ = read(OcelXmlReader(), path)
    assert batch.objects.id == ["s:Invoice:R1", "s:Payment:P1"]
    assert rows(batch, "event_objects") == [("s:Pay:e1", "s:Payment:P1", "for")]
    assert [row[:3] for row in rows(batch, "relations")] == [("s:Invoice:R1", "s:Payment:P1", "by")]


OBJECT = {"id": "o1", "type": "order"}
EVENT = {"id": "e1", "type": "Pay", "time": "2022-01-01T00:00:00Z", "relationships": []}


@pytest.mark.parametrize(
    ("objects", "events", "fact"),
    [
        ([OBJECT, OBJECT], [], 'objects[1]: the object id "o1" stands twice.'),
        ([OBJECT], [EVENT, EVENT], 'events[1]: the event id "e1" stands twice.'),
        ([{"id": "o1"}], [], 'objects[0]: "type" is missing.'),
        ([OBJECT, 7], [], "objects[1]: an object is needed here."),
        (
            [OBJECT],
            [{**EVENT, "time": "soon"}],
            'events[0]: the time of event "e1" is "soon", which is not a date.',
        ),
        ([OBJECT], [{**EVENT, "time": []}], 'events[0]: "time" is not a text.'),
        (
            [OBJECT],
            [{**EVENT, "relationships": "o1"}],
            'events[0]: "relationships" is not a list of objects.',
        ),
        (
            [OBJECT],
            [{**EVENT, "relationships": [{"objectId": "o9"}]}],
            'events[0]: the event is about "o9", and the file has no such object.',
        ),
        (
            [{**OBJECT, "relationships": [{"objectId": "o9"}]}],
            [],
            'objects[0]: object "o1" refers to "o9", and the file has no such object.',
        ),
        (
            [{**OBJECT, "attributes": [{"name": "a", "time": "x", "value": "1"}]}],
            [],
            'objects[0]: the time of attribute "a" is "x", which is not a date.',
        ),
    ],
)
def test_broken_record_has_its_place(
    tmp_path: Path, objects: list[Any], events: list[Any], fact: str
) -> None:
    """A record that is not as OCEL says is refused with its place, or left out on request."""
    path = tmp_path / "log.json"
    good = {**EVENT, "id": "good"}
    path.write_text(json.dumps({"objects": objects, "events": [*events, good]}), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read(OcelJsonReader(), path)
    assert error.value.fact == f"{path}, {fact}"
    batch, reading = read(OcelJsonReader(), path, skip_bad="yes")
    assert reading.skipped == [f"{path}, {fact}"]
    assert "s:Pay:good" in batch.events.id


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "is empty"),
        (b'{"objects": [', "line 1: the file ends in the middle"),
        (b'{"objects": [\n{"id": "o', "line 2: the file ends in the middle"),
        (b'{"objects": [\n}', "line 2: this is not JSON"),
        (b'{"objects": 7}', '"objects" is not a list'),
        (b'{"ocel:events": []}', '"ocel:events" is not an object'),
        (b"[]", 'neither "events" nor "ocel:events"'),
        (b'{"a": 1}', 'neither "events" nor "ocel:events"'),
        (b'{"ocel:events": {"e1": {}, "e1": {}}}', '"e1" stands twice in one object'),
        (b'{"objects":\n"\xfc"}', "line 2: the text is not UTF-8"),
        (b'{"objects": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_no_log(tmp_path: Path, content: bytes, fact: str) -> None:
    """Each gets a sentence that says what is wrong, and where."""
    path = tmp_path / "log.jsonocel"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=fact):
        read(OcelJsonReader(), path)


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        ("<log><objects>\n<object id='o1'", "line 2: (the file ends in the middle|this is not well-formed)"),
        ("<log>\n<objects>\n", "the file ends in the middle"),
        ("<html/>", "this is not an OCEL log: it begins with <html>"),
        ("<log><objects></log>", "line 1: this is not well-formed XML"),
        ("<log><events><event><string key='id' value='e1'/></event></events></log>", "is OCEL 1.0 as XML"),
        (
            "<log><objects><object id='o1' type='a'/>\n<object id='o1' type='a'/></objects></log>",
            "line 2: .* twice",
        ),
        ("<log><events><event id='e1' type='Pay'/></events></log>", 'the time of event "e1" is empty'),
        ("<log><events><event id='e1' time='2022-01-01'/></events></log>", 'event "e1" has no type'),
    ],
)
def test_xml_that_is_no_log(tmp_path: Path, content: str, fact: str) -> None:
    """Each gets a sentence that says what is wrong, and on which line."""
    path = tmp_path / "log.xmlocel"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=fact):
        read(OcelXmlReader(), path)


def test_xml_entities_are_not_followed(tmp_path: Path) -> None:
    """An entity that names another file gives nothing of that file."""
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    path = tmp_path / "log.xml"
    path.write_text(
        f'<!DOCTYPE log [<!ENTITY s SYSTEM "{secret.as_uri()}">]><log><objects><object id="o1" type="a">'
        '<attributes><attribute name="a" time="1970-01-01T00:00:00Z">&s;</attribute></attributes></object>'
        "</objects></log>",
        encoding="utf-8",
    )
    batch, _ = read(OcelXmlReader(), path)
    assert batch.values.value == [""]


def test_sqlite_that_is_no_log(tmp_path: Path) -> None:
    """Other databases, text with that name and damaged files are told apart."""
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table person (name text)")
    with pytest.raises(BadInput, match=r"not an OCEL 2\.0 log: it has no table event, event_map_type"):
        read(OcelSqliteReader(), path)
    path.write_text("name\nAnn\n", encoding="utf-8")
    with pytest.raises(BadInput, match="is not an SQLite file"):
        read(OcelSqliteReader(), path)
    ocel_sqlite.write(path, small_log())
    path.write_bytes(path.read_bytes()[:6_000])
    with pytest.raises(BadInput, match="may be damaged or cut off"):
        read(OcelSqliteReader(), path)
    with pytest.raises(BadInput, match="is a folder"):
        read(OcelSqliteReader(), tmp_path)


def test_sqlite_event_without_a_row(tmp_path: Path) -> None:
    """An event that its type's table does not have has no time, and is reported."""
    path = tmp_path / "log.sqlite"
    ocel_sqlite.write(path, small_log())
    with closing(sqlite3.connect(path)) as database:
        database.execute("delete from event_Status")
        database.commit()
    with pytest.raises(BadInput, match=r'table "event_Status": the time of event .* is empty'):
        read(OcelSqliteReader(), path)


def test_reading_a_database_leaves_it_alone(tmp_path: Path) -> None:
    """Nothing is written to or beside a file that is read, and a packed one is unpacked elsewhere."""
    path = tmp_path / "log.sqlite"
    ocel_sqlite.write(path, small_log())
    content = path.read_bytes()
    packed = tmp_path / "log.sqlite.gz"
    packed.write_bytes(gzip.compress(content))
    assert said(read(OcelSqliteReader(), path)[0]) == said(read(OcelSqliteReader(), packed)[0])
    assert path.read_bytes() == content
    assert {file.name for file in tmp_path.iterdir()} == {"log.sqlite", "log.sqlite.gz"}


@pytest.mark.data
def test_written_json_is_valid(shared: Path, tmp_path: Path) -> None:
    """What is written as JSON is valid by the standard's schema."""
    schema = json.loads((shared / "data/ocel_pm4py/schema_ocel2.json").read_text(encoding="utf-8"))
    ocel_json.write(tmp_path / "log.json", small_log())
    jsonschema.validate(json.loads((tmp_path / "log.json").read_text(encoding="utf-8")), schema)


def xsd(shared: Path, *, shared_names: bool) -> etree.XMLSchema:
    """Return the standard's schema; as it is, or allowing types that have attributes of the same name.

    Two of its references demand that an attribute's name is unique among all types, which the standard's
    text does not, and which no log with a price of orders and a price of items could meet.
    """
    document = etree.parse(str(shared / "data/ocel_pm4py/ocel2-validation.xsd"))
    if shared_names:
        for reference in list(document.iter("{*}keyref")):
            if reference.get("name") in ("objectAttributeRef", "eventAttributeRef"):
                reference.getparent().remove(reference)
    return etree.XMLSchema(document)


@pytest.mark.data
@pytest.mark.parametrize("log", ["small", "ocel25", "standard"])
def test_written_xml_is_valid(shared: Path, tmp_path: Path, log: str) -> None:
    """What is written as XML is valid by the standard's schema, which names relations its own way."""
    files = {
        "ocel25": "reference/generated/ocel25.json",
        "standard": "data/ocel_pm4py/ocel20_example.jsonocel",
    }
    batch = read(OcelJsonReader(), shared / files[log])[0] if log in files else small_log()
    ocel_xml.write(tmp_path / "log.xml", batch)
    document = etree.parse(str(tmp_path / "log.xml"))
    for relation in document.iter("relationship"):
        relation.tag = "object"
        relation.set("type", "any")
    xsd(shared, shared_names=log != "standard").assertValid(document)


def parts(batch: Batch, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return some parts of what a batch says."""
    return {name: found for name, found in said(batch).items() if name in (names or PARTS)}


@pytest.mark.data
def test_order_log_agrees_in_two_encodings(shared: Path) -> None:
    """The published order log has 18,211 events and 10,031 objects and says the same as SQLite and as XML."""
    folder = shared / "data/ocel_ocpa"
    as_sqlite, _ = read(OcelSqliteReader(), folder / "running-example.sqlite.gz")
    as_xml, _ = read(OcelXmlReader(), folder / "ocel2.xml.gz")
    assert (len(as_sqlite.events.id), len(as_sqlite.objects.id)) == (18_211, 10_031)
    assert said(as_sqlite) == said(as_xml)


@pytest.mark.data
def test_small_example_agrees_in_three_encodings(shared: Path) -> None:
    """The standard's example says the same in each; its JSON was written an hour off by its author's zone."""
    folder = shared / "data/ocel_pm4py"
    as_sqlite, _ = read(OcelSqliteReader(), folder / "ocel20_example.sqlite")
    as_xml, _ = read(OcelXmlReader(), folder / "ocel20_example.xmlocel")
    as_json, _ = read(OcelJsonReader(), folder / "ocel20_example.jsonocel")
    assert said(as_sqlite) == said(as_xml)
    timeless = ("objects", "event_objects", "event_attributes", "relations")
    assert parts(as_json, *timeless) == parts(as_sqlite, *timeless)
    assert len(as_json.values.value) == len(as_sqlite.values.value) == 12


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "objects", "events", "pairs"),
    [
        ("data/ocel_ocpa/p2p-2023.jsonocel.gz", 5_379, 8_320, 20_404),
        ("data/ocel_ocpa/order_process.jsonocel.gz", 796, 2_391, 4_381),
        ("data/ocel_pm4py/example_log.jsonocel", 15, 23, 39),
        ("data/ocel_pm4py/newocel.jsonocel", 15, 20, 51),
        ("reference/generated/ocel25.json", 54, 175, 294),
    ],
)
def test_real_json_logs(shared: Path, file: str, objects: int, events: int, pairs: int) -> None:
    """Both versions' files have the objects, events and pairs that they are published with."""
    batch, _ = read(OcelJsonReader(), shared / file)
    assert (len(set(batch.objects.id)), len(set(batch.events.id))) == (objects, events)
    assert len(batch.event_objects.event_id) == pairs


@pytest.mark.data
@every_encoding
def test_real_log_is_read_back(shared: Path, tmp_path: Path, name: str) -> None:
    """A real log, written in any encoding and read back, says the same."""
    log, _ = read(OcelJsonReader(), shared / "data/ocel_ocpa/order_process.jsonocel.gz")
    reader, write = ENCODINGS[name]
    write(tmp_path / name, log)
    back, _ = read(reader, tmp_path / name)
    assert said(back) == said(log)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "fact"),
    [
        ("example_log.sqlite", "OCEL 1.0"),
        ("example_log.xmlocel", "OCEL 1.0"),
        ("schema_ocel2.json", "not an OCEL log"),
    ],
)
def test_neighbouring_files_are_refused(shared: Path, file: str, fact: str) -> None:
    """What is recognised and cannot be read says what it is."""
    path = shared / "data/ocel_pm4py" / file
    head = path.read_bytes()[:65_536]
    reader = next(reader for reader in readers() if reader.recognises(path, head))
    with pytest.raises(BadInput, match=fact):
        read(reader, path)
