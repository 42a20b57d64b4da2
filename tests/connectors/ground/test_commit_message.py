"""What a commit's message says about other work, and which rule says so."""

from __future__ import annotations

import pytest

from headrace.connectors.ground.commit_message import take_apart
from headrace.eventlog import references
from headrace.eventlog.link_rules import (
    CHERRY_PICK,
    CLOSES,
    KEY_IN_BRANCH,
    KEY_IN_MESSAGE,
    MERGE_OF_PULL,
    NUMBER_IN_MESSAGE,
    REVERTS,
    SUBJECT_NUMBER,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHOP-12: pay", ["SHOP-12"]),
        ("shop-12 and Shop-12", ["SHOP-12"]),
        ("[SHOP-1][PAY-2] (SHOP-3),SHOP-4/SHOP-5", ["SHOP-1", "PAY-2", "SHOP-3", "SHOP-4", "SHOP-5"]),
        ("https://jira.example.org/browse/SHOP-12?x=1", ["SHOP-12"]),
        ("SHOP-12fix", ["SHOP-12"]),
        ("feature/x_SHOP-12-now", ["X_SHOP-12", "SHOP-12"]),
        ("MY_SHOP-12", ["MY_SHOP-12", "SHOP-12"]),
        ("X-1 2-3 -4 shop- SHOP12 SHOP--1", []),
        ("SHOP-1234567890", []),
        ("utf-8", ["UTF-8"]),
        ("", []),
    ],
)
def test_keys_are_found_in_any_case_and_company(text: str, expected: list[str]) -> None:
    """A key is two characters or more, a hyphen and a number; what it is glued to does not hide it."""
    assert references.keys(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see #12, (#13) and #12", [("#12", False), ("#13", False)]),
        ("Fixes #12", [("#12", True)]),
        ("closed: #12 then resolve\n#13", [("#12", True), ("#13", True)]),
        ("Closes #12, #13", [("#12", True), ("#13", False)]),
        ("mentions #12 and fixes #12", [("#12", True)]),
        ("fixes owner/repo#12", [("owner/repo#12", True)]),
        ("fixes https://git.example.org/owner/repo/issues/12#note_3", [("owner/repo#12", True)]),
        ("https://github.com/owner/repo/pull/12", [("owner/repo#12", False)]),
        ("prefixes #12", [("#12", False)]),
        ("&#39; #fff #12ab a#12 a/b/c#12 x.html/#12 #", []),
        ("no numbers, no slashes", []),
    ],
)
def test_numbers_are_found_with_what_is_done_to_them(text: str, expected: list[tuple[str, bool]]) -> None:
    """A number is closed only by the word right before it; colours and character codes are no numbers."""
    assert [(n.reference, n.closes) for n in references.numbers(text)] == expected


@pytest.mark.parametrize(
    "text", ["a-" * 200_000, "a" * 200_000, "#" * 200_000, "x/" * 200_000, "A-1" * 90_000]
)
def test_no_text_is_too_odd(text: str) -> None:
    """Long runs of characters that almost are references are read, and read in linear time."""
    references.keys(text)
    references.numbers(text)


def named(text: str) -> set[tuple[str, str]]:
    """(reference, rule) of a message."""
    return {(n.reference, n.rule) for n in take_apart(text).named}


def test_keys_and_numbers_of_subject_and_body_are_told_apart_by_rule() -> None:
    """Each reference carries the rule that found it, and a closing word makes another rule."""
    found = named("SHOP-1: pay (#4)\n\nFixes #5, see UTF-8")
    assert found == {
        ("SHOP-1", KEY_IN_MESSAGE),
        ("UTF-8", KEY_IN_MESSAGE),
        ("#4", SUBJECT_NUMBER),
        ("#5", CLOSES),
    }


@pytest.mark.parametrize(
    ("subject", "branch", "found"),
    [
        ("Merge branch 'feature/SHOP-1-x'", "feature/SHOP-1-x", {("SHOP-1", KEY_IN_BRANCH)}),
        ("Merge branch 'main' into shop-2", "main", {("SHOP-2", KEY_IN_BRANCH)}),
        ("Merge remote-tracking branch 'origin/shop-3'", "shop-3", {("SHOP-3", KEY_IN_BRANCH)}),
        (
            "Merge pull request #7 from someone/shop-4",
            "shop-4",
            {("#7", MERGE_OF_PULL), ("SHOP-4", KEY_IN_BRANCH)},
        ),
        (
            "Merge pull request #8 in PAY/shop from bug/SHOP-5 to main",
            "bug/SHOP-5",
            {("#8", MERGE_OF_PULL), ("SHOP-5", KEY_IN_BRANCH)},
        ),
        (
            "Merged in SHOP-6 (pull request #9)",
            "SHOP-6",
            {("#9", MERGE_OF_PULL), ("SHOP-6", KEY_IN_BRANCH)},
        ),
        (
            "Merge pull request #10 - Resolves https://j.example.org/browse/SHOP-7",
            None,
            {("#10", MERGE_OF_PULL), ("SHOP-7", KEY_IN_MESSAGE)},
        ),
        ("Merged PR 11: SHOP-8", None, {("#11", MERGE_OF_PULL), ("SHOP-8", KEY_IN_MESSAGE)}),
        ("Merge SHOP-9", None, {("SHOP-9", KEY_IN_MESSAGE)}),
    ],
)
def test_a_merge_says_which_branch_or_request_came_in(
    subject: str, branch: str | None, found: set[tuple[str, str]]
) -> None:
    """GitHub, Bitbucket, Azure and git itself write merges differently; each is understood."""
    assert take_apart(subject).branch == branch
    assert named(subject) == found


def test_only_a_merge_has_branches() -> None:
    """The word "from" in an ordinary subject names no branch."""
    message = take_apart("Take SHOP-1 from 'elsewhere'")
    assert message.branch is None
    assert named(message.subject) == {("SHOP-1", KEY_IN_MESSAGE)}


def test_the_merged_request_is_named_once() -> None:
    """The number of a merge is not counted again when the body repeats it."""
    assert named("Merge pull request #7 from a/b\n\nAdd x (#7)") == {("#7", MERGE_OF_PULL)}


def test_an_empty_message_says_nothing() -> None:
    """A commit without a message has an empty subject and names nothing."""
    assert take_apart("\n\n").subject == ""
    assert take_apart("").named == ()


def test_gitlab_names_the_request_below_the_subject() -> None:
    """GitLab's merges name the branch in the subject and the request, with its project, in the last line."""
    message = take_apart("Merge branch 'pay' into 'main'\n\nPay\n\nSee merge request group/shop!12")
    assert [(n.reference, n.rule) for n in message.named] == [("group/shop!12", MERGE_OF_PULL)]
    assert message.branch == "pay"


SHA = "a1b2c3d4" * 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pay by card (#12)", {("#12", SUBJECT_NUMBER)}),
        ("Pay (#12) by card (#13)\n\n* first (#14)", {
            ("#13", SUBJECT_NUMBER), ("#12", NUMBER_IN_MESSAGE), ("#14", NUMBER_IN_MESSAGE)
        }),
        ("Pay (#12)\n\nFixes #12", {("#12", SUBJECT_NUMBER), ("#12", CLOSES)}),
        ("Pay (#12) by card", {("#12", NUMBER_IN_MESSAGE)}),
        ("Pull request #12: SHOP-1 pay\n\nMerge in SHOP/shop from a to b", {
            ("#12", MERGE_OF_PULL), ("SHOP-1", KEY_IN_MESSAGE)
        }),
        ("Pay\n\nSee merge request group/shop!12", {("group/shop!12", MERGE_OF_PULL)}),
    ],
)  # fmt: skip
def test_a_squash_merge_names_its_request_at_an_end_of_the_subject(
    text: str, found: set[tuple[str, str]]
) -> None:
    """GitHub, Bitbucket and GitLab write squash merges differently; other numbers are mere numbers."""
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'Revert "Pay"\n\nThis reverts commit {SHA}.', {(SHA, REVERTS)}),
        (
            f'Revert "Pay (#12)" (#14)\n\nThis reverts commit {SHA.upper()}, reversing\nchanges made to {SHA}.',
            {(SHA, REVERTS), ("#12", NUMBER_IN_MESSAGE), ("#14", SUBJECT_NUMBER)},
        ),
        (f"Pay (#12)\n\n(cherry picked from commit {SHA})", {(SHA, CHERRY_PICK), ("#12", NUMBER_IN_MESSAGE)}),
        (f"Pay\n\n(backported from commit {SHA[:12]} main)", {(SHA[:12], CHERRY_PICK)}),
        (
            f"Merge branch 'x'\n\n(cherry picked from commit {SHA})\n(cherry picked from commit {SHA[::-1]})",
            {(SHA, CHERRY_PICK), (SHA[::-1], CHERRY_PICK)},
        ),
        ("Take this reverts commit to heart\n\nThis reverts commit 12.", set()),
    ],
)
def test_reverts_and_picks_name_the_other_commit(text: str, found: set[tuple[str, str]]) -> None:
    """Git writes into the message which commit was taken back or copied; a copy is no merge of its request."""
    assert named(text) == found


def test_bitbucket_data_center_names_the_request_first() -> None:
    """Its merges begin with the request; its title and the commits below it are read as any text."""
    message = take_apart("Pull request #12: SHOP-3 pay\n\n* commit 'abc':\n  SHOP-4")
    assert [(n.reference, n.rule) for n in message.named] == [
        ("#12", MERGE_OF_PULL),
        ("SHOP-3", KEY_IN_MESSAGE),
        ("SHOP-4", KEY_IN_MESSAGE),
    ]
