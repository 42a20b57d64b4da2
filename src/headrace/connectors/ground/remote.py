"""Addresses of Git repositories as tools write them, and the name that other tools know the repository by."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:[a-z+]+://(?:[^/@]*@)?[^/]+/|(?:[^/@:]+@)?[^/:]+:(?!//))(?P<path>.+?)(?:\.git)?/*$"
)
_AZURE = re.compile(r"(?:.*/)?(?P<project>[^/]+)/_git/(?P<name>[^/]+)$")


def repository_of(address: str) -> str | None:
    """Return ``owner/name`` of a repository's address (https, ssh or scp-like), ``None`` for a path on disk.

    Of Azure's ``…/Shop/_git/web`` it is ``Shop/web``.
    """
    found = _ADDRESS.match(address.strip())
    if found is None:
        return None
    path = found["path"].strip("/")
    azure = _AZURE.match(path)
    return f"{azure['project']}/{azure['name']}" if azure else path
