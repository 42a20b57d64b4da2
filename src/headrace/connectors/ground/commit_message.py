"""What a commit's message says about other work: keys, numbers, and the branch or request it merged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headrace.eventlog import link_rules, references

_MERGE = re.compile(r"merged? ", re.IGNORECASE)
_PULL = re.compile(r"\bpull request #(\d{1,9})\b|^Merged PR (\d{1,9})\b", re.IGNORECASE)
_GITLAB = re.compile(r"^See merge request (\S{0,200}![0-9]{1,9})\s*$", re.MULTILINE)
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
    if not _MERGE.match(subject):
        return Message(subject, None, tuple(_in_text(f"{subject}\n{body}")))
    branches = [quoted or bare for quoted, bare in _BRANCH.findall(subject)]
    pulls = [number or pr for number, pr in _PULL.findall(subject)]
    rest = _PULL.sub(" ", _BRANCH.sub(" ", subject))
    named = [Named(f"#{number}", "merges", link_rules.MERGE_OF_PULL) for number in pulls]
    named += [Named(request, "merges", link_rules.MERGE_OF_PULL) for request in _GITLAB.findall(body)]
    keys = dict.fromkeys(key for branch in branches for key in references.keys(branch))
    named += [Named(key, "names", link_rules.KEY_IN_BRANCH) for key in keys]
    named += [n for n in _in_text(f"{rest}\n{body}") if n.reference.lstrip("#") not in pulls]
    return Message(subject, _merged(subject, branches), tuple(named))


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
