"""A tool that answers what was once recorded, and all that a connector makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.http_client import Client
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from tests.connectors.fake_tool import Asked, FakeTool, Told
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.connectors.ground.contract import Connector, Document


class Recorded(FakeTool):
    """Answers as a function says; ``None`` is "not found"."""

    def __init__(self, answers: Callable[[Asked], Any]) -> None:
        self._answers = answers
        super().__init__()

    def answer(self, asked: Asked) -> Told:
        """Answer what was recorded."""
        body = self._answers(asked)
        if isinstance(body, Told):
            return body
        return Told({"message": "not recorded"}, 404) if body is None else Told(body)


def documents(connector: Connector, scope: str) -> list[Document]:
    """Return all documents that a connector collects of a scope."""
    access = connector.access()
    assert access is not None
    client = Client(access, wait=lambda _seconds: None)
    try:
        return [document for page in connector.collect(client, scope, {}) for document in page.documents]
    finally:
        client.close()


def parsed(connector: Connector, *found: Document) -> Said:
    """Return what documents say, as the source ``s``."""
    batch = Batch("s")
    for document in found:
        connector.parse(document, batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))
