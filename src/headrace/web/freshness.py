"""Unchanged pages are not computed twice: an ETag from the data's state, the definitions and the address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Unchanged:
    """ASGI middleware: answers 304 when neither the data, nor a definition, nor the program changed.

    Args:
        app: the application behind it.
        state: returns a text that changes whenever any answer may; called once per request.
        except_under: paths that keep their own account of freshness, such as ``/static/``.
    """

    def __init__(self, app: ASGIApp, state: Callable[[], str], except_under: tuple[str, ...] = ()) -> None:
        self.app = app
        self.state = state
        self.except_under = except_under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304, or pass the request on and mark the answer."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or self._excepted(scope["path"]):
            await self.app(scope, receive, send)
            return
        tag = await run_sync(self._tag, scope)
        known = Headers(scope=scope).get("if-none-match", "")
        if tag in {part.strip().removeprefix("W/") for part in known.split(",")}:
            await Response(status_code=304, headers=_marks(tag))(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update(_marks(tag))
            await send(message)

        await self.app(scope, receive, marked)

    def _excepted(self, path: str) -> bool:
        return path.startswith(self.except_under) if self.except_under else False

    def _tag(self, scope: Scope) -> str:
        seen = b"\n".join([self.state().encode(), scope["path"].encode(), scope["query_string"]])
        return f'"{hashlib.sha256(seen).hexdigest()[:32]}"'


def _marks(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache"}
