"""What a commit's message says about other work: keys, numbers, and the branch or request it merged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headrace.eventlog import link_rules, references

_MERGE = re.compile(r"merged? ", re.IGNORECASE)
_SUBJECT_NUMBER = re.compile(r"\(#(\d{1,9})\)$")
_OTHER_COMMITS = (
    (re.compile(r"\bThis reverts commit ([0-9a-f]{7,64})\b", re.IGNORECASE), "reverts", link_rules.REVERTS),
    (
        re.compile(r"\((?:cherry[- ]?picked|back-?ported) from commit ([0-9a-f]{7,64})\b", re.IGNORECASE),
        "copies",
        link_rules.CHERRY_PICK,
    ),
)
_PULL = re.compile(r"\bpull request #(\d{1,9})\b|^Merged PR (\d{1,9})\b", re.IGNORECASE)
_BITBUCKET = re.compile(r"Pull request #(\d{1,9}): ")
_GITLAB = re.compile(r"^See merge request (\S{0,200}![0-9]{1,9})\s*$", re.MULTILINE)
_BITBUCKET = re.compile(r"Pull request #(\d{1,9}): ")
_FROM_FORK = re.compile(r"^Merge pull request #\d+ from ([^/\s]+)/(\S+)")
_BRANCH = re.compile(r"'([^']+)'|\b(?:from|in|into|to|branch) ([^'\s]\S*)")
_REMOTE = re.compile(r"^(?:refs/)?(?:remotes/)?(?:origin|upstream)/")


@dataclass(frozen=True, slots=True)
class Named:
    """One reference in a message, what the message says about it, and the rule that found it."""

    reference: str
    qualifier: str
    rule: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message taken apart. ``branch`` is the merged branch, ``None`` when the subject names none."""

    subject: str
    branch: str | None
    named: tuple[Named, ...]


def take_apart(text: str) -> Message:
    """Return what a commit's message says; a subject that does not begin with "Merge" names no branch."""
    subject, _, body = text.strip().partition("\n")
    subject = subject.strip()
    commits = tuple(_commits(body))
    server = _BITBUCKET.match(subject)
    if server:
        merges = Named(f"#{server[1]}", "merges", link_rules.MERGE_OF_PULL)
        found = [
            one for one in _in_text(f"{subject[server.end() :]}\n{body}") if one.reference != f"#{server[1]}"
        ]
        return Message(subject, None, (merges, *found))
    if not _MERGE.match(subject):
        return Message(subject, None, (*_alone(subject, body, picked=_is_picked(commits)), *commits))
    branches = [quoted or bare for quoted, bare in _BRANCH.findall(subject)]
    pulls = [number or pr for number, pr in _PULL.findall(subject)]
    rest = _PULL.sub(" ", _BRANCH.sub(" ", subject))
    named = [Named(f"#{number}", "merges", link_rules.MERGE_OF_PULL) for number in pulls]
    named += _requests(body)
    keys = dict.fromkeys(key for branch in branches for key in references.keys(branch))
    named += [Named(key, "names", link_rules.KEY_IN_BRANCH) for key in keys]
    named += [n for n in _in_text(f"{rest}\n{body}") if n.reference.lstrip("#") not in pulls]
    return Message(subject, _merged(subject, branches), (*named, *commits))


def _alone(subject: str, body: str, *, picked: bool) -> list[Named]:
    """What a commit that is no merge says; a squash merge names its request at an end of the subject.

    A commit that was picked from another has that one's subject, and is not what became of the request.
    """
    text = f"{subject}\n{body}"
    begins, ends = _BITBUCKET.match(subject), _SUBJECT_NUMBER.search(subject)
    squashed = begins or (None if picked else ends)
    if squashed is None:
        return [*_requests(body), *_in_text(text)]
    number = f"#{squashed[1]}"
    rule = link_rules.MERGE_OF_PULL if begins else link_rules.SUBJECT_NUMBER
    named = [Named(number, "merges" if begins else "names", rule), *_requests(body)]
    closed = [n for n in _in_text(text) if n.reference != number or n.rule == link_rules.CLOSES]
    return named + closed


def _requests(body: str) -> list[Named]:
    return [Named(request, "merges", link_rules.MERGE_OF_PULL) for request in _GITLAB.findall(body)]


def _commits(body: str) -> list[Named]:
    """The commits that git says were reverted or copied, each once."""
    if "commit" not in body:
        return []
    found = {
        Named(sha.lower(), qualifier, rule): None
        for pattern, qualifier, rule in _OTHER_COMMITS
        for sha in pattern.findall(body)
    }
    return list(found)


def _is_picked(commits: tuple[Named, ...]) -> bool:
    return any(named.rule == link_rules.CHERRY_PICK for named in commits)


def _in_text(text: str) -> list[Named]:
    named = [Named(key, "names", link_rules.KEY_IN_MESSAGE) for key in references.keys(text)]
    for number in references.numbers(text):
        if number.closes:
            named.append(Named(number.reference, "closes", link_rules.CLOSES))
        else:
            named.append(Named(number.reference, "names", link_rules.NUMBER_IN_MESSAGE))
    return named


def _merged(subject: str, branches: list[str]) -> str | None:
    """The branch that came in; GitHub writes the fork's owner before it, git a remote's name."""
    fork = _FROM_FORK.match(subject)
    if fork:
        return fork[2]
    came_from = re.search(r"\bfrom (\S+)", subject)
    name = came_from[1] if came_from and "'" not in subject else next(iter(branches), None)
    return _REMOTE.sub("", name) if name else None
