"""People under a key: the same person gets the same key, and the key says nothing about who it is.

Readers give persons their keys before anything is stored. An attribute of a person, such as ``assignee``, is
kept as ``assignee_key``; what has a key stays in the store and is on no page, in no answer and in no export.
In files, an attribute is taken for a person's by its name, unless the user says that it is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "person-key"  # noqa: S105 - the name of an option
"""The option with the workspace's secret for the keys of people."""

NOT_PERSONS = "not-persons"
"""The option with names, by comma, of attributes and types that are not persons whatever they are called."""

_BYTES = 6
_ENDING = "_key"
KEY = f"[0-9a-f]{{{2 * _BYTES}}}"
"""Regular expression of a person's key."""

_WHO = (
    "resource|user|actor|agent|performer|assignee|author|owner|person|employee|committer|creator|reporter|reviewer"
    "|approver|requester|caller|worker|nurse|doctor|originator|responsible"
)
_DID = (
    "opened|created|closed|resolved|updated|changed|modified|assigned|reported|requested|approved|reviewed|submitted"
    "|entered|performed|done|handled|merged"
)
_PERSON = re.compile(
    rf"(?:.* )?(?:(?:{_WHO})s?|(?:{_DID}) by|assigned to)(?: (?:id|key|name|full name|display name|e ?mail|login))*"
)


@lru_cache(maxsize=100_000)
def pseudonym(identity: str, secret: str = "") -> str:
    """Return a short stable key for a person; the identity's case and outer spaces do not matter.

    Args:
        identity: an account's id, a name or an e-mail address.
        secret: the workspace's own; without one, whoever guesses an identity can check the guess.
    """
    key = blake2b(secret.encode()).digest()
    return blake2b(identity.strip().casefold().encode(), digest_size=_BYTES, key=key).hexdigest()


def names_person(name: str) -> bool:
    """Tell by its name whether an attribute says who did or has something, or a type of objects is of people."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return _PERSON.fullmatch(" ".join(re.findall(r"[^\W_]+", spaced.lower()))) is not None


def key_name(attribute: str) -> str:
    """Return what a person's attribute is called once it holds keys: ``assignee`` → ``assignee_key``."""
    return attribute if attribute.endswith(_ENDING) else f"{attribute}{_ENDING}"


def is_key(attribute: str) -> bool:
    """Tell whether an attribute in the log holds keys of persons."""
    return attribute.endswith(_ENDING) and names_person(attribute)


def is_person(object_type: str, key: str) -> bool:
    """Tell whether an object in the log is a person under a key."""
    return re.fullmatch(KEY, key) is not None and names_person(object_type)


class Persons:
    """What one reading of a file takes for persons, and puts under keys.

    Args:
        options: what the user set; :data:`SECRET` and :data:`NOT_PERSONS` count.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        self._secret = options.get(SECRET, "")
        self._not = {name.strip() for name in options.get(NOT_PERSONS, "").split(",")}
        self._found: dict[str, bool] = {}

    def named(self, name: str) -> bool:
        """Tell whether an attribute or a type of objects is of persons."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = name not in self._not and names_person(name)
        return found

    @property
    def note(self) -> str:
        """What a person should know about it, in one sentence; empty when nobody was named."""
        names = sorted(name for name, found in self._found.items() if found)
        if not names:
            return ""
        option = f"{NOT_PERSONS}={','.join(names)}"
        return (
            f"Taken for persons, by name, and kept under keys: {', '.join(names)}. "
            f"What is of teams or machines stays as it is with   --option {quote(option)}"
        )

    def key(self, identity: str) -> str:
        """Return a person's key."""
        return pseudonym(identity, self._secret)

    def kept(self, attribute: str, value: str) -> tuple[str, str]:
        """Return an attribute as it is kept, its name and its value; what has a key already keeps it."""
        if not self.named(attribute) or (attribute.endswith(_ENDING) and re.fullmatch(KEY, value)):
            return attribute, value
        return key_name(attribute), self.key(value)
