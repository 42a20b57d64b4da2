"""A PostgreSQL of our own on a socket in a folder, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACCOUNT = "postgres"


def _program(name: str) -> str:
    """Return a program of PostgreSQL, or skip the test."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not installed")
    return found


@contextmanager
def running() -> Iterator[str]:
    """Run a PostgreSQL with trust for everybody who reaches its folder; yield the folder with its socket."""
    pytest.importorskip("psycopg")
    initdb, postgres = _program("initdb"), _program("postgres")
    as_other = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        as_other = [_program("runuser"), "-u", _ACCOUNT, "--"]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path may have 107 characters at most
    server = None
    try:
        if as_other:
            shutil.chown(folder, _ACCOUNT)
        data = folder / "data"
        subprocess.run([*as_other, initdb, "-D", data, "-A", "trust", "-U", "maker", "-N"], check=True,
                       capture_output=True, cwd=folder)  # fmt: skip
        server = subprocess.Popen(
            [*as_other, postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _wait(folder, server)
        yield str(folder)
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    psycopg = pytest.importorskip("psycopg")
    for _ in range(600):
        assert server.poll() is None, "PostgreSQL has stopped"
        try:
            psycopg.connect(host=str(folder), user="maker", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL does not answer")
