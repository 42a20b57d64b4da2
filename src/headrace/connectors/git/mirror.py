"""A copy of a repository that is elsewhere, kept up to date: its branches and tags, no work tree."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from headrace.connectors.git import program
from headrace.errors import SourceUnavailable

_ALLOWED = ("https", "http", "ssh", "file")
_FETCHED = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_GIVEN_UP = ("http.lowSpeedLimit=1000", "http.lowSpeedTime=60")


def place_for(address: str) -> Path:
    """Return the folder for the copy of a repository: among what the user's programs can make anew."""
    among = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(among) / "headrace" / "git" / f"{sha256(address.encode()).hexdigest()[:16]}.git"


def fetch(address: str, folder: Path, token: str = "") -> None:
    """Copy a repository, or bring the copy up to date; a branch or tag that is gone there goes here too.

    Args:
        address: ``https://…``, ``ssh://…``, ``git@host:…`` or a folder on this machine.
        token: for HTTP; it stands in the environment of one command alone.

    Raises:
        SourceUnavailable: the repository cannot be read; the copy stays as it was.
    """
    settings = [
        part
        for name in (*(f"protocol.{p}.allow=always" for p in _ALLOWED), *_GIVEN_UP)
        for part in ("-c", name)
    ]
    with_token = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    if token:
        told = b64encode(f"x-access-token:{token}".encode()).decode()
        with_token |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader",
                       "GIT_CONFIG_VALUE_0": f"Authorization: Basic {told}"}  # fmt: skip
    if Path(address).exists():
        address = str(Path(address).absolute())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = [*program.options(), "-C", str(folder)]
    for command in (
        [*at, "init", "--quiet", "--bare", "--template=", "."],
        [*at, "config", "remote.origin.url", address],
        [
            *at,
            *settings,
            "fetch",
            "--quiet",
            "--prune",
            "--force",
            "--no-auto-maintenance",
            "--",
            address,
            *_FETCHED,
        ],
    ):
        done = program.run(command, folder, with_token)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            fact = (said or ["it says nothing"])[-1].replace(token or "\0", "…")
            raise SourceUnavailable(
                f"{address} could not be read: git says: {fact}",
                "What was read before is kept; the next sync goes on from there.",
                ["Look at the address and the token in headrace.yaml."],
            )
