"""A commit is written the same, whichever tool tells it."""

from __future__ import annotations

from headrace.connectors.ground.commit import Commit, write_commit
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch


def test_a_merge_says_when_it_was_made_and_which_request_it_merged() -> None:
    """Two parents make a merge; a request without its project is one of the commit's own repository."""
    batch = Batch("s")
    message = "Merge branch 'pay' into 'main'\n\nSee merge request !12"
    commit = Commit("a" * 40, message, 2, "g/shop", None, 1_000_000, 2_000_000, "someone@example.org")
    oid = write_commit(batch, commit, lambda who: f"key of {who}")
    assert list(zip(batch.events.type, batch.events.occurred_at, strict=True)) == [
        ("authored", 1_000_000),
        ("committed", 2_000_000),
        ("merged", 2_000_000),
    ]
    assert batch.mentions.reference == ["g/shop!12"]
    assert batch.mentions.rule == [link_rules.MERGE_OF_PULL]
    assert ("author_key", "key of someone@example.org") in zip(
        batch.values.attribute, batch.values.value, strict=True
    )
    assert oid == f"s:commit:{'a' * 40}"


def test_what_the_tool_does_not_say_is_left_out() -> None:
    """Without an author and a time of writing there is neither, and one parent is no merge."""
    batch = Batch("s")
    write_commit(batch, Commit("b" * 40, "Pay", 1, "g/shop", None, None, 2_000_000), str)
    assert batch.events.type == ["committed"]
    assert batch.values.attribute == ["repository"]
