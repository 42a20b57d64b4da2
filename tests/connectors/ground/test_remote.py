"""A repository's address names the repository as other tools do."""

from __future__ import annotations

import pytest

from headrace.connectors.ground.remote import repository_of


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/owner/name.git", "owner/name"),
        ("https://github.com/owner/name/", "owner/name"),
        ("https://user:secret@gitlab.example.org/group/part/name.git", "group/part/name"),
        ("git@github.com:owner/name.git", "owner/name"),
        ("ssh://git@bitbucket.org:7999/owner/name", "owner/name"),
        ("https://dev.azure.com/example/Shop/_git/web", "Shop/web"),
        ("/srv/git/name.git", None),
        ("", None),
    ],
)
def test_owner_and_name(address: str, expected: str | None) -> None:
    """Whatever the protocol; a secret in it is not kept."""
    assert repository_of(address) == expected
