"""Statuspage, read over its public pages or its API: incidents and maintenance with their updates.

Documents of kind ``incident`` hold the incident as Statuspage answers it, without the texts of its updates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.statuspage.incident import write_incident
from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 100
_PUBLIC = "public page"
_LISTS = (
    ("api/v2/incidents.json", "incidents"),
    ("api/v2/scheduled-maintenances.json", "scheduled_maintenances"),
)
_API = "https://api.statuspage.io"
_DROPPED = (
    "body",
    "tweet_id",
    "custom_tweet",
    "twitter_updated_at",
    "deliver_notifications",
    "wants_twitter_update",
)


class Statuspage(Connector):
    """Incidents and maintenance of status pages; a scope is a page.

    Raises:
        BadConfiguration: there is neither the address of a public page nor a key.
    """

    kind = "statuspage"
    title = "Statuspage"
    settings = (
        Setting(
            "url",
            "Address of the status page, or of the API?",
            default=_API,
            example="https://www.githubstatus.com",
        ),
        Setting("token", "API key (empty: the page is public)?", default="", secret=True),
        Setting("pages", "Ids of the pages (empty: all it may read)?", default="", example="kctbh9vrtdwd"),
    )

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        if self.given["url"] == _API and not self.given["token"]:
            raise BadConfiguration(
                "A source of kind statuspage needs the address of a public page, or a key.",
                "Nothing was read.",
                ["url: https://www.githubstatus.com   or   token: ${HEADRACE_STATUSPAGE_TOKEN}"],
            )

    def access(self) -> Access:
        """Return the API key as Statuspage wants it; a public page needs none."""
        token = self.given["token"]
        headers = {"Authorization": f"OAuth {token}"} if token else {}
        return Access(self.given["url"], headers, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the ids of the pages; without a key, the public page."""
        if not self.given["token"]:
            return [_PUBLIC]
        return self.listed("pages") or sorted(page["id"] for page in client.get("v1/pages").body)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try each page, and say how far back it can be read."""
        for scope in self.scopes(client):
            try:
                found = next(self._all(client, scope))
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(scope.capitalize(), False, f"Its incidents will be missing: {problem.fact}")
                continue
            told = "Its incidents can be read." if found else "It has no incidents."
            if scope == _PUBLIC:
                told = "Its newest 50 incidents can be read; an API key gives all."
            yield Finding(scope if scope != _PUBLIC else "Public page", True, told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield all that the page lists: it cannot be asked for what changed."""
        for found in self._all(client, scope):
            documents = [Document("incident", one["id"], _kept(one)) for one in found]
            yield Page(documents, {"read": 1})

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]] | None:
        """Yield the ids of a page's incidents; ``None`` for a public page, which forgets old ones."""
        if scope == _PUBLIC:
            return None
        return self._ids(client, scope)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write an ``incident``, or a ``maintenance`` that was announced."""
        write_incident(document.body, batch)

    def _ids(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids twice: what is deleted while pages are read moves another to a page already read."""
        for _ in range(2):
            for found in self._all(client, scope):
                yield [("incident", one["id"]) for one in found]

    def _all(self, client: Client, scope: str) -> Iterator[list[dict[str, Any]]]:
        if scope == _PUBLIC:
            for path, name in _LISTS:
                yield client.get(path).body[name]
            return
        number = 1
        while True:
            asked = {"limit": _PER_PAGE, "page": number}
            found: list[dict[str, Any]] = client.get(f"v1/pages/{scope}/incidents", asked).body
            yield found
            if not found:
                return
            number += 1


def _kept(incident: dict[str, Any]) -> dict[str, Any]:
    """Return an incident without texts, and without what changes when nothing happened."""
    kept = {
        name: value for name, value in incident.items() if not name.startswith(("postmortem", "reminder"))
    }
    kept["incident_updates"] = [
        {name: value for name, value in update.items() if name not in _DROPPED}
        for update in incident.get("incident_updates") or ()
    ]
    kept["components"] = [
        {name: one[name] for name in ("id", "name") if name in one}
        for one in incident.get("components") or ()
    ]
    return kept


CONNECTOR = Statuspage
