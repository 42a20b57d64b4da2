"""XES logs: what is read, that both paths of the parser agree, what broken files get, and writing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadInput, BadRequest
from headrace.eventlog.formats import case_attributes, xes_quick, xes_syntax, xes_writer
from headrace.eventlog.formats.xes import XesReader
from headrace.eventlog.formats.xes_trace import Trace
from headrace.eventlog.model import ALWAYS, Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.eventlog.formats.reading import read, rows, said

READER = XesReader()
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
)


def event(name: str = "Build", time: str = "2025-01-01T10:00:00Z", more: str = "") -> str:
    """Return an event as tools write it."""
    named = f'<string key="concept:name" value="{name}"/>\n' if name else ""
    dated = f'<date key="time:timestamp" value="{time}"/>\n' if time else ""
    return f"<event>\n{named}{dated}{more}</event>\n"


def trace(name: str, *events: str, more: str = "") -> str:
    """Return a trace as tools write it."""
    named = f'<string key="concept:name" value="{name}"/>\n' if name else ""
    return f"<trace>\n{named}{more}{''.join(events)}</trace>\n"


def string(key: str, value: str) -> str:
    """Return a text attribute."""
    return f'<string key="{key}" value="{value}"/>\n'


def log(tmp_path: Path, *traces: str, head: str = HEAD) -> Path:
    """Write a log and return its path."""
    path = tmp_path / "log.xes"
    path.write_text(f"{head}{''.join(traces)}</log>\n", encoding="utf-8")
    return path


def test_traces_become_items_and_events(tmp_path: Path) -> None:
    """A trace is an item with its attributes; its events have type, time, attributes and a stable id."""
    path = log(
        tmp_path,
        trace(
            "C1",
            event("Build", "2025-01-01T10:00:00+01:00", string("org:role", "Builder")),
            event("Test", "2025-01-02"),
            more=string("customer", "A &amp; B &#8364;"),
        ),
    )
    batch, _ = read(READER, path)
    assert rows(batch, "objects") == [("s:item:C1", "item", "C1", None, None)]
    assert rows(batch, "values") == [("s:item:C1", "customer", "A & B €", ALWAYS)]
    assert rows(batch, "events") == [
        ("s:Build:C1#0", "Build", None, parse("2025-01-01T09:00:00Z")[0], False, None),
        ("s:Test:C1#1", "Test", None, parse("2025-01-02")[0], True, None),
    ]
    assert rows(batch, "event_attributes") == [("s:Build:C1#0", "org:role", "Builder")]
    assert rows(batch, "event_objects") == [
        ("s:Build:C1#0", "s:item:C1", ""),
        ("s:Test:C1#1", "s:item:C1", ""),
    ]


def test_type_and_zone_can_be_set(tmp_path: Path) -> None:
    """The items' type and the zone of naive stamps come from the options."""
    batch, _ = read(
        READER,
        log(tmp_path, trace("C1", event(time="2025-07-01T12:00:00"))),
        type="incident",
        timezone="Europe/Paris",
    )
    assert batch.objects.id == ["s:incident:C1"]
    assert batch.events.occurred_at == [parse("2025-07-01T10:00:00Z")[0]]


def test_unknown_option_gets_the_nearest(tmp_path: Path) -> None:
    """A misspelt option is refused, with the right one."""
    with pytest.raises(BadRequest, match="Did you mean timezone"):
        read(READER, log(tmp_path, trace("C1", event())), timezon="UTC")


@pytest.mark.parametrize(
    ("transitions", "values"),
    [
        (["complete", "COMPLETE"], [None, None]),
        (["START", "COMPLETE"], ["START", "COMPLETE"]),
        (["In Progress", ""], ["In Progress", None]),
    ],
)
def test_transition_is_the_value_where_it_tells_something(
    tmp_path: Path, transitions: list[str], values: list[str | None]
) -> None:
    """A log in which all is complete has no values; in any other each event has its transition."""
    events = [
        event(time=f"2025-01-0{day}", more=string("lifecycle:transition", text) if text else "")
        for day, text in enumerate(transitions, start=1)
    ]
    batch, _ = read(READER, log(tmp_path, trace("C1", *events)))
    assert batch.events.value == values
    assert batch.event_attributes.attribute == []


def test_what_never_varies_within_a_case_is_the_items(tmp_path: Path) -> None:
    """Such an attribute describes the item; who did an event stays with the event."""
    more = [
        string("product", p) + string("org:resource", "Ann") + string("step", s)
        for p, s in ("A1", "A2", "B3")
    ]
    path = log(
        tmp_path,
        trace("C1", event(time="2025-01-01", more=more[0]), event(time="2025-01-02", more=more[1])),
        trace("C2", event(time="2025-01-03", more=more[2])),
    )
    batch, reading = read(READER, path)
    assert rows(batch, "values") == [
        ("s:item:C1", "product", "A", ALWAYS),
        ("s:item:C2", "product", "B", ALWAYS),
    ]
    assert set(batch.event_attributes.attribute) == {"org:resource_key", "step"}
    assert "Taken as attributes of the item: product." in reading.notes


def test_asked_attributes_keep_their_changes(tmp_path: Path) -> None:
    """An attribute that the user calls the item's has each change with its time, in time order."""
    path = log(
        tmp_path,
        trace(
            "C1",
            event(time="2025-01-03", more=string("impact", "High")),
            event(time="2025-01-01", more=string("impact", "Low")),
            event(time="2025-01-02", more=string("impact", "Low")),
        ),
    )
    batch, _ = read(READER, path, item_attributes="impact")
    assert rows(batch, "values") == [
        ("s:item:C1", "impact", "Low", ALWAYS),
        ("s:item:C1", "impact", "High", parse("2025-01-03")[0]),
    ]


def test_attribute_that_appears_late_holds_from_then(tmp_path: Path) -> None:
    """What is first said by a later event is not taken to have been known at the start."""
    path = log(
        tmp_path,
        trace("C1", event(time="2025-01-01"), event(time="2025-01-02", more=string("verdict", "yes"))),
    )
    batch, _ = read(READER, path)
    assert rows(batch, "values") == [("s:item:C1", "verdict", "yes", parse("2025-01-02")[0])]


def test_changes_after_the_sample_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looked constant at first and changes later is kept as a change, none of it lost."""
    monkeypatch.setattr(case_attributes, "SAMPLE", 1)
    path = log(
        tmp_path,
        trace("C1", event(time="2025-01-01", more=string("team", "A"))),
        trace(
            "C2",
            event(time="2025-01-02", more=string("team", "A")),
            event(time="2025-01-03", more=string("team", "B")),
        ),
    )
    batch, _ = read(READER, path)
    assert ("s:item:C2", "team", "B", parse("2025-01-03")[0]) in rows(batch, "values")


def test_traces_of_one_name_are_one_item(tmp_path: Path) -> None:
    """Their events get different ids, and it is said."""
    batch, reading = read(
        READER, log(tmp_path, trace("C1", event()), trace("C1", event()), trace("", event()))
    )
    assert batch.events.id == ["s:Build:C1#0", "s:Build:C1#1", "s:Build:trace-3#0"]
    assert set(batch.objects.id) == {"s:item:C1", "s:item:trace-3"}
    assert reading.notes == [
        "1 traces have no concept:name; they are named by their place.",
        "1 traces repeat a name; their events belong to one item.",
    ]


NESTED = (
    '<string key="org:group" value="Ops"><int key="size" value="3"/></string>'
    '<list key="labels"><values><string key="label" value="a"/>'
    '<string key="label" value="b"/></values></list>'
)


@pytest.mark.parametrize("plain", [True, False])
def test_nested_attributes_have_a_path(tmp_path: Path, plain: bool) -> None:
    """Children of an attribute are kept under parent.child, values of a list are joined; on both paths."""
    path = log(tmp_path, trace("C1", event(more=NESTED + ("" if plain else "<!-- odd -->"))))
    batch, _ = read(READER, path)
    found = {(name, text) for _, name, text in rows(batch, "event_attributes")}
    assert found == {("org:group", "Ops"), ("org:group.size", "3")}
    values = {(name, text) for _, name, text, _ in rows(batch, "values")}
    assert values == {("labels.label", "a, b")}


def traces_of(path: Path, *, quick: bool) -> list[Trace]:
    """Return the traces as one of the two paths reads them, without lines."""
    with path.open("rb") as data:
        found = list(xes_quick.traces(data) if quick else xes_syntax._Strict(path).traces(data))
    for one in found:
        one.lines.clear()
    return found


texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=8
)


@given(
    names=st.lists(texts.filter(str.strip), min_size=1, max_size=3),
    attributes=st.dictionaries(texts, texts, max_size=4),
)
def test_quick_and_strict_agree(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], attributes: dict[str, str]
) -> None:
    """Whatever text a log holds, the quick path reads what the strict parser reads."""
    batch = Batch("s")
    for number, name in enumerate(names):
        oid = batch.add_object("item", f"{name}{number}")
        batch.add_event(name, str(number), 0, [oid], attributes=attributes)
    path = tmp_path_factory.mktemp("xes") / "log.xes"
    xes_writer.write(path, batch, "item")
    assert traces_of(path, quick=True) == traces_of(path, quick=False)


stamps = st.sampled_from(["2025-01-01T10:00:00Z", "2025-01-04", "soon"])
parts = st.sampled_from(
    [
        string("org:resource", "Ann"),
        string("time:timestamp", "2025-01-04"),
        '<list key="when"><values><date key="time:timestamp" value="2025-01-04"/></values></list>',
        '<date key="due" value="2025-01-04"/>',
    ]
)


@given(st.lists(parts, max_size=1), st.lists(stamps, min_size=2, max_size=4), st.lists(parts, max_size=2))
def test_events_that_say_the_same_are_told_apart_by_their_stamp(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], dates: list[str], after: list[str]
) -> None:
    """Where the quick path knows an event by all but its stamp, it still reads what the strict parser reads."""
    dated = [f'<date key="time:timestamp" value="{date}"/>' for date in dates]
    found = [f"<event>{''.join(before)}{date}{''.join(after)}</event>" for date in dated]
    path = log(tmp_path_factory.mktemp("xes"), trace("C1", *found), trace("C2", *found))
    assert traces_of(path, quick=True) == traces_of(path, quick=False)


@pytest.mark.parametrize("stamp", ["", "a &amp; b", "a < b", "\u200b"])
def test_odd_stamp_of_a_known_event(tmp_path: Path, stamp: str) -> None:
    """A stamp that may not mean what it says is never taken as it stands."""
    path = log(
        tmp_path, trace("C1", event()), trace("C2", event(), event().replace("2025-01-01T10:00:00Z", stamp))
    )
    try:
        quick = traces_of(path, quick=True)
    except xes_quick.Unusual:
        assert stamp
    else:
        assert quick == traces_of(path, quick=False)


@pytest.mark.parametrize(
    "oddity",
    [
        "<!-- a comment with <event> in it -->",
        "<string key='single' value='quotes'/>",
        '<string value="first" key="turned"/>',
        '<string key="broken\nline" value="x"/>',
        '<string key="x" value="y"></string>',
        '<string key="x" value="y" id="z"/>',
        "<?note here?>",
        '<string key="cdata" value="a"><![CDATA[ <event> ]]></string>',
        '<vendor:thing xmlns:vendor="v" key="a"/>',
    ],
)
def test_unusual_writing_is_read_by_the_strict_parser(tmp_path: Path, oddity: str) -> None:
    """What the quick path does not know changes nothing about the events around it; none comes twice."""
    path = log(tmp_path, trace("C1", event("A")), trace("C2", event("B"), oddity, event("C")))
    batch, _ = read(READER, path)
    assert batch.events.type == ["A", "B", "C"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    """A log in another encoding that it declares is read the same."""
    path = tmp_path / "log.xes"
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?><log>{trace("Ü1", event("Prüfen"))}</log>'
    path.write_bytes(text.encode(encoding))
    batch, _ = read(READER, path)
    assert batch.events.id == ["s:Prüfen:Ü1#0"]


def test_defaults_of_a_log_are_not_facts(tmp_path: Path) -> None:
    """A global's placeholder is never given to an event that lacks the attribute."""
    glob = '<global scope="event"><string key="org:group" value="UNKNOWN"/></global>\n'
    batch, _ = read(READER, log(tmp_path, glob, trace("C1", event())))
    assert batch.event_attributes.attribute == []


@pytest.mark.parametrize("odd", ["", "<!-- odd -->"])
@pytest.mark.parametrize(
    ("bad", "fact"),
    [
        (event("Test", ""), "it has no time:timestamp."),
        (event("Test", "soon"), 'its time:timestamp is "soon", which is not a date.'),
        (event("Test", "2025-02-31"), 'its time:timestamp is "2025-02-31", which is not a day.'),
        (event("", "2025-01-01"), "it has no concept:name."),
    ],
)
def test_bad_event_has_its_line(tmp_path: Path, bad: str, fact: str, odd: str) -> None:
    """An event without a name or a time is refused with its line; leaving it out keeps all others."""
    path = log(tmp_path, odd, trace("C0", event()), trace("C1", event("A"), bad, event("B")))
    with pytest.raises(BadInput) as error:
        read(READER, path)
    assert error.value.fact == f"{path}, line 16: event 2 of trace 2: {fact}"
    batch, reading = read(READER, path, skip_bad="yes")
    assert batch.events.id == ["s:Build:C0#0", "s:A:C1#0", "s:B:C1#2"]
    assert reading.skipped == [f"{path}, line 16: event 2 of trace 2: {fact}"]


def test_loose_event_is_reported(tmp_path: Path) -> None:
    """An event outside of any trace belongs to no item and is not taken silently."""
    path = log(tmp_path, trace("C1", event()), event())
    with pytest.raises(BadInput, match="line 10: the event stands outside of any trace"):
        read(READER, path)


def test_cut_in_the_middle(tmp_path: Path) -> None:
    """Wherever a file is cut, reading it fails and says that it was cut or broken, and where."""
    text = log(tmp_path, trace("C1", event(), event()), trace("C2", event())).read_text(encoding="utf-8")
    path = tmp_path / "cut.xes"
    for length in range(1, len(text) - 2, 7):
        path.write_text(text[:length], encoding="utf-8")
        with pytest.raises(
            BadInput, match=r"line \d+: (the file ends in the middle|this is not well-formed)"
        ):
            read(READER, path)


def test_more_after_the_end(tmp_path: Path) -> None:
    """Two logs pasted together are not one log."""
    path = log(tmp_path, trace("C1", event()))
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(BadInput, match="line 11: this is not well-formed XML"):
        read(READER, path)


def test_entities_are_refused(tmp_path: Path) -> None:
    """A file that declares entities could eat the memory or read other files; it is refused."""
    head = '<!DOCTYPE log [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>\n<log>'
    path = log(tmp_path, trace("C1", event("&b;")), head=head)
    with pytest.raises(BadInput, match="it declares entities"):
        read(READER, path)


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "is empty"),
        (b"\x1f\x8b\x08\x00damaged", "is damaged|ends too early"),
        (HEAD.encode() + b"</log>", "has no traces"),
        (b"<html><body/></html>", "this is not an XES log: it begins with <html>"),
        (b"\xff\xfe\x00", "not well-formed|ends in the middle"),
        (b'<?xml version="1.0" encoding="x-none"?><log/>', "unknown encoding|cannot be read"),
        (
            HEAD.encode() + trace("Ü", event()).encode("latin-1") + b"</log>",
            "line 4: this is not well-formed",
        ),
    ],
)
def test_files_that_are_no_log(tmp_path: Path, content: bytes, fact: str) -> None:
    """Each gets a sentence that says what it is instead."""
    path = tmp_path / "log.xes"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=fact):
        read(READER, path)


def test_truncated_gzip(tmp_path: Path) -> None:
    """A packed file that was cut off is said to end too early."""
    path = tmp_path / "log.xes.gz"
    packed = gzip.compress(
        log(tmp_path, *(trace(f"C{n}", event(str(n * 7919))) for n in range(500))).read_bytes()
    )
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BadInput, match="ends too early"):
        read(READER, path)


def test_folder_and_missing_file(tmp_path: Path) -> None:
    """A folder and a file that is not there are named as what they are."""
    with pytest.raises(BadInput, match="is a folder"):
        read(READER, tmp_path)
    with pytest.raises(BadInput, match="There is no file"):
        read(READER, tmp_path / "none.xes")


def test_recognises() -> None:
    """A log is known by its content whatever it is called, and OCEL's XML is left to its reader."""
    assert READER.recognises(Path("x"), HEAD.encode())
    assert READER.recognises(Path("x.xml"), HEAD.encode("utf-16"))
    assert READER.recognises(Path("x.xes.gz"), b"<!-- long comment")
    assert not READER.recognises(Path("x.xml"), b"<log><object-types/></log>")
    assert not READER.recognises(Path("x.json"), b"{}")
    assert not READER.recognises(Path("folder.xes"), b"")


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    """Progress counts the file's own bytes and ends at its size."""
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(log(tmp_path, trace("C1", event())).read_bytes()))
    seen: list[tuple[int, int]] = []
    list(READER.read(path, Reading("s", on_progress=lambda done, total: seen.append((done, total)))))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_batches_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long log comes in several batches that say together what one says."""
    monkeypatch.setattr("headrace.eventlog.formats.xes._BATCH", 3)
    path = log(tmp_path, *(trace(f"C{n}", event(), event("Test")) for n in range(5)))
    batches = list(READER.read(path, Reading("s")))
    assert [len(batch.events.id) for batch in batches] == [4, 4, 2]


def test_written_log_is_read_back(tmp_path: Path) -> None:
    """Items, newest values, events with value and attributes survive; events stand in time order."""
    batch = Batch("s")
    one, other = batch.add_object("item", "C<1>"), batch.add_object("change", "7")
    batch.add_value(one, "size", "small")
    batch.add_value(one, "size", "large", 5_000_000)
    batch.add_value(one, "labels", ["a", "b"])
    batch.add_value(one, "gone", None, 7)
    batch.add_event("Test", "2", 9_000_001, [one], value="done", attributes={"org:role": 'A "&" B\n'})
    batch.add_event("Build", "1", 3_000_000, [one, other], value="start")
    batch.add_event("Merge", "1", 4_000_000, [other])
    path = tmp_path / "out.xes.gz"
    xes_writer.write(path, batch, "item")
    back, _ = read(READER, path)
    assert {(a, v) for _, a, v, _ in rows(back, "values")} == {("size", "large"), ("labels", "a, b")}
    assert [row[1:5] for row in rows(back, "events")] == [
        ("Build", "start", 3_000_000, False),
        ("Test", "done", 9_000_001, False),
    ]
    assert rows(back, "event_attributes")[0][1:] == ("org:role", 'A "&" B\n')
    assert back.objects.key == ["C<1>"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "items", "events", "values"),
    [
        ("bpic2012/bpic2012.xes.gz", 13_087, 262_200, {"START", "COMPLETE", "SCHEDULE"}),
        ("bpic2013/06_bpic2013_closed.xes.gz", 1_487, 6_660, None),
        ("bpic2013/07_bpic2013_incidents.xes.gz", 7_554, 65_533, None),
        ("helpdesk/helpdesk.xes.gz", 4_580, 21_348, {None}),
        ("receipt/08_receipt.xes.gz", 1_434, 8_577, {None}),
    ],
)
def test_real_logs(shared: Path, file: str, items: int, events: int, values: set[str | None] | None) -> None:
    """Published logs have the items and events they are published with, each with an id of its own."""
    batch, _ = read(READER, shared / "data" / file)
    assert len(set(batch.objects.id)) == items
    assert len(set(batch.events.id)) == events == len(batch.events.id)
    if values is not None:
        assert set(batch.events.value) == values


@pytest.mark.data
@pytest.mark.parametrize("file", ["helpdesk/helpdesk.xes.gz", "bpic2013/06_bpic2013_closed.xes.gz"])
def test_both_paths_agree_on_real_logs(shared: Path, tmp_path: Path, file: str) -> None:
    """The quick path reads real logs to their end, and reads what the strict parser reads."""
    path = tmp_path / "log.xes"
    path.write_bytes(gzip.decompress((shared / "data" / file).read_bytes()))
    assert traces_of(path, quick=True) == traces_of(path, quick=False)


@pytest.mark.data
def test_real_log_survives_writing(shared: Path, tmp_path: Path) -> None:
    """Receipt, written and read back, says the same."""
    batch, _ = read(READER, shared / "data/receipt/08_receipt.xes.gz")
    xes_writer.write(tmp_path / "out.xes", batch, "item")
    back, _ = read(READER, tmp_path / "out.xes")
    first, second = said(batch), said(back)
    assert first["values"] == second["values"]
    assert sorted(row[1:4] for row in first["events"]) == sorted(row[1:4] for row in second["events"])
    assert sorted(r[1:] for r in first["event_attributes"]) == sorted(
        r[1:] for r in second["event_attributes"]
    )
