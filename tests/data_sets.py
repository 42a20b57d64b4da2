"""The real data sets that tests read, and how each becomes a workspace."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from headrace.intake import Asked
from headrace.value_streams.discovery import propose
from headrace.workspace import Workspace
from tests.connectors.repositories import rebuilt

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

OF_EXAMPLES = {
    "duracloud": {
        "DURACLOUD_issues_changelog.jsonl.gz": "duraspace_jira/DURACLOUD_issues_changelog.jsonl.gz",
        "duracloud.bundle": "git_duracloud/duracloud_codefree.bundle",
    },
    "volvo-incidents": {"bpic2013_incidents.xes.gz": "bpic2013/07_bpic2013_incidents.xes.gz"},
    "helpdesk": {"helpdesk.xes.gz": "helpdesk/helpdesk.xes.gz"},
    "quic-drafts": {},
    "order-to-parcel": {"running-example.sqlite.gz": "ocel_ocpa/running-example.sqlite.gz"},
}
"""Example → name in its data folder → which file of the shared data that is."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Files to import in one go; the value stream is the one that the log suggests.

    Args:
        files: below the folder of shared data.
        options: what each reader is told.
        skip_bad: the files hold lines that cannot be read.
    """

    files: tuple[str, ...]
    options: dict[str, str] = field(default_factory=dict)
    skip_bad: bool = False


PROPOSED = {
    "bpic2012": DataSet(("bpic2012/bpic2012.xes.gz",)),
    "bpic2013_closed_problems": DataSet(("bpic2013/06_bpic2013_closed.xes.gz",)),
    "receipt": DataSet(("receipt/08_receipt.xes.gz",)),
    "sepsis": DataSet(("sepsis/sepsis.csv.gz",)),
    "sevendigital": DataSet(("sevendigital/7digital2012.csv.gz",)),
    "tidev_jira": DataSet(
        (
            *(f"tidev_jira/{project}_issues.jsonl.gz" for project in ("ALOY", "AC", "MOD", "DAEMON")),
            "git_alloy/alloy_codefree.bundle",
        )
    ),
    "kep_lifecycle": DataSet(("kep_lifecycle/kep_yaml_history.csv.gz",), skip_bad=True),
    "webkit_reviews": DataSet(("webkit_reviews/patch-baysal.csv.gz",)),
    "apache_ignite": DataSet(("apache_assignments/ignite_assignments.csv.gz",)),
    "apache_hive": DataSet(("apache_assignments/hive_assignments.csv.gz",)),
    "git_socorro": DataSet(("git_socorro/commits.csv.gz",), {"item": "sha", "label": "subject"}),
    "ocel_p2p": DataSet(("ocel_ocpa/p2p-2023.jsonocel.gz",)),
}
"""Data sets that are mapped as the log suggests."""


def example(name: str, folder: Path, data: Path) -> Workspace:
    """Make a workspace of an example as its README says: its definition, the data beside it, one import."""
    folder.mkdir()
    shutil.copy(EXAMPLES / name / "headrace.yaml", folder)
    (folder / "data").mkdir()
    for file, shared in OF_EXAMPLES[name].items():
        (folder / "data" / file).symlink_to(data / shared)
    if name == "quic-drafts":
        _quic(folder / "data", data)
    workspace = Workspace(folder)
    together = [Asked(folder / "data" / file) for file in ("issues.json", "pulls.json")]
    workspace.import_files([*workspace.sources(), *(one for one in together if one.path.exists())])
    return workspace


def _quic(folder: Path, data: Path) -> None:
    """Rebuild the drafts' history; its commits have other ids, so the requests are told those of their merges."""
    ids = rebuilt(data / "git_quic", folder / "base-drafts.git")
    with gzip.open(data / "quic_github" / "pulls_2017-04-28.json.gz", "rt", encoding="utf-8") as text:
        pulls = json.load(text)
    for pull in pulls:
        pull["merge_commit_sha"] = ids.get(pull["merge_commit_sha"], pull["merge_commit_sha"])
    (folder / "pulls.json").write_text(json.dumps(pulls), encoding="utf-8")
    with gzip.open(data / "quic_github" / "issues_2017-04-28.json.gz") as packed:
        (folder / "issues.json").write_bytes(packed.read())


def proposed(name: str, folder: Path, data: Path) -> Workspace:
    """Make a workspace of a data set, with the value stream that the log suggests."""
    chosen = PROPOSED[name]
    workspace = Workspace.create(folder)
    asked = [Asked(data / file, options=chosen.options) for file in chosen.files]
    workspace.import_files(asked, skip_bad=chosen.skip_bad)
    workspace.add_stream(propose(workspace.summary()))
    return workspace


Made = Callable[[str], Workspace]
