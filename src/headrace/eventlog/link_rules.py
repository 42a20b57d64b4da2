"""The names of the rules that find links, each with one line that says what it does.

A link keeps the name of the rule that made it, so that every surface can say why two objects belong
together and how far that kind of link can be trusted.
"""

from __future__ import annotations

DECLARED_LINK = "declared issue link"
PARENT = "declared parent or subtask"
EPIC = "declared epic"
KEY_IN_MESSAGE = "key in commit message"
KEY_IN_BRANCH = "key in branch name"
KEY_IN_TEXT = "key in text"
CLOSES = "closes #n"
MERGE_OF_PULL = "merge of pull request"
SUBJECT_NUMBER = "number at the end of the subject"
NUMBER_IN_MESSAGE = "number in commit message"
NUMBER_IN_TEXT = "number in text"
MERGE_COMMIT = "merge commit"
REVERTS = "reverted commit"
CHERRY_PICK = "commit picked from another"
SAME_PATCH = "same patch"
SAME_COMMIT = "same commit in two sources"
BROUGHT_COMMIT = "commit since the deployment before"
FIRST_RELEASE = "first release containing the commit"
CHANGE_COMMIT = "commit of the change"
BUILT_COMMIT = "built commit"
BUILT_CHANGE = "built change"
PART_OF_BUILD = "part of the build"
CAUSED_BUILD = "build that started it"
DEPLOYED_COMMIT = "deployed commit"
DEPLOYED_BY = "deploying build"
ANALYSED_COMMIT = "analysed commit"
RELEASED_COMMIT = "released commit"
TRACKER_LINK = "link kept in the issue tracker"

EXPLANATIONS: dict[str, str] = {
    DECLARED_LINK: "A person linked two issues in the issue tracker, and chose the kind of link.",
    PARENT: "The issue tracker keeps the one as a part of the other.",
    EPIC: "The issue tracker keeps the issue in an epic.",
    KEY_IN_MESSAGE: "A commit's message holds the key of an issue, such as SHOP-12, in any case.",
    KEY_IN_BRANCH: "The branch that a commit merged has the key of an issue in its name.",
    KEY_IN_TEXT: "The title, text or branch of a change holds the key of an issue.",
    CLOSES: "A text says that it closes, fixes or resolves a number, such as “Fixes #12”.",
    MERGE_OF_PULL: "A merge names the pull request it merges, and that one names no other commit.",
    SUBJECT_NUMBER: "A commit's subject ends with a number, as squash merges write it: “Pay by card (#12)”.",
    NUMBER_IN_MESSAGE: "A commit's message holds a number, and does not say what it does to it.",
    NUMBER_IN_TEXT: "The title or text of an item or a change holds a number, such as #12.",
    MERGE_COMMIT: "The tool says which commit a change became when it was merged.",
    REVERTS: "A commit's message says “This reverts commit …”, as git writes it.",
    CHERRY_PICK: "A commit's message says “(cherry picked from commit …)”, as git and back-ports write it.",
    SAME_PATCH: "Two commits have subject, author and the author's time in common: one was rebased or picked.",
    SAME_COMMIT: "Two sources tell of the same commit: its full id is the same.",
    BROUGHT_COMMIT: "The deployment's commit contains it, and that of the deployment before does not.",
    FIRST_RELEASE: "Of all releases that contain the commit by ancestry, the one that came first.",
    CHANGE_COMMIT: "The tool lists the commit among those of the change.",
    BUILT_COMMIT: "The tool says which commit a build was made from.",
    BUILT_CHANGE: "The tool says for which change a build was made.",
    PART_OF_BUILD: "The tool keeps the job as a part of the build.",
    CAUSED_BUILD: "The tool says that one build has started another.",
    DEPLOYED_COMMIT: "The tool says which commit a deployment brought to its environment.",
    DEPLOYED_BY: "The tool says which build made a deployment.",
    ANALYSED_COMMIT: "The tool says which commit a quality scan looked at.",
    RELEASED_COMMIT: "The tool says which commit the tag of a release stands on.",
    TRACKER_LINK: "The issue tracker keeps a link from an item to a change, a commit or a build.",
}
"""Rule → what it does, in one sentence; what a person declared comes first."""

MERGE_RULES = (MERGE_OF_PULL, SUBJECT_NUMBER)
"""Rules that tell from a commit's message which change it is the merge of; the change itself knows better."""

KEY_RULES = (KEY_IN_MESSAGE, KEY_IN_BRANCH, KEY_IN_TEXT)
"""Rules that guess a key from its shape: UTF-8 has it too, so only prefixes that the log knows count."""

DERIVED_RULES = (SAME_PATCH, SAME_COMMIT, BROUGHT_COMMIT)
"""Rules that link what no record names: they are made from the whole log whenever it changes."""

SAME_WORK_RULES = (CHERRY_PICK, SAME_PATCH, SAME_COMMIT)
"""Rules that link two commits which are the same work: what is linked to the one concerns the other."""
