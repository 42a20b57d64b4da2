"""What came of real work, against a plain count over the same records, one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from headrace.engine import rows
from headrace.eventlog import link_rules
from headrace.flow import aftermath
from headrace.value_streams.aftermath import DEFECT_KINDS
from headrace.value_streams.definition import Mode
from tests.derived import derived

if TYPE_CHECKING:
    from headrace.engine import Embedded
    from tests.data_sets import Made


class Plain:
    """The log in dictionaries: links both ways, when each record began, what each is."""

    def __init__(self, engine: Embedded) -> None:
        self.types = {
            row["object_no"]: row["object_type"]
            for row in rows(engine.table("objects").select("object_no", "object_type"))
        }
        self.links: list[dict[str, Any]] = rows(engine.table("links"))
        self.began: dict[int, int] = {}
        for row in rows(engine.table("happenings").select("object_no", "occurred_at")):
            number, at = row["object_no"], row["occurred_at"]
            self.began[number] = min(at, self.began.get(number, at))
        self.kinds: dict[int, set[str]] = defaultdict(set)
        for row in rows(engine.table("object_values")):
            if row["attribute"] == "type" and row["value"]:
                self.kinds[row["object_no"]].add(row["value"].lower())
        self.done = {
            row["item_no"]: row["ended_at"]
            for row in rows(engine.table("items"))
            if row["outcome"] == int(Mode.DONE)
        }
        self.told: dict[int, set[int]] = defaultdict(set)
        for item, told in _told(engine):
            self.told[told].add(item)

    def escaped(self) -> list[int]:
        """Return when bugs began that are linked to work that was done by then."""
        found = set()
        for link in self.links:
            for defect, other in ((link["from_no"], link["to_no"]), (link["to_no"], link["from_no"])):
                ends = [self.done[item] for item in self.told.get(other, ()) if item in self.done]
                is_defect = self.types[defect] == "incident" or self.kinds[defect] & set(DEFECT_KINDS)
                if is_defect and defect != other and ends and self.began[defect] >= min(ends):
                    found.add(defect)
        return sorted(self.began[defect] for defect in found)

    def commits(self) -> tuple[int, int]:
        """Return how many commits of the work there are, and how many of them were taken back."""
        of_work = {number for number in self.told if self.types[number] == "commit"}
        for link in self.links:
            for one, other in ((link["from_no"], link["to_no"]), (link["to_no"], link["from_no"])):
                if self.types[one] == "commit" and other in self.told:
                    of_work.add(one)
        undoing = {
            (link["from_no"], link["to_no"]) for link in self.links if link["rule"] == link_rules.REVERTS
        }
        of_work -= {one for one, _ in undoing}
        return len(of_work), len(of_work & {other for _, other in undoing})


def _told(engine: Embedded) -> list[tuple[int, int]]:
    """Return each item with what tells about it; itself alone where nothing else does."""
    try:
        return [(row["item_no"], row["object_no"]) for row in rows(engine.table("reached"))]
    except KeyError:
        return [(row["item_no"], row["item_no"]) for row in rows(engine.table("items"))]


@pytest.mark.data
@pytest.mark.parametrize(
    ("data_set", "stream", "least"),
    [("duracloud", "idea-released", (0, 100)), ("tidev_jira", "item", (50, 1000))],
)
def test_defects_and_reverts_of_real_work_are_those_counted_one_by_one(
    made: Made, data_set: str, stream: str, least: tuple[int, int]
) -> None:
    """Bugs raised after the work they name was done, and commits taken back, as a plain loop finds them."""
    workspace = made(data_set)
    definition = workspace.catalogue.stream(stream)
    with derived(workspace, stream) as engine:
        plain = Plain(engine)
        escapes = aftermath.escapes(engine).tolist()
        commits = aftermath.commits(engine, definition)
    assert escapes == plain.escaped()
    assert (len(commits.times), int(commits.wrong.sum())) == plain.commits()
    assert len(escapes) >= least[0]
    assert len(commits.times) >= least[1]
