"""Persons are known by keys alone, and what is under a key stays in the store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headrace.eventlog.formats.csv import CsvReader
from headrace.eventlog.formats.ocel_json import OcelJsonReader
from headrace.eventlog.formats.xes import XesReader
from headrace.eventlog.persons import is_key, is_person, key_name, names_person, pseudonym
from headrace.intake import Asked
from headrace.workspace import Workspace
from tests.eventlog.formats.reading import read, rows

if TYPE_CHECKING:
    from pathlib import Path

ANN = pseudonym("Ann Example")
TABLE = """case,activity,time,assignee,opened_by,team,org:resource
C1,Ready,2025-01-01,Ann Example,Bob Example,Sales,Ann Example
C1,Done,2025-01-02,Bob Example,Bob Example,Sales,ANN EXAMPLE
"""
TRACE = (
    '<log xes.version="1.0"><trace><string key="concept:name" value="C1"/>'
    '<string key="responsible" value="Bob Example"/>{events}</trace></log>'
)
EVENT = (
    '<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="2025-01-0{day}"/>'
    '<string key="org:resource" value="Ann Example"/><string key="org:group" value="Sales"/></event>'
)
OCEL = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {"id": "A-1", "type": "item", "attributes": [
            {"name": "owner", "time": "1970-01-01T00:00:00Z", "value": "Ann Example"}],
         "relationships": [{"objectId": "Ann Example", "qualifier": "has"}]},
        {"id": "Ann Example", "type": "employees", "attributes": [
            {"name": "headrace:label", "time": "1970-01-01T00:00:00Z", "value": "Ann Example"}]},
    ],
    "events": [
        {"id": "e1", "type": "Ready", "time": "2025-01-01T10:00:00Z",
         "attributes": [{"name": "Resource", "value": "Ann Example"}],
         "relationships": [{"objectId": "A-1", "qualifier": ""}, {"objectId": "Ann Example", "qualifier": ""}]}
    ],
}  # fmt: skip

STREAM = """\
value_streams:
  flow:
    {name: Flow, customer: a shop, value: has it, items: item,
     stages: [{name: Build, function: Engineering, working: [item.Ready]}], done: [item.Done]}
"""


def files(folder: Path) -> dict[str, Path]:
    """Write the same people into one file of each kind."""
    xes = TRACE.format(events="".join(EVENT.format(name=n, day=d) for n, d in (("Ready", 1), ("Done", 2))))
    texts = {"log.csv": TABLE, "log.xes": xes, "log.jsonocel": json.dumps(OCEL)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: folder / name for name in texts}


def test_a_person_has_one_key_however_written() -> None:
    """Case and outer spaces do not matter, the secret does, and the key tells nothing."""
    assert pseudonym("  ann example ") == ANN
    assert pseudonym("Ann Example", "secret") != ANN
    assert len(ANN) == 12
    assert not {"ann", "example"} & {ANN[i : i + 7] for i in range(12)}


@pytest.mark.parametrize(
    "name",
    ["org:resource", "Resource", "assignee", "Assignee Id", "case:owner", "createdBy", "opened_by", "employees",
     "AssignedTo", "user.email", "assigned_to", "reporter_display_name"],
)  # fmt: skip
def test_names_of_persons(name: str) -> None:
    """What ends with a word for a person, or says by whom, is a person's."""
    assert names_person(name)
    assert is_key(key_name(name))


@pytest.mark.parametrize(
    "name",
    ["org:group", "org:role", "resource country", "user story", "customer", "caused by", "blocked_by", "team",
     "ownership", "superuser", "status", "issue_key", "key", ""],
)  # fmt: skip
def test_other_names(name: str) -> None:
    """Groups, customers and things that only sound so are no persons, and a key of something else is no person's."""
    assert not names_person(name)
    assert not is_key(f"{name}_key")


def test_only_what_is_under_a_key_is_hidden() -> None:
    """An attribute or object that a user has declared no person is shown."""
    assert not is_key("org:resource")
    assert is_person("employees", ANN)
    assert not is_person("employees", "Machine 7")
    assert not is_person("item", ANN)


@pytest.mark.parametrize(
    ("reader", "file", "values"),
    [
        (CsvReader(), "log.csv", {"assignee_key", "opened_by_key", "org:resource_key", "team"}),
        (XesReader(), "log.xes", {"responsible_key", "org:resource_key", "org:group"}),
        (OcelJsonReader(), "log.jsonocel", {"owner_key", "Resource_key"}),
    ],
    ids=["csv", "xes", "ocel"],
)
def test_files_lose_their_names(reader: object, file: str, values: set[str], tmp_path: Path) -> None:
    """Every attribute and object of a person has a key; nothing that is read holds a name, and that is noted."""
    batch, reading = read(reader, files(tmp_path)[file])  # type: ignore[arg-type]
    assert {row[1] for part in ("values", "event_attributes") for row in rows(batch, part)} == values
    parts = ("objects", "values", "events", "event_objects", "event_attributes", "relations")
    everything = repr([rows(batch, part) for part in parts])
    assert "Example" not in everything
    assert "EXAMPLE" not in everything
    assert ANN in everything
    assert any(note.startswith("Taken for persons") for note in reading.notes)


def test_what_is_no_person_stays_as_it_is(tmp_path: Path) -> None:
    """A column, attribute or type that the user says is none is read as it stands."""
    paths = files(tmp_path)
    table, _ = read(CsvReader(), paths["log.csv"], not_persons="org:resource, opened_by")
    assert ("s:Ready:C1#0", "org:resource", "Ann Example") in rows(table, "event_attributes")
    assert ("s:Ready:C1#0", "assignee_key", ANN) in rows(table, "event_attributes")
    log, _ = read(XesReader(), paths["log.xes"], not_persons="org:resource")
    assert ("s:Ready:C1#0", "org:resource", "Ann Example") in rows(log, "event_attributes")
    ocel, _ = read(OcelJsonReader(), paths["log.jsonocel"], not_persons="employees")
    assert ocel.objects.key == ["A-1", "Ann Example"]
    assert ("s:item:A-1", "owner_key", ANN, 0) in rows(ocel, "values")


def test_a_secret_changes_every_key(tmp_path: Path) -> None:
    """Who does not know it cannot check a guess."""
    batch, _ = read(XesReader(), files(tmp_path)["log.xes"], person_key="secret")
    assert ANN not in batch.event_attributes.value
    assert pseudonym("Ann Example", "secret") in batch.event_attributes.value


def test_keys_stay_in_the_store(tmp_path: Path) -> None:
    """No page of an item and no export holds what is kept of persons."""
    from headrace.eventlog.retrieval import retrieve  # noqa: PLC0415

    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(STREAM)
    paths = files(tmp_path)
    workspace.import_files([Asked(path, source=name[4:8]) for name, path in paths.items()])
    engine = workspace.store.open()
    try:
        batch = retrieve(engine)
    finally:
        engine.close()
    names = [*batch.values.attribute, *batch.event_attributes.attribute]
    assert {"team", "org:group"} <= set(names)
    assert not [name for name in names if name.endswith("_key")]
    assert "employees" not in batch.objects.type
    assert batch.relations.to_id == []
    for key in ("C1", "A-1"):
        assert ANN not in repr(workspace.item("flow", key))


def test_the_secret_is_told_to_nobody(tmp_path: Path) -> None:
    """What is noted in headrace.yaml and shown of an import names a variable instead."""
    workspace = Workspace.create(tmp_path / "workspace")
    done = workspace.import_files([Asked(files(tmp_path)["log.csv"], options={"person-key": "hush"})])
    assert done.files[0].options == {"person-key": "${HEADRACE_PERSON_KEY}"}
    assert "hush" not in workspace.file.read_text()
    assert "person-key: ${HEADRACE_PERSON_KEY}" in workspace.file.read_text()


def test_a_key_is_not_keyed_again(tmp_path: Path) -> None:
    """A log that was written and is read again has the same persons; a name in such a column gets its key."""
    path = tmp_path / "log.csv"
    path.write_text(f"case,activity,time,assignee_key\nC1,A,2025-01-01,{ANN}\nC1,B,2025-01-02,Ann Example\n")
    batch, _ = read(CsvReader(), path)
    assert [row[1:] for row in rows(batch, "event_attributes")] == [("assignee_key", ANN)] * 2
