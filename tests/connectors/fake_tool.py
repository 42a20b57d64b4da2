"""A tool's API on the loopback, small but real: over HTTP, with state that changes and faults on demand."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the path without the leading slash, the query's first values, the parsed JSON body."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True, slots=True)
class Told:
    """One answer; ``body`` is JSON, ``cut`` sends only half of it, ``pause`` waits before each part (seconds)."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    pause: float = 0.0


class FakeTool:
    """Serves what :meth:`answer` says until it is closed; a context manager.

    ``fault`` is asked before every request, with its number from 1; what it returns is answered instead.
    ``clock`` is the time in the Date header, where a connector takes it from there; ``None``: the real one.
    """

    clock: datetime | None = None

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.fault: Callable[[int, Asked], Told | None] = lambda _number, _asked: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Answer nothing meanwhile: for changes that are made from another thread than the server's."""
        with self._lock:
            yield

    def answer(self, asked: Asked) -> Told:
        """Return the tool's answer; to be written by each fake."""
        raise NotImplementedError

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _told(self, asked: Asked) -> Told:
        with self._lock:
            self.requests.append(asked)
            return self.fault(len(self.requests), asked) or self.answer(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                split = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length) if length else b""
                query = {
                    name: values[0] for name, values in parse_qs(split.query, keep_blank_values=True).items()
                }
                headers = {name.lower(): text for name, text in self.headers.items()}
                body = json.loads(raw) if raw else None
                self._send(fake._told(Asked(self.command, split.path.lstrip("/"), query, headers, body)))

            do_POST = do_GET

            def _send(self, told: Told) -> None:
                content = b"" if told.body is None else json.dumps(told.body).encode()
                self.send_response(told.status)
                for name, text in told.headers.items():
                    self.send_header(name, text)
                if told.cut:
                    content = content[: len(content) // 2]
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                size = max(1, len(content) // 4) if told.pause else len(content) or 1
                for start in range(0, len(content), size):
                    if told.pause:
                        time.sleep(told.pause)
                    self.wfile.write(content[start : start + size])
                    self.wfile.flush()

            def date_time_string(self, timestamp: float | None = None) -> str:
                if fake.clock is not None:
                    return format_datetime(fake.clock, usegmt=True)
                return super().date_time_string(timestamp)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler
