"""``headrace import``: what it says about files, and what it does with broken ones."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headrace.cli.importing import file_lines, options, summary
from headrace.errors import BadRequest
from headrace.eventlog.ingestion import Ingested
from headrace.intake import FileRead, Imported
from tests.cli.conftest import PROGRAM
from tests.small_records import CATALOGUE, FINISHED, ITEMS, lines, write_records

if TYPE_CHECKING:
    from tests.cli.conftest import Call


def changes(**numbers: int) -> Imported:
    """Return an import that changed what is given and nothing else."""
    none = dict.fromkeys(
        ("objects_new", "objects_changed", "objects_gone", "events_new", "events_changed", "events_gone"), 0
    )
    return Imported((), Ingested(**{"objects": 2, "events": 1, "snapshot": 1, **none, **numbers}))


def test_summary_says_only_what_changed() -> None:
    """Kinds of change that did not happen are not listed as zeros."""
    assert summary(changes(events_new=1200, objects_gone=1)) == (
        "Read 1 event of 2 objects: 1,200 events new, 1 object gone."
    )
    assert summary(changes()).endswith("nothing has changed since they were read before.")
    assert summary(changes(objects=0, events=0)) == "Read 0 events of 0 objects: nothing in it counts yet."
    assert summary(Imported((), None)) == "Nothing was written: this was a dry run."


def test_many_broken_lines_are_counted_and_a_few_are_shown() -> None:
    """Of many lines left out, the first five are shown and the rest is counted."""
    skipped = tuple(f"a.csv, line {number}: no date." for number in range(2, 14))
    said = file_lines(FileRead(Path("a.csv"), "csv", "a", ("Columns: …",), skipped))
    assert said[0] == "a.csv   csv, source a"
    assert said[2] == "  12 broken lines left out:"
    assert said[-1] == "    and 7 more"
    assert len(said) == 9


def test_options_are_pairs() -> None:
    """A value may hold an equals sign; a pair without a key or a sign is refused."""
    assert options(["item=Key", "time = a=b"]) == {"item": "Key", "time": "a=b"}
    for broken in ("item", "=x"):
        with pytest.raises(BadRequest):
            options([broken])


def test_the_first_import_makes_a_workspace_and_the_second_changes_nothing(
    headrace: Call, tmp_path: Path
) -> None:
    """Records come before definitions: importing makes the workspace, importing again changes nothing."""
    write_records(tmp_path)
    first = headrace("import", "shop.csv")
    assert (first.returncode, "Made a workspace" in first.stderr) == (0, True), first.stderr
    assert f"of {ITEMS} objects: {len(lines()) - 1:,} events new" in first.stdout
    assert (tmp_path / "headrace.yaml").is_file()
    second = headrace("import", "shop.csv")
    assert "nothing has changed" in second.stdout
    assert json.loads(headrace("import", "shop.csv", "--json").stdout)["changes"]["events_new"] == 0


def test_a_dry_run_tells_the_columns_and_writes_nothing(headrace: Call, tmp_path: Path) -> None:
    """``--dry-run`` shows as what the columns were understood; no event is in the store afterwards."""
    write_records(tmp_path)
    answer = headrace("import", "shop.csv", "--dry-run")
    assert answer.returncode == 0
    assert "item = item, activity = activity, time = time" in answer.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["shop.csv"]


def test_a_broken_line_stops_the_import_and_may_be_left_out(headrace: Call, tmp_path: Path) -> None:
    """A broken line is named with its number and exit code 3; nothing is written unless it may be skipped."""
    path = write_records(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8") + "SHOP-99,Build,31.02.2025,Engineering,bug\n", encoding="utf-8"
    )
    refused = headrace("import", "shop.csv")
    assert refused.returncode == 3
    assert f"shop.csv, line {len(lines()) + 1}" in refused.stderr
    assert "--skip-bad" in refused.stderr
    assert not list(tmp_path.rglob("*.duckdb"))
    skipped = headrace("import", "shop.csv", "--skip-bad")
    assert skipped.returncode == 0
    assert "1 broken line left out" in skipped.stdout


@pytest.mark.parametrize("arguments", [["nowhere.csv"], ["shop.csv", "--kind", "xls"], []])
def test_what_cannot_be_imported_leaves_no_traceback(
    headrace: Call, tmp_path: Path, arguments: list[str]
) -> None:
    """A missing file, an unknown kind and nothing at all are each answered in words."""
    write_records(tmp_path)
    answer = headrace("import", *arguments)
    assert answer.returncode in {2, 3, 4}
    assert "Traceback" not in answer.stderr
    assert "not built for" not in answer.stderr


def test_finished_items_are_counted(headrace: Call, tmp_path: Path) -> None:
    """The records that the tests import have as many finished items as they say."""
    write_records(tmp_path)
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    headrace("import", "shop.csv")
    view = json.loads(headrace("map", "first-payment", "--window", "all", "--json").stdout)
    assert (view["n_finished"], view["n_open"]) == (FINISHED, ITEMS - FINISHED)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", ["big.csv   10 %", "big.csv   100 %"])
def test_stopped_in_the_middle_leaves_nothing_half(tmp_path: Path, how: signal.Signals, after: str) -> None:
    """Stopped while reading or writing, an import says so, leaves with 130, and keeps nothing of the file."""
    rows = (f"I-{number // 5},{'ABCDE'[number % 5]},2025-01-06 10:00:00" for number in range(300_000))
    (tmp_path / "big.csv").write_text("item,activity,time\n" + "\n".join(rows), encoding="utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "import", "big.csv"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(after):
            process.send_signal(how)
            break
    rest = process.stderr.read()
    assert process.wait(timeout=60) == 130, rest
    assert rest.endswith(
        "Stopped. Nothing of this import was kept; what was there before is still there.\n"
        "  Start over:   the same command again\n"
    )
    assert "Traceback" not in rest
    assert not list(tmp_path.rglob("*.duckdb*"))


def test_files_that_the_source_does_not_name_are_told(headrace: Call, tmp_path: Path) -> None:
    """A source with other files in headrace.yaml keeps them; a person is told what to add there."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("case,activity,time\n1,a,2025-01-01\n1,b,2025-01-02\n")
    assert "names other files" not in headrace("import", "one.csv", "--source", "s").stderr
    assert "Add there what is missing: two.csv." in headrace("import", "*.csv", "--source", "s").stderr
    assert "names other files" not in headrace("import", "*.csv", "--dry-run", "--source", "s").stderr
