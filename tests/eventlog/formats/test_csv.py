"""Tables: columns found by name and content, every way of writing a file, broken lines, and real tables."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadInput, BadRequest
from headrace.eventlog.formats import case_attributes
from headrace.eventlog.formats.csv import CsvReader
from headrace.eventlog.model import ALWAYS, Batch
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse, to_text
from tests.eventlog.formats.reading import merged, read, rows, said

READER = CsvReader()


def at(text: str) -> int:
    """Return the microseconds of a stamp."""
    return parse(text)[0]


def table(tmp_path: Path, text: str, name: str = "export.csv") -> Path:
    """Write a table and return its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


LOG = """Case ID,Activity,Complete Timestamp,Customer,Resource,Size
C1,Ready,2025-01-01T10:00:00Z,Acme,ann,1
C1,Build,2025-01-02T10:00:00Z,Acme,bob,2
C2,Ready,2025-01-03T10:00:00Z,Zeta,ann,
"""


def test_event_log(tmp_path: Path) -> None:
    """One line is one event; what never varies within an item is the item's, the rest the event's."""
    batch, reading = read(READER, table(tmp_path, LOG))
    assert rows(batch, "objects") == [
        ("s:item:C1", "item", "C1", None, None),
        ("s:item:C2", "item", "C2", None, None),
    ]
    assert rows(batch, "events") == [
        ("s:Ready:C1#0", "Ready", None, at("2025-01-01T10:00:00Z"), False, None),
        ("s:Build:C1#1", "Build", None, at("2025-01-02T10:00:00Z"), False, None),
        ("s:Ready:C2#0", "Ready", None, at("2025-01-03T10:00:00Z"), False, None),
    ]
    assert rows(batch, "values") == [
        ("s:item:C1", "Customer", "Acme", ALWAYS),
        ("s:item:C2", "Customer", "Zeta", ALWAYS),
    ]
    assert {(eid, name, text) for eid, name, text in rows(batch, "event_attributes")} == {
        ("s:Ready:C1#0", "Resource_key", pseudonym("ann")),
        ("s:Ready:C1#0", "Size", "1"),
        ("s:Build:C1#1", "Resource_key", pseudonym("bob")),
        ("s:Build:C1#1", "Size", "2"),
        ("s:Ready:C2#0", "Resource_key", pseudonym("ann")),
    }
    assert reading.notes == [
        "Columns: item = Case ID, activity = Activity, time = Complete Timestamp; other columns become attributes.",
        "Taken for persons, by name, and kept under keys: Resource. "
        "What is of teams or machines stays as it is with   --option not-persons=Resource",
    ]


def test_item_table(tmp_path: Path) -> None:
    """One line is one item; each date column is a type of event, and an empty date is no event."""
    text = (
        "id,start_ts,end_ts,class\nW1,2025-01-08 02:00:00,2025-01-09,defect\nW2,2025-01-10 14:00:00,,risk\n"
    )
    batch, reading = read(READER, table(tmp_path, text), type="ticket")
    assert rows(batch, "events") == [
        ("s:start_ts:W1", "start_ts", None, at("2025-01-08T02:00:00Z"), False, None),
        ("s:end_ts:W1", "end_ts", None, at("2025-01-09"), True, None),
        ("s:start_ts:W2", "start_ts", None, at("2025-01-10T14:00:00Z"), False, None),
    ]
    assert batch.objects.id == ["s:ticket:W1", "s:ticket:W2"]
    assert rows(batch, "values") == [
        ("s:ticket:W1", "class", "defect", ALWAYS),
        ("s:ticket:W2", "class", "risk", ALWAYS),
    ]
    assert reading.notes == [
        "Columns: item = id, events = start_ts, end_ts; other columns become attributes."
    ]


def test_item_on_several_lines(tmp_path: Path) -> None:
    """An id that comes back is one item with more events, each with an id of its own, and it is said."""
    text = "issuekey,assignee,assigned,unassigned\nA-1,x,2025-01-01,2025-01-02\nA-1,y,2025-01-02,\nA-2,x,2025-01-05,\n"
    batch, reading = read(READER, table(tmp_path, text))
    assert batch.objects.key == ["A-1", "A-2"]
    assert batch.events.id == ["s:assigned:A-1", "s:unassigned:A-1", "s:assigned:A-1#1", "s:assigned:A-2"]
    assert reading.notes[-1] == (
        "1 of 2 items stand on more than one line; the dates of all their lines are events of the one item."
    )


def test_table_without_ids(tmp_path: Path) -> None:
    """Where no column names the items, each line is an item named by its line."""
    text = "Type,Opened,Done\nbug,20/01/2010,21/01/2010\nbug,25/01/2010,NA\n"
    batch, reading = read(READER, table(tmp_path, text))
    assert batch.objects.key == ["line-2", "line-3"]
    assert batch.events.type == ["Opened", "Done", "Opened"]
    assert "item = the line number" in reading.notes[-1]


def test_start_and_end(tmp_path: Path) -> None:
    """A log whose events have a start and an end gives two events, told apart by their value."""
    text = (
        "case,activity,start_time,end_time\nC1,Build,2025-01-01,2025-01-03\nC1,Test,2025-01-04,\n"
        "C2,Build,2025-01-02,2025-01-03\nC2,Build,2025-01-02,2025-01-03\n"
    )
    batch, _ = read(READER, table(tmp_path, text))
    assert rows(batch, "events")[:3] == [
        ("s:Build:C1#0.start", "Build", "start", at("2025-01-01"), True, None),
        ("s:Build:C1#0", "Build", "complete", at("2025-01-03"), True, None),
        ("s:Test:C1#1", "Test", "start", at("2025-01-04"), True, None),
    ]
    assert len(set(batch.events.id)) == 7


def test_lifecycle_is_the_value(tmp_path: Path) -> None:
    """A life cycle with more than completions is each event's value."""
    text = (
        "case,activity,time,lifecycle:transition\nC1,Build,2025-01-01,start\nC1,Build,2025-01-02,complete\n"
    )
    batch, _ = read(READER, table(tmp_path, text))
    assert batch.events.value == ["start", "complete"]
    batch, _ = read(READER, table(tmp_path, text.replace("start", "complete")))
    assert batch.events.value == [None, None]


def test_everything_can_be_named(tmp_path: Path) -> None:
    """Options name the columns where names and content say nothing, or something else."""
    text = (
        "a,b,c,d,e,f\n1,x,03/04/2025 10:00,04/04/2025 10:00,High,first\n"
        "1,y,05/04/2025 10:00,06/04/2025 10:00,Low,second\n"
    )
    batch, reading = read(
        READER,
        table(tmp_path, text),
        **{"item": "A", "activity": "b", "time": "d", "label": "f", "item-attributes": "e"},
        date_order="mdy",
        timezone="Europe/Berlin",
        type="incident",
    )
    assert rows(batch, "objects") == [("s:incident:1", "incident", "1", "second", None)]
    assert batch.events.occurred_at == [at("2025-04-04T08:00:00Z"), at("2025-06-04T08:00:00Z")]
    assert [row for row in rows(batch, "values") if row[1] == "e"] == [
        ("s:incident:1", "e", "High", ALWAYS),
        ("s:incident:1", "e", "Low", at("2025-06-04T08:00:00Z")),
    ]
    assert reading.notes == [
        "Columns: item = a, activity = b, time = d, label = f; other columns become attributes."
    ]
    batch, _ = read(READER, table(tmp_path, text), item="a", time="c, d", activity="b")
    assert batch.events.type == ["x", "y"]


@pytest.mark.parametrize(
    ("option", "fact"),
    [
        ({"item": "Casee ID"}, 'no column "Casee ID" (for item). Did you mean Case ID?'),
        ({"date_order": "ymd"}, '"date-order" is "ymd"; it can be dmy or mdy.'),
        ({"timezone": "Europe/Berln"}, 'There is no time zone "Europe/Berln".'),
        ({"delimiter": "x"}, '"delimiter" is "x"; it can be , or ; or | or tab.'),
        ({"encoding": "utf-9"}, 'There is no encoding "utf-9".'),
        ({"activty": "a"}, 'Reading csv has no option "activty". Did you mean activity?'),
    ],
)
def test_wrong_options(tmp_path: Path, option: dict[str, str], fact: str) -> None:
    """An option that cannot be followed is refused by name, with what it can be."""
    with pytest.raises(BadRequest) as error:
        read(READER, table(tmp_path, LOG), **option)
    assert fact in error.value.fact


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("case:concept:name,concept:name,time:timestamp", (0, 1, 2)),
        ("timestamp,caseId,eventName", (1, 2, 0)),
        ("Issue Key,Status,Changed", (0, 1, 2)),
        ("Vorgang,Tätigkeit,Zeitstempel", (0, 1, 2)),
        ("incident_id,task,date", (0, 1, 2)),
        ("order no,what,when", (0, 1, 2)),
        ("request,status,changed", (0, 1, 2)),
    ],
)
def test_columns_by_name(tmp_path: Path, header: str, columns: tuple[int, int, int]) -> None:
    """Usual names are known, however they are written."""
    lines = [["C1", "Build", "2025-01-01"], ["C1", "Test", "2025-01-02"], ["C2", "Build", "2025-01-03"]]
    placed = []
    for line in lines:
        cells = ["", "", ""]
        for text, place in zip(line, columns, strict=True):
            cells[place] = text
        placed.append(",".join(cells))
    batch, _ = read(READER, table(tmp_path, "\n".join([header, *placed]) + "\n"))
    assert batch.objects.key == ["C1", "C2"]
    assert batch.events.type == ["Build", "Test", "Build"]


def test_status_of_an_item_table_is_no_activity(tmp_path: Path) -> None:
    """A table with one line per item says its state now; that is an attribute, not what happened."""
    text = "id,status,created,closed\n1,Open,2025-01-01,\n2,Closed,2025-01-02,2025-01-05\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert set(batch.events.type) == {"created", "closed"}
    assert {row[2] for row in rows(batch, "values")} == {"Open", "Closed"}


def test_numbers_are_not_taken_for_times(tmp_path: Path) -> None:
    """Numbers are stamps only where the column's name speaks of time."""
    text = "id,amount,created_at\n1,1738335845,1738335845\n2,1738335999,1738335846000\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert batch.events.type == ["created_at", "created_at"]
    assert batch.events.occurred_at == [1738335845_000_000, 1738335846_000_000]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("packed", [False, True])
def test_ways_of_writing(tmp_path: Path, encoding: str, delimiter: str, packed: bool) -> None:
    """Encoding, delimiter and packing are found out and change nothing about what is read."""
    text = 'Fall,Tätigkeit,Zeit,Note\r\nC1,Prüfen,01.02.2025 10:00,"a ""b""\r\nc"\r\n'.replace(",", delimiter)
    content = text.encode(encoding)
    path = tmp_path / "export.txt"
    path.write_bytes(gzip.compress(content) if packed else content)
    batch, reading = read(READER, path, activity="Tätigkeit")
    assert batch.events.id == ["s:Prüfen:C1#0"]
    assert batch.values.value == ['a "b"\r\nc']
    assert ("cp1252" in " ".join(reading.notes)) == (encoding == "cp1252")


def test_sep_line(tmp_path: Path) -> None:
    """A spreadsheet's ``sep=;`` line says the delimiter and is not the header."""
    batch, _ = read(READER, table(tmp_path, "sep=;\nid;opened, first;x\n1;2025-01-01;a\n"))
    assert batch.events.type == ["opened, first"]


def test_encoding_can_be_set(tmp_path: Path) -> None:
    """An encoding that is set is used, and its failure names it and the line."""
    path = tmp_path / "export.csv"
    path.write_bytes("id,opened\n1,2025-01-01\nÜ,2025-01-02\n".encode("cp437"))
    batch, _ = read(READER, path, encoding="cp437")
    assert batch.objects.key == ["1", "Ü"]
    with pytest.raises(BadInput, match="the text is not utf-8"):
        read(READER, path, encoding="utf-8")


def test_ambiguous_dates_are_noted(tmp_path: Path) -> None:
    """When nothing proves the order of day and month, it is said how they were read."""
    path = table(tmp_path, "id,opened\n1,03/04/2025\n2,05/06/2025\n")
    batch, reading = read(READER, path)
    assert batch.events.occurred_at[0] == at("2025-04-03")
    assert "day first (--option date-order=mdy changes that)" in reading.notes[0]
    batch, reading = read(READER, path, date_order="mdy")
    assert batch.events.occurred_at[0] == at("2025-03-04")
    assert len(reading.notes) == 1


def test_month_first_is_found(tmp_path: Path) -> None:
    """One date that can only have the month first settles the whole column."""
    batch, reading = read(READER, table(tmp_path, "id,opened\n1,03/04/2025\n2,12/31/2025\n"))
    assert batch.events.occurred_at[0] == at("2025-03-04")
    assert "The dates have the month first, as in 12/31/2025." in reading.notes


def test_mixed_zones(tmp_path: Path) -> None:
    """Stamps with an offset keep it, whatever the zone of those without."""
    text = "id,opened\n1,2025-01-01T10:00:00+05:00\n2,2025-01-01T10:00:00\n3,2025-01-01T10:00:00Z\n"
    batch, _ = read(READER, table(tmp_path, text), timezone="America/New_York")
    assert [to_text(t)[11:13] for t in batch.events.occurred_at] == ["05", "15", "10"]


def test_columns_of_one_name_are_a_list(tmp_path: Path) -> None:
    """A name that stands several times (labels in an issue tracker's export) has several values."""
    text = "id,opened,Label,Label,Label\n1,2025-01-01,a,b,\n2,2025-01-02,c,,\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert [row[1:3] for row in rows(batch, "values")] == [("Label", "a"), ("Label", "b"), ("Label", "c")]


def test_values_over_time_in_any_order_of_lines(tmp_path: Path) -> None:
    """A file that runs backwards in time gives the same history as one that runs forwards."""
    lines = [
        f"C1,{day},2025-01-0{day},{impact}"
        for day, impact in ((1, "Low"), (2, "Low"), (3, "High"), (4, "High"))
    ]
    head = "case,activity,time,impact"
    for order in (lines, lines[::-1]):
        batch, _ = read(READER, table(tmp_path, "\n".join([head, *order])), item_attributes="impact")
        assert rows(batch, "values") == [
            ("s:item:C1", "impact", "Low", ALWAYS),
            ("s:item:C1", "impact", "High", at("2025-01-03")),
        ]


def test_value_known_later_holds_from_then(tmp_path: Path) -> None:
    """A value that only a later line states is not taken to have been known at the start."""
    text = "case,activity,time,verdict\nC1,a,2025-01-01,\nC1,b,2025-01-02,guilty\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert rows(batch, "values") == [("s:item:C1", "verdict", "guilty", at("2025-01-02"))]


def test_line_without_dates_still_describes_its_item(tmp_path: Path) -> None:
    """An item whose lines have no date yet is an item with attributes and no events."""
    text = "id,opened,kind,note\n1,,bug,early\n1,2025-01-02,bug,late\n2,,story,\n"
    batch, _ = read(READER, table(tmp_path, text), item_attributes="note")
    assert batch.objects.key == ["1", "2"]
    assert batch.events.id == ["s:opened:1#1"]
    assert rows(batch, "values") == [
        ("s:item:1", "kind", "bug", ALWAYS),
        ("s:item:1", "note", "early", ALWAYS),
        ("s:item:1", "note", "late", at("2025-01-02")),
        ("s:item:2", "kind", "story", ALWAYS),
    ]


def test_change_after_the_sample_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looked constant in the first lines and changes later is kept as a change."""
    monkeypatch.setattr(case_attributes, "SAMPLE", 2)
    text = "case,activity,time,team\nC1,a,2025-01-01,A\nC1,b,2025-01-02,A\nC1,c,2025-01-03,B\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert rows(batch, "values") == [
        ("s:item:C1", "team", "A", ALWAYS),
        ("s:item:C1", "team", "B", at("2025-01-03")),
    ]


@pytest.mark.parametrize(
    ("bad", "fact"),
    [
        ("C3,Build,31.02.2025,,,", '"Complete Timestamp" is "31.02.2025", which is not a day.'),
        ("C3,Build,,,,", 'it has no "Complete Timestamp".'),
        ("C3,Build,NULL,,,", 'it has no "Complete Timestamp".'),
        (",Build,2025-01-01,,,", 'it has no "Case ID".'),
        ("C3,,2025-01-01,,,", 'it has no "Activity".'),
        ("C3,Build", "it has 2 fields, and there are 6 columns."),
        ("C3,Build,2025-01-01,a,b,c,d", "it has 7 fields, and there are 6 columns."),
        (
            'C3,Build,2025-01-01,"a "b" c",,',
            "a quote stands inside a quoted field; it must be written twice there.",
        ),
    ],
)
def test_broken_line_has_its_number(tmp_path: Path, bad: str, fact: str) -> None:
    """A line that cannot be read is refused with its number; leaving it out keeps all others."""
    head, *lines = LOG.splitlines()
    text = "\n".join([head, lines[0], "", '"C\n1",Note,2025-01-01,Acme,ann,3', bad, *lines[1:]]) + "\n"
    path = table(tmp_path, text)
    with pytest.raises(BadInput) as error:
        read(READER, path)
    assert error.value.fact == f"{path}, line 6: {fact}"
    assert error.value.remedies[0].endswith("the same command with --skip-bad")
    batch, reading = read(READER, path, skip_bad="yes")
    assert batch.events.id == ["s:Ready:C1#0", "s:Note:C\n1#0", "s:Build:C1#1", "s:Ready:C2#0"]
    assert reading.skipped == [f"{path}, line 6: {fact}"]


def test_open_quote_is_found_at_its_line(tmp_path: Path) -> None:
    """A quote that is never closed swallows the rest of the file; the line it opens on is named."""
    path = table(tmp_path, LOG + 'C4,"Build,2025-01-01,,,\nC5,Test,2025-01-02,,,\n')
    with pytest.raises(BadInput, match="line 5: a quote is opened here and never closed"):
        read(READER, path)


def test_empty_fields_beyond_the_header_are_nothing(tmp_path: Path) -> None:
    """Delimiters at the end of lines, and lines of delimiters only, do no harm."""
    batch, _ = read(READER, table(tmp_path, "id,opened,,\n1,2025-01-01,,\n,,,\n\n2,2025-01-02,,\n"))
    assert batch.objects.key == ["1", "2"]
    assert batch.values.attribute == []


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        ("", "is empty"),
        ("\n\n", "has no line with column names"),
        ("only one column\n1\n", "has one column only"),
        ("id,amount\n1,2\n", "does not show which column says when something happened"),
        ("what,activity,when\na,x,2025-01-01\na,x,2025-01-02\n", "does not show which column names the item"),
        (
            "C1,Build,2025-01-01\nC1,Test,2025-01-02\n",
            'line 1: column names are needed here, and there is "2025-01-01"',
        ),
        ("ocel:eid,ocel:timestamp\ne1,2025-01-01\n", "is an OCEL log as CSV"),
        ('id,"opened\n1,2025-01-01\n', "line 1: a quote is opened here and never closed"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: str, fact: str) -> None:
    """Each gets a sentence that says what is missing."""
    with pytest.raises(BadInput, match=fact):
        read(READER, table(tmp_path, content))


def test_truncated_gzip(tmp_path: Path) -> None:
    """A packed file that was cut off is said to end too early, and nothing of it is passed on."""
    path = tmp_path / "export.csv.gz"
    packed = gzip.compress(
        (LOG + "".join(f"C{n},x,2025-01-01,,{n * 7919},\n" for n in range(9_999))).encode()
    )
    path.write_bytes(packed[:-400])
    with pytest.raises(BadInput, match="ends too early"):
        read(READER, path)


def test_recognises() -> None:
    """A table is known by its name, or by lines with as many fields each; other formats are not taken."""
    assert READER.recognises(Path("x.csv"), b"anything")
    assert READER.recognises(Path("x.tsv.gz"), b"a\tb\n")
    assert READER.recognises(Path("export"), b"a;b;c\n1;2;3\n4;5;6\n")
    assert READER.recognises(Path("export.txt"), "a;b\n1;2\n".encode("utf-16"))
    assert not READER.recognises(Path("notes.md"), b"# Title, one\n\nSome text\nand, more, text\n")
    assert not READER.recognises(Path("x.csv"), b'{"a": 1}')
    assert not READER.recognises(Path("x.csv"), b"SQLite format 3\0")
    assert not READER.recognises(Path("folder.csv"), b"")


def test_batches_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long table comes in several batches that say together what one says."""
    path = table(tmp_path, LOG)
    whole, _ = read(READER, path)
    monkeypatch.setattr("headrace.eventlog.formats.csv._BATCH", 1)
    batches = list(READER.read(path, Reading("s")))
    assert len(batches) > 3
    assert said(merged(batches)) == said(whole)


words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\x1f"), max_size=9).map(
    str.strip
)
stamps = st.integers(0, 2**47).map(lambda at: at * 1_000)


@given(
    st.lists(
        st.tuples(
            st.text("abcü \"',;\n", min_size=1).map(str.strip).filter(bool), words.filter(bool), stamps, words
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, int, str]], delimiter: str
) -> None:
    """Any texts in any column survive quoting, delimiters and line breaks; each line is one event."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["case", "activity", "time", "resource"])
    writer.writerows((case, activity, to_text(at), note) for case, activity, at, note in lines)
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    path.write_bytes(out.getvalue().encode())
    batch, _ = read(READER, path, delimiter={"\t": "tab"}.get(delimiter, delimiter), not_persons="resource")
    assert len(set(batch.events.id)) == len(lines)
    assert batch.events.type == [activity for _, activity, _, _ in lines]
    assert batch.events.occurred_at == [at for _, _, at, _ in lines]
    assert batch.event_objects.object_id == [f"s:item:{case}" for case, _, _, _ in lines]
    missing = {"", "NULL", "\\N", "NaN", "N/A"}
    assert batch.event_attributes.value == [note for _, _, _, note in lines if note not in missing]


@given(st.permutations(["C1,a,2025-01-01,x", "C1,b,2025-01-02,x", "C2,a,2025-01-03,y", "C2,c,2025-01-02,z"]))
def test_order_of_lines_does_not_matter_to_what_happened(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    """However the lines are ordered, the same things happened at the same times to the same items."""
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    path.write_text("\n".join(["case,activity,time,kind", *lines]), encoding="utf-8")
    batch, _ = read(READER, path)
    about = {row[0]: row[1] for row in rows(batch, "event_objects")}
    found = {(about[row[0]], *row[1:4]) for row in rows(batch, "events")}
    assert found == {(f"s:item:{line[:2]}", line[3], None, at(line[5:15])) for line in lines}


def _counts(batch: Batch) -> tuple[int, int]:
    return len(set(batch.objects.id)), len(set(batch.events.id))


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "items", "events", "said_of_items"),
    [
        ("data/sepsis/sepsis.csv.gz", 1_050, 15_214, "Age"),
        ("reference/generated/log25.csv", 25, 175, None),
        ("reference/generated/items40.csv", 40, 74, "class"),
        ("data/sevendigital/7digital2012.csv.gz", 3_238, 9_714, "Type"),
        ("data/apache_assignments/ignite_issues.csv.gz", 11_993, 20_767, None),
        ("data/apache_assignments/ignite_assignments.csv.gz", 11_993, 41_976, None),
        ("data/webkit_reviews/patch-baysal.csv.gz", 34_749, 58_400, None),
    ],
)
def test_real_tables(shared: Path, file: str, items: int, events: int, said_of_items: str | None) -> None:
    """Real exports are understood without an option, to the last line."""
    batch, _ = read(READER, shared / file)
    assert _counts(batch) == (items, events)
    assert said_of_items is None or said_of_items in batch.values.attribute


def test_lines_that_say_the_same_are_counted(tmp_path: Path) -> None:
    """A line that stands twice is read twice, and told with its number; lines that differ are not counted."""
    head, *lines = LOG.splitlines()
    once, _ = read(READER, table(tmp_path, LOG))
    twice, reading = read(READER, table(tmp_path, "\n".join([head, *lines, *lines]) + "\n"))
    assert len(twice.events.id) == 2 * len(once.events.id)
    first = len(lines) + 2
    assert f"{len(lines)} lines say the same as a line before them (line {first} first); all were read." in (
        reading.notes
    )
    _, reading = read(READER, table(tmp_path, "\n".join([head, *lines, lines[0]]) + "\n"))
    assert f"Line {first} says the same as a line before it; both were read." in reading.notes
    assert not any("same" in note for note in read(READER, table(tmp_path, LOG))[1].notes)


@pytest.mark.parametrize("bad", ["C1,Build,,x,,\n", "C1,,2025-01-01,x,,\n", "C1,Build,2025-13-01,x,,\n"])
def test_lines_left_out_say_nothing_about_the_others(tmp_path: Path, bad: str) -> None:
    """With a broken line left out, the log reads as if the line were not there."""
    _, *lines = LOG.splitlines()
    path = table(tmp_path, "\n".join([LOG.splitlines()[0], *lines]) + "\n" + bad)
    broken, reading = read(READER, path, skip_bad="yes")
    assert len(reading.skipped) == 1
    assert said(broken) == said(read(READER, table(tmp_path, LOG))[0])
