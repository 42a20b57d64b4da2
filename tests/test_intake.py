"""Records in: what is said of files that cannot be read, whatever is wrong with them."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from headrace.errors import BadInput, BadRequest, HeadraceError
from headrace.eventlog.store import Store
from headrace.intake import Asked, Imported, import_files, kinds

NOISE = random.Random(7).randbytes(5_000)  # noqa: S311 - noise, not a secret
BROKEN = {
    "empty": b"",
    "noise": NOISE,
    "noise.csv": NOISE,
    "empty-list.json": b"[]",
    "empty-object.json": b"{}",
    "text.json": b'"a text"',
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
