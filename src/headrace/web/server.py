"""Serving the pages on this machine: a port that is free, and until Ctrl-C."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from headrace.errors import BadRequest
from headrace.web.app import create_app
from headrace.web.security import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headrace.web.answers import Answers

DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that already listens: who connects before the app runs waits instead of being refused."""

    socket: socket.socket
    host: str
    port: int
    moved: bool  # the default port was taken

    @property
    def url(self) -> str:
        """Return the address to open in a browser."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return (
            f"http://[{host}]:{self.port}"
            if ":" in host and not host.startswith("[")
            else f"http://{host}:{self.port}"
        )

    def words(self) -> list[str]:
        """Return what there is to say about where it listens."""
        lines = [f"Port {DEFAULT_PORT} is taken, so this is port {self.port}."] if self.moved else []
        if self.host not in LOOPBACK:
            lines.append(
                f"Whoever can reach {self.host} over the network can read these pages; there is no login."
            )
        return [*lines, f"Open  {self.url}   (Ctrl-C stops)"]


def listen(host: str = "127.0.0.1", port: int | None = None) -> Listener:
    """Listen on ``port``; on the default port, or the next free one, when it is ``None``.

    Raises:
        BadRequest: the port asked for is taken, or the host is not an address of this machine.
    """
    tried = [port] if port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + 20), 0]
    for number in tried:
        try:
            ear = _bind(host, number)
        except OSError as error:
            if isinstance(error, socket.gaierror) or _not_ours(host):
                raise BadRequest(
                    f'"{host}" is not an address of this machine.', "Nothing is served.", ["--host 127.0.0.1"]
                ) from error
            continue
        found: int = ear.getsockname()[1]
        return Listener(ear, host, found, moved=port is None and found != DEFAULT_PORT)
    raise BadRequest(
        f"Port {port} on {host} is taken or not allowed.",
        "Nothing is served.",
        ["Leave --port out to get a free one"],
    )


def serve(
    answers: Answers,
    listener: Listener | None = None,
    *,
    hosts: Iterable[str] = (),
    say: Callable[[str], None] | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the pages until Ctrl-C.

    Args:
        answers: the workspace.
        listener: where, from :func:`listen`; the default port on this machine alone when left out.
        hosts: further names that may stand in the Host header.
        say: gets each line there is to say, such as ``print``.
        ready: called with the address once it can be opened, such as ``webbrowser.open``.
    """
    listener = listener or listen()
    names = [*hosts, *([listener.host] if listener.host not in {"0.0.0.0", "::"} else [])]  # noqa: S104 - compared
    config = uvicorn.Config(
        create_app(answers, hosts=names),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    if say:
        for line in listener.words():
            say(line)
    if ready:
        ready(listener.url)
    try:
        uvicorn.Server(config).run(sockets=[listener.socket])
    except KeyboardInterrupt:
        pass
    finally:
        listener.socket.close()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ear = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share the port
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind((host.strip("[]"), port))
        ear.listen(128)
    except OSError:
        ear.close()
        raise
    return ear


def _not_ours(host: str) -> bool:
    try:
        _bind(host, 0).close()
    except OSError:
        return True
    return False
