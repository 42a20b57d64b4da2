"""What a form sends: only from a page of this server, and no more than a form holds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from headrace.errors import BadRequest

if TYPE_CHECKING:
    from fastapi import Request

LARGEST = 8_192
"""Bytes of a form."""


async def read_form(request: Request, *, nothing: str, page: str, too_much: str) -> dict[str, str]:
    """Return the first value of each name.

    Args:
        nothing: what was not done, such as ``Nothing was written.``
        page: where such a form stands, such as ``the item's page``.
        too_much: what is said of one that is too long.

    Raises:
        BadRequest: the form comes from elsewhere, or is longer than one of ours ever is.
    """
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    if not host or urlsplit(origin).netloc != host:
        raise BadRequest(
            "This form was not sent from a page of this server.",
            nothing,
            [f"Open {page} here and send it from there."],
        )
    body = await request.body()
    if len(body) > LARGEST:
        raise BadRequest(too_much, nothing)
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
