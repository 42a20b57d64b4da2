"""Sources that are told instead of asking: messages that tools send, kept before they are answered.

A message is one part of a document: all messages about the same thing are put together, so that one document
still tells all about one thing, whatever order they come in. The same message again changes nothing.
"""

from __future__ import annotations

import hmac
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Finding, Page, Setting
from headrace.errors import HeadraceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Access, Client

SECRET_SETTING = Setting("token", "The secret that senders know?", secret=True)
"""Every receiver has one: without it anybody could write into the log."""

_SIGNATURES = ("x-headrace-signature", "x-hub-signature-256")
_TOKENS = ("x-gitlab-token", "x-headrace-token")


class NotSigned(HeadraceError):
    """A message does not prove that its sender knows the secret."""


class NotUnderstood(HeadraceError):
    """A message is not what this source takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message about one thing.

    Args:
        kind: of the document it belongs to.
        key: of that document.
        name: of the message: its own id, the same when it is sent again.
        body: parsed JSON.
    """

    kind: str
    key: str
    name: str
    body: Any


class Receiver(Connector):
    """A source that tools send messages to: ``POST /ingest/NAME``.

    Its documents' bodies are ``{"parts": {name: body}}``, put together when they are read (:mod:`.told`).
    """

    @abstractmethod
    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:
        """Take a message apart; ``headers`` have small letters.

        Raises:
            NotUnderstood: it is not what this source takes.
        """

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Make sure that the sender knows the secret, in one of the ways that tools have.

        A bearer token, a header with the token (GitLab's way), or a header with the HMAC-SHA256 of the body
        (GitHub's way).

        Raises:
            NotSigned: the sender does not know it, or says nothing.
        """
        secret = self.given["token"].encode()
        told = [headers.get(name, "") for name in _TOKENS]
        told.append(headers.get("authorization", "").removeprefix("Bearer "))
        if any(hmac.compare_digest(one.encode(), secret) for one in told):
            return
        signed = "sha256=" + hmac.new(secret, body, "sha256").hexdigest()
        if any(hmac.compare_digest(headers.get(name, "").encode(), signed.encode()) for name in _SIGNATURES):
            return
        raise NotSigned(
            "This message does not prove that its sender may write here.",
            "Nothing was kept.",
            ["Send the source's secret as a bearer token, or sign the body with it (HMAC-SHA256)."],
        )

    def access(self) -> Access | None:
        """Nothing is asked for."""
        return None

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Nothing is collected."""
        return []

    def preflight(self, client: Client) -> Iterator[Finding]:  # noqa: ARG002
        """Say where messages are to be sent."""
        yield Finding("Messages", True, "Will be taken at /ingest/NAME of headrace serve, with the secret.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Nothing is collected."""
        return iter(())
