"""Records in: what is said of files that cannot be read, whatever is wrong with them."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from headrace.errors import BadInput, BadRequest, HeadraceError
from headrace.eventlog.store import Store
from headrace.intake import Asked, FileRead, Imported, SourceRead, files_named, import_files, kinds
from headrace.workspace import Workspace

NOISE = random.Random(7).randbytes(5_000)
BROKEN = {
    "empty": b"",
    "noise": NOISE,
    "noise.csv": NOISE,
    "empty-list.json": b"[]",
    "empty-object.json": b"{}",
    "text.json": b'"a text"',
    "records.jsonl": b'{"id": 1, "at": "2025-01-01"}\n{"id": 2, "at": "2025-01-02"}\n',
    "more.tar": b"a.csv" + bytes(252) + b"ustar" + bytes(300),
    "cut.json": b'{"events": [{"id": "1"',
    "header.csv": b"case,activity,time\n",
    "nul.csv": b"case,activity,time\n1,a,2024-01-01\n1,b\0c,2024-01-02\n2,a,2024-01-01\n",
    "workbook.csv": b"PK\x03\x04\x14\x00" + NOISE,
    "cut.gz": gzip.compress(NOISE)[:-500],
    "no-gzip.gz": b"\x1f\x8b" + NOISE,
    "page.xml": b"<html><body>Sign in</body></html>",
    "no-traces.xes": b"<log></log>",
}


def looked_at(folder: Path, *asked: Asked) -> Imported:
    """Read without writing."""
    return import_files(Store(folder / "store"), asked, dry_run=True)


def refusal(folder: Path, asked: Asked) -> HeadraceError:
    """Return what is said of a file that is refused."""
    with pytest.raises((BadInput, BadRequest)) as error:
        looked_at(folder, asked)
    return error.value


def month(folder: Path, name: str, *lines: str) -> Path:
    """Write one month's export of a log."""
    path = folder / name
    path.write_text("\n".join(["case,activity,time", *lines]) + "\n", encoding="utf-8")
    return path


def workspace(folder: Path) -> Workspace:
    """Return a workspace with two months of one source, in which one case goes on."""
    made = Workspace.create(folder)
    months = [
        month(folder, "jan.csv", "1,open,2025-01-01", "1,build,2025-01-05", "2,open,2025-01-07"),
        month(folder, "feb.csv", "1,open,2025-02-01", "1,close,2025-02-03"),
    ]
    made.import_files([Asked(path, source="shop") for path in months])
    return made


def test_a_case_that_goes_on_in_another_file_keeps_all_its_events(tmp_path: Path) -> None:
    """Two files of one source have no place in common, so the same step in both is two events."""
    made = workspace(tmp_path)
    again = made.import_files(made.sources())
    assert again.changes is not None
    assert (again.changes.objects, again.changes.events) == (2, 5)


def test_files_of_one_source_are_noted_and_read_again_together(tmp_path: Path) -> None:
    """What is written into the file reads the same again: nothing is new, changed or gone."""
    made = workspace(tmp_path)
    assert made.catalogue.sources["shop"].path == ("jan.csv", "feb.csv")
    again = made.import_files(made.sources())
    assert again.changes is not None
    assert not again.changes.changed_anything


def test_a_pattern_reads_what_fits_it_in_the_order_of_names(tmp_path: Path) -> None:
    """A file whose own name holds signs of a pattern is itself; a pattern that fits nothing is refused."""
    one, two = month(tmp_path, "b.csv"), month(tmp_path, "a.csv")
    assert files_named(tmp_path, "*.csv") == (two, one)
    assert files_named(tmp_path, str(tmp_path / "*.csv")) == (two, one)
    odd = month(tmp_path, "c[1].csv")
    assert files_named(tmp_path, "c[1].csv") == (odd,)
    with pytest.raises(BadInput, match=r"No file fits \*\.xes") as error:
        files_named(tmp_path, "*.xes")
    assert error.value.remedies


def test_files_of_one_kind_keep_it_and_others_are_looked_at_again(tmp_path: Path) -> None:
    """A source of a table and a JSON file is noted without a kind."""
    table, other = (
        FileRead(tmp_path / "a.csv", "csv", "s", (), ()),
        FileRead(tmp_path / "b", "xes", "s", (), ()),
    )
    assert Imported((table, table), None).sources() == (SourceRead("s", "csv", (table.path,), {}),)
    assert Imported((table, other), None).sources()[0].kind is None


@pytest.mark.parametrize("kind", [None, *kinds()])
@pytest.mark.parametrize("name", [*BROKEN, "folder", "missing"])
def test_every_broken_file_gets_all_three_parts(tmp_path: Path, name: str, kind: str | None) -> None:
    """What is so, what it means and what to do: for every kind of breakage, asked for as any kind of file."""
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name != "missing":
        path.write_bytes(BROKEN[name])
    said = refusal(tmp_path, Asked(path, kind))
    assert name in said.fact
    assert "Nothing was" in said.meaning
    assert said.remedies
    assert all(said.remedies)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("noise", "bytes that are no text"),
        ("noise.csv", "binary data"),
        ("workbook.csv", "a workbook"),
        ("empty-list.json", "an empty list"),
        ("records.jsonl", "neither issues of Jira or GitHub nor an OCEL log"),
        ("more.tar", "an archive or a workbook; unpack it"),
        ("text.json", "neither issues of Jira or GitHub nor an OCEL log"),
        ("header.csv", "no line that can be read below its column names"),
        ("nul.csv", "line 3: it holds a NUL character"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, words: str) -> None:
    """The first line says what the file is, not only what it is not."""
    (tmp_path / name).write_bytes(BROKEN[name])
    assert words in refusal(tmp_path, Asked(tmp_path / name)).fact


def test_a_mistyped_path_names_the_nearest_file(tmp_path: Path) -> None:
    """What lies beside is suggested; a folder that is not there is named itself."""
    (tmp_path / "issues.csv").write_text("a,b\n", encoding="utf-8")
    assert refusal(tmp_path, Asked(tmp_path / "isues.csv")).fact.endswith("Did you mean issues.csv?")
    assert refusal(tmp_path, Asked(tmp_path / "nowhere" / "x.csv")).fact == (
        f"There is no folder {tmp_path / 'nowhere'}."
    )


def test_a_file_that_may_not_be_opened_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions are said to be the matter, and not the file's form."""
    path = tmp_path / "locked.csv"
    path.write_text("a,b\n", encoding="utf-8")

    def refused(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refused)
    said = refusal(tmp_path, Asked(path))
    assert said.fact == f"{path} cannot be opened: Permission denied."
    assert said.remedies
