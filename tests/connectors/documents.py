"""Documents through a connector's parser, without a tool, a network or a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.connectors.ground.contract import Connector, Document


def parsed(connector: Connector, documents: Iterable[Document]) -> Said:
    """Return what a connector says of documents; nobody's name is in it, only ``key of NAME``."""
    batch = Batch("s")
    for document in documents:
        connector.parse(document, batch, lambda who: f"key of {who}")
    said = Said([batch], Reading("s"))
    ids = [eid for eid, *_ in said.events]
    assert len(ids) == len(set(ids)), "every event has its own id"
    return said
