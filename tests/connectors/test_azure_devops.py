"""Azure DevOps' work items, pull requests, builds and deployments become objects and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.azure_devops.connector import AzureDevOps
from headrace.connectors.ground.contract import Document
from headrace.errors import BadConfiguration
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.recorded import documents, parsed

if TYPE_CHECKING:
    from tests.connectors.readings import Said


def tool(url: str = "https://dev.azure.com/example", **options: str) -> AzureDevOps:
    """A connector; nothing is asked before it collects."""
    return AzureDevOps({"url": url, "token": "t", "projects": "Shop"} | options)


def one(kind: str, body: Any) -> Said:
    """What one document says."""
    return parsed(tool(), Document(kind, "x", body))


def update(number: int, at: str, **fields: tuple[Any, Any]) -> dict[str, Any]:
    """An update of fields, each before and after; ``System_State`` is ``System.State``."""
    told = {name.replace("_", "."): {"oldValue": a, "newValue": b} for name, (a, b) in fields.items()}
    told["System.ChangedDate"] = {"newValue": at}
    return {"id": number, "revisedDate": "9999-01-01T00:00:00Z", "fields": told}


ITEM = {
    "id": 12,
    "fields": {
        "System.Title": "Pay by card, as SHOP-3 asks", "System.State": "Active", "System.WorkItemType": "User Story",
        "System.TeamProject": "Shop", "System.CreatedDate": "2025-03-03T09:00:00Z",
        "System.ChangedDate": "2025-03-05T09:00:00Z",
    },
    "categories": {"New": "Proposed", "Active": "InProgress", "Resolved": "Resolved", "Done": "Completed"},
    "repositories": {"r-1": "Shop/web"},
}  # fmt: skip


def test_a_work_item_goes_through_its_states() -> None:
    """Each state is an event with what Azure says of it; ends and returns are told by the states' categories."""
    steps = [
        (None, "New"),
        ("New", "Active"),
        ("Active", "Resolved"),
        ("Resolved", "Done"),
        ("Done", "Active"),
    ]
    updates = [update(n + 1, f"2025-03-03T1{n}:00:00Z", System_State=step) for n, step in enumerate(steps)]
    found = one("work item", ITEM | {"updates": updates[::-1]})
    assert [(kind, value) for _, kind, value in found.timeline("s:item:AB#12")] == [
        ("created", None), ("status", "New"), ("status", "Active"), ("status", "Resolved"), ("resolved", None),
        ("status", "Done"), ("closed", None), ("status", "Active"), ("reopened", None),
    ]  # fmt: skip
    assert found.attributes("s:status:AB#12.2") == {"from": "New", "category": "indeterminate"}
    assert [value for _, value in found.history("s:item:AB#12", "status")] == [
        "New", "Active", "Resolved", "Done", "Active",
    ]  # fmt: skip
    assert found.objects["s:item:AB#12"] == (
        "item", "AB#12", "Pay by card, as SHOP-3 asks", "https://dev.azure.com/example/Shop/_workitems/edit/12",
    )  # fmt: skip
    assert ("SHOP-3", "names", link_rules.KEY_IN_TEXT) in found.mentioned("s:item:AB#12")


def test_columns_sprints_tags_blocks_and_hands_are_events() -> None:
    """A split column's done part is told apart; who has an item is a key, and not in the event."""
    someone = {"uniqueName": "someone@example.org"}
    updates = [
        update(1, "2025-03-03T09:00:00Z", System_IterationPath=(None, "Shop\\1"), System_BoardColumn=(None, "Build")),
        update(2, "2025-03-03T10:00:00Z", System_BoardColumnDone=(False, True), System_Tags=("a", "a; b")),
        update(3, "2025-03-03T11:00:00Z", System_BoardColumn=("Build", "Test"), System_BoardColumnDone=(True, False)),
        update(4, "2025-03-03T12:00:00Z", System_AssignedTo=(None, someone)),
        update(5, "2025-03-03T13:00:00Z", System_AssignedTo=(someone, None),
               **{"Microsoft.VSTS.CMMI.Blocked": ("No", "Yes")}),
        update(6, "2025-03-03T14:00:00Z", **{"Microsoft.VSTS.CMMI.Blocked": ("Yes", "No")}),
    ]  # fmt: skip
    found = one("work item", ITEM | {"updates": updates})
    assert [(kind, value) for _, kind, value in found.timeline("s:item:AB#12")[1:]] == [
        ("sprint", "Shop\\1"), ("column", "Build"), ("labelled", "b"), ("column", "Build done"), ("column", "Test"),
        ("assigned", None), ("unassigned", None), ("flagged", None), ("unflagged", None),
    ]  # fmt: skip
    assert [v for _, v in found.history("s:item:AB#12", "assignee_key")] == [
        "key of someone@example.org",
        None,
    ]
    assert "someone" not in str(found.events) + str(found.event_attributes)


def test_a_board_of_a_team_is_read_where_the_plain_column_is_not_told() -> None:
    """Older servers tell the column under the board's own name alone."""
    name = "WEF_6CB513B6E70E43499D9FC94E5BBFB784_Kanban.Column"
    updates = [update(1, "2025-03-03T09:00:00Z"), update(2, "2025-03-03T10:00:00Z")]
    updates[1]["fields"] |= {name: {"newValue": "Build"}, f"{name}.Done": {"newValue": True}}
    found = one("work item", ITEM | {"updates": updates})
    assert [v for _, kind, v in found.timeline("s:item:AB#12") if kind == "column"] == ["Build done"]


def test_links_lead_to_items_requests_commits_and_builds() -> None:
    """What the tracker keeps as a link is declared; a repository that is not known is not guessed."""

    def artifact(name: str, url: str) -> dict[str, Any]:
        return {"rel": "ArtifactLink", "url": url, "attributes": {"name": name}}

    base = "https://dev.azure.com/example/_apis/wit/workItems"
    relations = [
        {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": f"{base}/3", "attributes": {"name": "Parent"}},
        {"rel": "System.LinkTypes.Hierarchy-Forward", "url": f"{base}/4", "attributes": {"name": "Child"}},
        {
            "rel": "System.LinkTypes.Dependency-Forward",
            "url": f"{base}/5",
            "attributes": {"name": "Successor"},
        },
        artifact("Pull Request", "vstfs:///Git/PullRequestId/p-1%2Fr-1%2F77"),
        artifact("Pull Request", "vstfs:///Git/PullRequestId/p-1%2Fr-9%2F78"),
        artifact("Fixed in Commit", f"vstfs:///Git/Commit/p-1%2Fr-1%2F{'AB' * 20}"),
        artifact("Integrated in build", "vstfs:///Build/Build/9"),
        {"rel": "Hyperlink", "url": "https://example.org/", "attributes": {}},
    ]
    found = one("work item", ITEM | {"updates": [], "relations": relations})
    assert found.mentioned("s:item:AB#12") >= {
        ("AB#3", "is part of", link_rules.PARENT),
        ("AB#4", "has part", link_rules.PARENT),
        ("AB#5", "successor", link_rules.DECLARED_LINK),
        ("Shop/web!77", "pull request", link_rules.TRACKER_LINK),
        ("ab" * 20, "fixed in commit", link_rules.TRACKER_LINK),
        ("build/9", "integrated in build", link_rules.TRACKER_LINK),
    }
    assert len(found.mentioned("s:item:AB#12")) == 7


def test_an_item_under_another_parent_says_so() -> None:
    """An update of links alone has its time from its revision."""
    link = {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": "https://h/_apis/wit/workItems/{}"}
    moved = {side: [{**link, "url": link["url"].format(n)}] for side, n in (("removed", 3), ("added", 4))}
    updates = [
        update(1, "2025-03-03T09:00:00Z"),
        {"id": 2, "revisedDate": "2025-03-04T09:00:00Z", "relations": moved},
        {"id": 3, "revisedDate": "9999-01-01T00:00:00Z", "relations": moved},
    ]
    found = one("work item", ITEM | {"updates": updates})
    assert found.timeline("s:item:AB#12")[1:] == [(parse("2025-03-04T09:00:00Z")[0], "parent", "AB#4")]


def test_without_updates_nothing_between_is_made_up() -> None:
    """Only what the item itself dates is an event; what it is now has been known since it was made."""
    fields = ITEM["fields"] | {
        "Microsoft.VSTS.Common.ClosedDate": "2025-03-05T09:00:00Z",
        "System.Reason": "Done",
    }  # type: ignore[operator]
    found = one("work item", ITEM | {"fields": fields, "updates": []})
    assert [(kind, value) for _, kind, value in found.timeline("s:item:AB#12")] == [
        ("created", None), ("status", "Active"), ("closed", "Done"),
    ]  # fmt: skip


PULL = {
    "pullRequestId": 77, "status": "completed", "creationDate": "2025-03-03T09:00:00Z",
    "closedDate": "2025-03-04T09:00:00Z", "title": "Fixes #12 and SHOP-3", "description": "See AB#13 and !8",
    "sourceRefName": "refs/heads/pay", "targetRefName": "refs/heads/main", "isDraft": False, "createdBy": "a@b.c",
    "repository": {"name": "web", "project": {"name": "Shop"}}, "mergeCommit": "f" * 40, "commits": ["a" * 40],
    "labels": [{"name": "fast", "active": True}],
}  # fmt: skip


def test_votes_and_notes_are_the_reviews_of_a_change() -> None:
    """A vote taken back is none; the author's own comments are no review; texts of comments are not there."""
    notes = [
        {"id": 1, "at": "2025-03-03T10:00:00Z", "CodeReviewReviewersUpdatedNumAdded": 1},
        {"id": 2, "at": "2025-03-03T11:00:00Z", "CodeReviewVoteResult": "-5"},
        {"id": 3, "at": "2025-03-03T12:00:00Z", "by": "a@b.c"},
        {"id": 4, "at": "2025-03-03T13:00:00Z", "by": "d@b.c"},
        {"id": 5, "at": "2025-03-03T14:00:00Z", "CodeReviewVoteResult": "0"},
        {"id": 6, "at": "2025-03-03T15:00:00Z", "CodeReviewIsDraft": "False"},
        {"id": 7, "at": "2025-03-03T16:00:00Z", "CodeReviewVoteResult": "10"},
        {"id": 8, "at": "2025-03-03T17:00:00Z", "CodeReviewStatus": "Active"},
    ]  # fmt: skip
    found = one("pull request", PULL | {"notes": notes})
    assert [(kind, value) for _, kind, value in found.timeline("s:change:Shop/web!77")] == [
        ("opened", None), ("review requested", None), ("reviewed", "changes requested"), ("reviewed", "commented"),
        ("ready", None), ("reviewed", "approved"), ("reopened", None), ("merged", None),
    ]  # fmt: skip
    assert found.attributes("s:reviewed:Shop/web!77.2") == {"said": "waiting for the author"}
    assert found.mentioned("s:change:Shop/web!77") == {
        ("f" * 40, "became", link_rules.MERGE_COMMIT),
        ("a" * 40, "has", link_rules.CHANGE_COMMIT),
        ("AB#12", "closes", link_rules.CLOSES),
        ("AB#13", "names", link_rules.NUMBER_IN_TEXT),
        ("SHOP-3", "names", link_rules.KEY_IN_TEXT),
    }


def test_an_open_request_has_no_merge_commit() -> None:
    """Azure tries a merge before there is one; no branch holds it."""
    body = {name: value for name, value in PULL.items() if name != "closedDate"} | {"status": "active"}
    rules = {rule for _, _, rule in one("pull request", body).mentioned("s:change:Shop/web!77")}
    assert link_rules.MERGE_COMMIT not in rules


BUILD = {
    "id": 9, "buildNumber": "20250303.1", "status": "completed", "result": "partiallySucceeded", "project": "Shop",
    "queueTime": "2025-03-03T09:00:00Z", "startTime": "2025-03-03T09:01:00Z", "finishTime": "2025-03-03T09:09:00Z",
    "definition": {"name": "ship"}, "sourceBranch": "refs/pull/77/merge", "sourceVersion": "A" * 40,
    "repository": {"id": "r-1", "name": "web", "type": "TfsGit"}, "startedBy": 8, "reason": "pullRequest",
    "records": [
        {"id": "s", "type": "Stage", "name": "Deploy"},
        {"id": "c", "type": "Checkpoint", "parentId": "s"},
        {"id": "w", "type": "Checkpoint.Approval", "parentId": "c", "startTime": "2025-03-03T09:02:00Z"},
        {"id": "p", "type": "Phase", "parentId": "s"},
        {"id": "j", "type": "Job", "name": "to the shop", "parentId": "p", "startTime": "2025-03-03T09:05:00Z",
         "finishTime": "2025-03-03T09:08:00Z", "result": "skipped"},
    ],
}  # fmt: skip


def test_a_build_has_its_jobs_and_approvals() -> None:
    """Jobs know their stage; an approval that nobody has given yet has not finished."""
    found = one("build", BUILD)
    assert [(kind, value) for _, kind, value in found.timeline("s:build:build/9")] == [
        ("queued", None), ("started", None), ("finished", "success"),
    ]  # fmt: skip
    assert found.attributes("s:finished:build/9") == {"said": "partiallySucceeded"}
    assert [(k, v) for _, k, v in found.timeline("s:job:build/9/j")] == [
        ("started", None),
        ("finished", "skipped"),
    ]
    assert [k for _, k, _ in found.timeline("s:job:build/9/w")] == ["started"]
    assert found.history("s:job:build/9/w", "kind") == [(0, "approval")]
    assert (
        found.history("s:job:build/9/j", "stage")
        == found.history("s:job:build/9/w", "stage")
        == [(0, "Deploy")]
    )
    assert found.mentioned("s:build:build/9") == {
        ("a" * 40, "of", link_rules.BUILT_COMMIT),
        ("Shop/web!77", "of", link_rules.BUILT_CHANGE),
        ("build/8", "started by", link_rules.CAUSED_BUILD),
    }
    assert {(o, to) for o, to, *_ in found.relations} == {
        ("s:job:build/9/j", "s:build:build/9"), ("s:job:build/9/w", "s:build:build/9"),
    }  # fmt: skip


@pytest.mark.parametrize(("options", "expected"), [({}, "no"), ({"production": "shop-*"}, "yes")])
def test_production_is_what_the_settings_say(options: dict[str, str], expected: str) -> None:
    """A deployment is made by its build, and goes to production if its environment is named as such."""
    body = {
        "id": 4, "environment": {"id": 2, "name": "shop-eu"}, "pipeline": "ship", "stageName": "Deploy", "build": 9,
        "queueTime": "2025-03-03T09:00:00Z", "finishTime": "2025-03-03T09:09:00Z", "result": "canceled",
    }  # fmt: skip
    found = parsed(tool(**options), Document("deployment", "2/4", body))
    oid = "s:deployment:deployment/2/4"
    assert found.history(oid, "production") == [(0, expected)]
    assert [(k, v) for _, k, v in found.timeline(oid)] == [("created", None), ("finished", "cancelled")]
    assert found.mentioned(oid) == {("build/9", "made by", link_rules.DEPLOYED_BY)}


def test_a_part_that_there_is_not_is_refused() -> None:
    """A misspelt part of ``read`` reads nothing, and says which parts there are."""
    with pytest.raises(BadConfiguration, match="pulls"):
        documents(tool(read="pulls"), "Shop")
