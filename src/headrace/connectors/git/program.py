"""Runs ``git`` on a repository that may not be trusted: no hooks, no shell, and no network but to make a copy.

A repository's own configuration can name programs to run (pagers, signature checkers, file system
monitors). Every setting that a read-only command could follow is switched off on the command line, and
the environment that ``git`` sees holds no setting of the caller's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from headrace.errors import BadInput, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SETTINGS = (
    "safe.directory=*",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.quotePath=false",
    "log.showSignature=false",
    "gpg.program=false",
    "i18n.logOutputEncoding=UTF-8",
    "protocol.allow=never",
)
_NOT_HISTORY = (
    "stash",
    "notes/*",
    "replace/*",
    "original/*",
    "prefetch/*",
    "pull/*",
    "merge-requests/*",
    "changes/*",
)
EVERYTHING = (*(f"--exclude=refs/{pattern}" for pattern in _NOT_HISTORY), "--all")
"""Arguments that name all branches and tags, local and remote, but no rejected proposals and no stashes."""
_NUL = b"\0"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on this machine that ``git`` can read.

    Args:
        path: of the work tree or the bare repository.
        name: as the user knows it: the path or the bundle they gave.
    """

    path: Path
    name: str

    def text(self, *arguments: str) -> str:
        """Run a git command and return what it prints.

        Raises:
            BadInput: when git refuses; its own words are given.
        """
        done = run([*options(), "-C", str(self.path), *arguments], self.path)
        if done.returncode:
            raise _refused(self.name, done.stderr)
        return done.stdout.decode("utf-8", "replace")

    def fields(self, *arguments: str) -> Iterator[str]:
        """Run a git command that ends each field with NUL, and yield the fields as they come.

        Raises:
            BadInput: when git stops before the end; its own words are given.
        """
        with tempfile.TemporaryFile() as complaints:
            command = [program(), *options(), "-C", str(self.path), *arguments]
            with subprocess.Popen(  # noqa: S603  # an argument list, no shell; see the module's words
                command, env=_environment(self.path), stdout=subprocess.PIPE, stderr=complaints
            ) as process:
                if process.stdout:
                    yield from _split(process.stdout)
            if process.returncode:
                complaints.seek(0)
                raise _refused(self.name, complaints.read())


def program() -> str:
    """Return the path of the ``git`` program.

    Raises:
        SourceUnavailable: when there is none.
    """
    found = shutil.which("git")
    if not found:
        raise SourceUnavailable(
            "The program git is not on this machine.",
            "Headrace reads a repository with it. Nothing was written.",
            ["Install git (https://git-scm.com/downloads), then run the same command again."],
        )
    return found


@contextmanager
def opened(path: Path) -> Iterator[Repository]:
    """Open a work tree, a bare repository or a bundle; a bundle is unpacked into a folder that goes away.

    Raises:
        BadInput: when it is none of these, is shallow, holds no commit, or is damaged.
        SourceUnavailable: when git is not on this machine.
    """
    if path.is_dir():
        repository = Repository(path, str(path))
        _check(repository)
        yield repository
        return
    with tempfile.TemporaryDirectory(prefix="headrace-git-") as folder:
        target = Path(folder) / "bundle.git"
        arguments = ["clone", "--quiet", "--bare", "--template=", "--", str(path.absolute()), str(target)]
        done = run([*options(), "-c", "protocol.file.allow=always", *arguments], path)
        if done.returncode:
            raise _damaged(path, done.stderr)
        repository = Repository(target, str(path))
        _check(repository)
        yield repository


def options() -> list[str]:
    """Return what every git command is given, so that a repository's own settings do nothing."""
    return ["--no-pager", "--no-replace-objects", *(part for s in _SETTINGS for part in ("-c", s))]


def _environment(path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(path.absolute().parent),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def run(
    arguments: list[str], path: Path, further: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git to its end.

    Args:
        arguments: whole, with :func:`options`.
        path: of the repository.
        further: environment variables beside those that git needs.
    """
    return subprocess.run(  # noqa: S603  # an argument list, no shell; see the module's words
        [program(), *arguments],
        env=_environment(path) | dict(further or {}),
        capture_output=True,
        check=False,
    )


def _split(stream: IO[bytes]) -> Iterator[str]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(_NUL)
        for field in whole:
            yield field.decode("utf-8", "replace")


def _check(repository: Repository) -> None:
    path, name = repository.path, repository.name
    done = run([*options(), "-C", str(path), "rev-parse", "--is-shallow-repository"], path)
    if done.returncode:
        raise BadInput(
            f"{name} is not a git repository.",
            f"git says: {_last_line(done.stderr)} Nothing was written.",
            ["Give the folder that holds .git, a bare repository, or a file made by git bundle."],
        )
    if done.stdout.strip() == b"true":
        raise BadInput(
            f"{name} is a shallow clone: its history is cut off.",
            "The commits before the cut, and the releases that hold them, are missing. Nothing was written.",
            [f"Fetch the rest, then import it again:   git -C {name} fetch --unshallow --tags"],
        )
    if not repository.text("rev-list", "--max-count=1", *EVERYTHING):
        raise BadInput(
            f"{name} holds no commit yet.", "Nothing was written.", ["Import it again when it has a history."]
        )


def _refused(name: str, stderr: bytes) -> BadInput:
    return BadInput(
        f"{name} cannot be read to its end: git says: {_last_line(stderr)}",
        "The repository is damaged, or a part of it is missing. Nothing was written.",
        [f"See what is wrong:   git -C {name} fsck", "Or take a fresh clone and import that."],
    )


def _damaged(path: Path, stderr: bytes) -> BadInput:
    if b"prerequisite" in stderr:
        return BadInput(
            f"{path} holds only a part of a history.",
            "It builds on commits that are not in it. Nothing was written.",
            ["Make a bundle of everything:   git bundle create all.bundle --all"],
        )
    return BadInput(
        f"{path} is cut off or damaged: git says: {_last_line(stderr)}",
        "Nothing was written.",
        ["Copy the bundle again, or make a new one:   git bundle create all.bundle --all"],
    )


def _last_line(stderr: bytes) -> str:
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    words = [line.split(": ", 1)[-1] for line in lines if line.startswith(("fatal:", "error:"))]
    said = (words or lines or ["nothing"])[0]
    return said if said.endswith((".", "!")) else f"{said}."
