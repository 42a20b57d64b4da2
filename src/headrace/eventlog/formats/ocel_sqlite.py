"""OCEL 2.0 as an SQLite file, in and out."""

# ruff: noqa: S608  # names of tables and columns cannot be parameters; they are ours, or quoted

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headrace.errors import BadInput
from headrace.eventlog.formats import ocel, ocel_batches
from headrace.eventlog.formats.bytestream import AGAIN, GZIP, NOTHING_WRITTEN, opened
from headrace.eventlog.formats.ocel import EPOCH, OWN, OcelEvent, OcelObject
from headrace.eventlog.formats.ocel_log import OcelLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reading

MAGIC = b"SQLite format 3\0"
"""How SQLite files begin."""

_TABLES = {"event", "object", "event_object", "event_map_type", "object_map_type"}
_FIXED = ("ocel_id", "ocel_time", "ocel_changed_field")
_MOST_COLUMNS = 1_000
_START = "1970-01-01 00:00:00"
_SCHEMA = """
create table event_map_type (ocel_type text primary key, ocel_type_map text);
create table object_map_type (ocel_type text primary key, ocel_type_map text);
create table event (ocel_id text primary key, ocel_type text references event_map_type (ocel_type));
create table object (ocel_id text primary key, ocel_type text references object_map_type (ocel_type));
create table event_object (
    ocel_event_id text references event (ocel_id), ocel_object_id text references object (ocel_id),
    ocel_qualifier text, primary key (ocel_event_id, ocel_object_id, ocel_qualifier));
create table object_object (
    ocel_source_id text references object (ocel_id), ocel_target_id text references object (ocel_id),
    ocel_qualifier text, primary key (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


class OcelSqliteReader:
    """Reads ``.sqlite``, also gzipped."""

    name = "ocel-sqlite"
    options = ocel.OPTIONS

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002  # the head says it all
        """Tell whether this is an SQLite file; whether it holds an event log, reading it will show."""
        return head.startswith(MAGIC)

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the log in batches.

        Raises:
            BadInput: it is damaged, not SQLite, or not an OCEL log.
        """
        with _database(path, reading) as database:
            try:
                _check(path, database)
                yield from ocel_batches.batches(path, reading, _items(database, reading))
            except sqlite3.DatabaseError as error:
                raise BadInput(
                    f"{path} cannot be read as SQLite ({error}); it may be damaged or cut off.",
                    NOTHING_WRITTEN,
                    [AGAIN],
                ) from None


@contextmanager
def _database(path: Path, reading: Reading) -> Iterator[sqlite3.Connection]:
    """Open the file for reading alone; a gzipped one is unpacked among the system's temporary files."""
    with opened(path, reading) as data, tempfile.TemporaryDirectory(prefix="headrace-") as folder:
        if data.read(len(MAGIC)) != MAGIC:
            raise BadInput(f"{path} is not an SQLite file.", NOTHING_WRITTEN, [AGAIN])
        file = path
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
        if packed:
            file = Path(folder) / "log.sqlite"
            with file.open("wb") as out:
                out.write(MAGIC)
                shutil.copyfileobj(data, out)
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            yield database


def _check(path: Path, database: sqlite3.Connection) -> None:
    """Raise when the tables of OCEL 2.0 are not there."""
    there = {str(name) for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    missing = sorted(_TABLES - there)
    if missing:
        version = (
            " It looks like OCEL 1.0, of which only the JSON form is read." if "RELATIONS" in there else ""
        )
        raise BadInput(
            f"{path} is SQLite, but not an OCEL 2.0 log: it has no table {', '.join(missing)}.{version}",
            NOTHING_WRITTEN,
            ["Export it as OCEL 2.0, or export its tables as CSV and import those."],
        )


def _items(database: sqlite3.Connection, reading: Reading) -> Iterator[OcelObject | OcelEvent]:
    """Yield the objects, type by type, then the events."""
    total = sum(int(database.execute(f"select count(*) from {t}").fetchone()[0]) for t in ("object", "event"))
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    relations = _pairs(database, "object_object") if "object_object" in tables else {}
    pairs = _pairs(database, "event_object")
    done = 0
    for kind in ("object", "event"):
        types = [row[0] for row in database.execute(f"select distinct ocel_type from {kind} order by 1")]
        maps = dict(database.execute(f"select ocel_type, ocel_type_map from {kind}_map_type"))
        for one in types:
            table = f"{kind}_{maps[one]}" if one in maps else ""
            rows = _rows(database, table) if table in tables else {}
            where = f'table "{table}"'
            for (number,) in database.execute(f"select ocel_id from {kind} where ocel_type = ?", [one]):
                own = str(number)
                if kind == "object":
                    attributes = list(_object_values(rows.get(own, ())))
                    yield OcelObject(own, str(one), attributes, relations.get(own, []), where)
                else:
                    yield _event(own, str(one), rows.get(own, ()), pairs.get(own, []), where)
                done += 1
                if not done % 1_000:
                    reading.on_progress(done, total)


def _pairs(database: sqlite3.Connection, table: str) -> dict[str, list[tuple[str, str]]]:
    """Return first id → [(second id, qualifier)]."""
    found: dict[str, list[tuple[str, str]]] = {}
    for first, second, qualifier in database.execute(f"select * from {table}"):
        found.setdefault(str(first), []).append((str(second), qualifier or ""))
    return found


def _rows(database: sqlite3.Connection, table: str) -> dict[str, list[dict[str, Any]]]:
    """Return id → its rows, each by column name."""
    cursor = database.execute(f"select * from {_quoted(table)}")
    names = [column[0] for column in cursor.description]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in cursor:
        record = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        found.setdefault(str(record.get("ocel_id")), []).append(record)
    return found


def _object_values(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, value, time) of an object's rows; a row of a change speaks of one column only."""
    for row in rows:
        changed, time = row.get("ocel_changed_field"), str(row.get("ocel_time", EPOCH))
        for name, value in row.items():
            if name not in _FIXED and changed in (None, name):
                yield name, _text(value), time


def _event(
    own: str, kind: str, rows: Sequence[dict[str, Any]], pairs: list[tuple[str, str]], where: str
) -> OcelEvent:
    row = rows[0] if rows else {}
    attributes = [(name, _text(value)) for name, value in row.items() if name not in _FIXED]
    return OcelEvent(own, kind, str(row.get("ocel_time", "")), attributes, pairs, where)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def write(path: Path, batch: Batch) -> None:
    """Write a batch as OCEL 2.0 SQLite; a file that is there is replaced."""
    log = OcelLog(batch)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_SCHEMA)
        object_types, event_types = log.types()
        objects = _make_tables(database, "object", object_types)
        events = _make_tables(database, "event", event_types)
        for item in log.objects():
            objects[item.type].write_object(database, item)
        for event in log.events():
            events[event.type].write_event(database, event)
        database.commit()


def _make_tables(
    database: sqlite3.Connection, kind: str, types: dict[str, list[str]]
) -> dict[str, _TypeTable]:
    """Make a table for each type, named by the letters and digits of the type's name."""
    taken: set[str] = set()
    tables = {}
    for name, attributes in types.items():
        short = "".join(c for c in name.title() if c.isascii() and c.isalnum()) or "Type"
        unique = short if short.lower() not in taken else f"{short}{len(taken)}"
        taken.add(unique.lower())
        database.execute(f"insert into {kind}_map_type values (?, ?)", [name, unique])
        tables[name] = _TypeTable(database, kind, unique, attributes)
    return tables


class _TypeTable:
    """The table of one type. SQLite's column names ignore case; what has no column of its own is folded."""

    def __init__(self, database: sqlite3.Connection, kind: str, name: str, attributes: list[str]) -> None:
        self._kind, self._name = kind, f"{kind}_{name}"
        self._columns: list[str] = []
        taken = {*_FIXED, f"{OWN}more"}
        for attribute in attributes[:_MOST_COLUMNS]:
            if attribute and "\0" not in attribute and attribute.lower() not in taken:
                taken.add(attribute.lower())
                self._columns.append(attribute)
        fixed = "ocel_id text, ocel_time timestamp" + (
            ", ocel_changed_field text" if kind == "object" else ""
        )
        texts = "".join(f", {_quoted(column)} text" for column in (*self._columns, f"{OWN}more"))
        database.execute(f"create table {self._name} ({fixed}{texts})")

    def write_object(self, database: sqlite3.Connection, item: OcelObject) -> None:
        """Write an object: one row with what always held, and one for each change."""
        database.execute("insert into object values (?, ?)", [item.id, item.type])
        first: dict[str, str] = {}
        changes: list[tuple[str, str, str]] = []
        folded: list[tuple[str, str, str]] = []
        for name, text, time in item.attributes:
            if name not in self._columns:
                folded.append((name, text, time))
            elif time == EPOCH and name not in first:
                first[name] = text
            else:
                changes.append((name, text, time))
        if folded:
            first[f"{OWN}more"] = json.dumps(folded, ensure_ascii=False)
        self._insert(database, {"ocel_id": item.id, "ocel_time": _START, **first})
        for name, text, time in changes:
            row = {"ocel_id": item.id, "ocel_time": _stamp(time), "ocel_changed_field": name, name: text}
            self._insert(database, row)
        _insert_pairs(database, "object_object", item.id, item.relations)

    def write_event(self, database: sqlite3.Connection, item: OcelEvent) -> None:
        """Write an event in one row."""
        database.execute("insert into event values (?, ?)", [item.id, item.type])
        row: dict[str, str] = {"ocel_id": item.id, "ocel_time": _stamp(item.time)}
        folded: list[tuple[str, str, str]] = []
        for name, text in item.attributes:
            if name in self._columns and name not in row:
                row[name] = text
            else:
                folded.append((name, text, ""))
        if folded:
            row[f"{OWN}more"] = json.dumps(folded, ensure_ascii=False)
        self._insert(database, row)
        _insert_pairs(database, "event_object", item.id, item.objects)

    def _insert(self, database: sqlite3.Connection, row: dict[str, str]) -> None:
        columns = ", ".join(_quoted(name) for name in row)
        marks = ", ".join("?" * len(row))
        database.execute(f"insert into {self._name} ({columns}) values ({marks})", list(row.values()))


def _insert_pairs(database: sqlite3.Connection, table: str, first: str, pairs: list[tuple[str, str]]) -> None:
    rows = [(first, second, qualifier) for second, qualifier in pairs]
    database.executemany(f"insert or ignore into {table} values (?, ?, ?)", rows)


def _stamp(time: str) -> str:
    """Return a time as SQLite's tools expect it, in UTC."""
    return time.replace("T", " ").removesuffix("Z")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
