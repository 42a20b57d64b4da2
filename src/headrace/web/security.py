"""Who may ask, and what a page may do: the Host check and the headers on every answer.

The app has no login, because it answers this machine alone. A page elsewhere must not be able to read it by
pointing its own name at 127.0.0.1 (DNS rebinding), so the server answers only to its own names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware: refuses unknown host names, and sets the security headers on every answer.

    Args:
        app: the application behind it.
        hosts: names and addresses that may stand in the Host header, without port, besides loopback names.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 400."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        asked = Headers(scope=scope).get("host", "")
        if host_name(asked) in self.hosts:
            await self.app(scope, receive, guarded)
        else:
            refusal = PlainTextResponse(
                f'"{asked[:80]}" is not a name of this server.\nNothing was shown.\n'
                "  Open it by the address that headrace serve printed,\n"
                "  or start it with   headrace serve --name NAME\n",
                status_code=400,
            )
            await refusal(scope, receive, guarded)


def host_name(header: str) -> str:
    """Return the host of a Host header without its port and brackets, in lower case."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]
