"""Asking a tool's GraphQL: one question, its data, and a refusal where the tool answers with errors instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.http_client import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.connectors.ground.http_client import Client

_NOT_KNOWN = ("AUTHENTICATION_ERROR", "UNAUTHENTICATED")


def ask(client: Client, path: str, question: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data that answers a question.

    Raises:
        Refused: the tool does not answer it, or answers a part of it only: a part is no answer.
    """
    body = client.post(path, {"query": question, "variables": dict(variables)}).body
    errors = body.get("errors") if isinstance(body, dict) else None
    if errors:
        first = errors[0] if isinstance(errors[0], dict) else {}
        said = client.hide(" ".join(str(first.get("message") or "").split()))[:200]
        known = (first.get("extensions") or {}).get("code") not in _NOT_KNOWN
        raise Refused(
            f'{client.access.base} did not answer a question: "{said}"',
            "The token may not read this, or the tool does not know it."
            if known
            else "The token is not valid.",
            ("Look at the permissions of the token.",),
            403 if known else 401,
        )
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise Refused(
            f"{client.access.base} answered something that is no answer to a question.",
            "Its address may be that of another tool.",
            ("Look at the address in headrace.yaml.",),
        )
    return data
