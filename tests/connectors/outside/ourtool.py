"""A connector as another package would bring it: a list of wishes at one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch


class OurTool(Connector):
    """Wishes of customers, as our own little tool lists them."""

    kind = "ourtool"
    title = "Our tool"
    settings = (Setting("url", "Address of our tool?"), Setting("token", "Its token?", secret=True))

    def access(self) -> Access:
        """Return a bearer token's access."""
        token = self.given["token"]
        return Access(self.given["url"], {"Authorization": f"Bearer {token}"}, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """There is one list."""
        return ["wishes"]

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Read the list once."""
        yield Finding("Wishes", True, f"{len(client.get('wishes').body)} can be read.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Read the whole list."""
        yield Page(
            [Document("wish", str(wish["no"]), wish) for wish in client.get("wishes").body], {"read": True}
        )

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """A wish is a ticket."""
        wish = document.body
        oid = batch.add_object("ticket", f"WISH-{wish['no']}", label=wish["text"])
        batch.add_event("created", str(wish["no"]), parse(wish["on"])[0], [oid])
