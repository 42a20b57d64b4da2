"""Asks GitHub for the findings of code scanning and of Dependabot, the last changed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.github.questions import PER_PAGE, kept
from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.paging import by_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client

KINDS = ("code-scanning", "dependabot")


def read_alerts(
    client: Client, repository: str, state: Cursor, kind: str
) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield the findings that have changed, the last changed first.

    What changes meanwhile moves to the front, so that nothing behind it can be missed; the state moves on when
    the list was read as far back as it was known.

    Args:
        kind: one of :data:`KINDS`.
    """
    mark, newest = state.get("mark", ""), None
    asked = {"sort": "updated", "direction": "desc", "per_page": PER_PAGE}
    for alerts in by_link(client, f"repos/{repository}/{kind}/alerts", **asked):
        stamps = [str(alert.get("updated_at") or alert["created_at"]) for alert in alerts]
        newest = newest or max([*stamps, mark])
        documents = [
            Document(
                kind, f"{repository}#{alert['number']}", {"repository": repository, "alert": kept(alert)}
            )
            for alert, stamp in zip(alerts, stamps, strict=True)
            if stamp >= mark
        ]
        yield documents, state
        if len(documents) < len(alerts):
            break
    yield [], {"mark": newest or mark}
