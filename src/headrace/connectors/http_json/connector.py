"""Any API that answers lists as JSON: its entries become objects and events by a mapping.

Documents of kind ``entry`` hold all entries about one object, with the mapped parts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.exposed import secrets_in
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.row_mapping import SETTINGS, RowMapping, at
from headrace.connectors.http_json.pages import Pages
from headrace.errors import BadConfiguration
from headrace.eventlog.timestamps import parse, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_SCOPE = "list"
_OVERLAP = 10 * 60 * 1_000_000
"""An API may tell of a change some minutes (µs) after its stamp."""


class HttpJson(Connector):
    """The entries of one list; one scope.

    Raises:
        BadConfiguration: the mapping says nothing, or the settings contradict each other.
    """

    kind = "http-json"
    title = "JSON over HTTP"
    settings = (
        Setting("url", "Address of the API?", example="https://api.example.com"),
        Setting("path", "Path of the list?", example="v1/orders?per_page=100"),
        Setting("token", "Token?", default="", secret=True),
        Setting("header", "Header that the token stands in?", default="Authorization"),
        Setting("scheme", "What stands before the token in it (- for nothing)?", default="Bearer"),
        Setting(
            "parameter",
            "Parameter of the address that the token stands in instead (empty: the header)?",
            default="",
            example="api_key",
        ),
        Setting("items", "Where the list is (empty: the answer is it)?", default="", example="data.orders"),
        Setting(
            "next",
            "Where the next page's address, or what page asks for, is (link: in the Link header)?",
            default="",
            example="paging.next",
        ),
        Setting("page", "Parameter that asks for a page (without next: by its number)?", default=""),
        Setting("first", "Number of the first page?", default="1"),
        Setting("changed", "Part that says when an entry was last changed?", default=""),
        Setting("since", "Parameter that asks for what changed since a time?", default=""),
        *SETTINGS,
    )  # fmt: skip

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._mapping = RowMapping(self.given)
        self._pages = Pages(self.given)
        if self.given["since"] and (self._mapping.by_event or not self.given["changed"]):
            raise BadConfiguration(
                "since needs changed, and one entry per object.",
                "Of an object with several entries only the changed ones would come, and the others be lost.",
                ["Leave since out: then all is read each time, and only what differs goes into the log."],
            )

    def access(self) -> Access:
        """Return the token in the header that the settings name; in a parameter it is added to every address."""
        token, scheme = self.given["token"], self.given["scheme"]
        told = token if scheme in ("", "-") else f"{scheme} {token}"
        in_header = token and not self.given["parameter"]
        hidden = {token, quote(token, safe=""), quote_plus(token), *secrets_in(self.given["path"])}
        return Access(
            self.given["url"],
            {self.given["header"]: told} if in_header else {},
            secrets=tuple(sorted(hidden - {""}, key=len, reverse=True)),
        )

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the only scope: the list."""
        return [_SCOPE]

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the first page, and each part of the mapping."""
        entries = next(self._pages.read(client, {}))
        yield Finding("List", True, f"It has {len(entries)} entries on its first page.")
        if not entries:
            return
        for column in self._mapping.columns:
            if all(at(entry, column) is None for entry in entries):
                yield Finding(f"Part {column}", False, "No entry of the first page has it.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield the whole list, or what changed since the last time where the API can be asked for that."""
        since = cursor.get("since")
        asked = {self.given["since"]: to_text(since - _OVERLAP)} if since is not None else {}
        newest = since
        under_way = {**cursor, "read": 1}  # not empty: stopped here, what was kept may be gone the next time
        several: dict[str, list[dict[str, Any]]] = {}
        for entries in self._pages.read(client, asked):
            newest = self._newest(entries, newest)
            kept = [(self._key(entry), self._mapping.kept(entry)) for entry in entries]
            if self._mapping.by_event:
                for key, entry in kept:
                    if entry not in several.setdefault(key, []):
                        several[key].append(entry)
            else:
                yield Page([Document("entry", key, {"rows": [entry]}) for key, entry in kept], under_way)
        documents = [Document("entry", key, {"rows": rows}) for key, rows in sorted(several.items())]
        yield Page(documents, {"read": 1} if newest is None else {"since": newest})

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]] | None:  # noqa: ARG002
        """Yield the keys of the whole list; ``None`` where only changes are asked for."""
        if self.given["since"]:
            return None
        return self._keys(client)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an object of the type that the source's options say."""
        self._mapping.write(document.body["rows"], batch, person)

    def _keys(self, client: Client) -> Iterator[Sequence[Named]]:
        """Yield keys; by page numbers twice: what is deleted meanwhile moves another to a page already read."""
        yield [("entry", "")]
        for _ in range(2 if self._pages.by_number else 1):
            for entries in self._pages.read(client, {}):
                yield [("entry", self._key(entry)) for entry in entries]

    def _key(self, entry: Any) -> str:
        key = self._mapping.key(entry)
        if key is None:
            raise Refused(
                f'An entry has no "{self.given["key"]}".',
                "Nothing can be told about it.",
                ("Look at the option key of this source; headrace connect http-json tries it.",),
            )
        return key

    def _newest(self, entries: Sequence[Any], newest: int | None) -> int | None:
        """Return the highest stamp of a change (µs); only where the API is asked by it."""
        if not self.given["since"]:
            return None
        for entry in entries:
            stamp = at(entry, self.given["changed"])
            if stamp is not None:
                found = _stamp(str(stamp), self.given["changed"])
                newest = found if newest is None else max(found, newest)
        return newest


def _stamp(text: str, column: str) -> int:
    try:
        return parse(text)[0]
    except ValueError as problem:
        raise Refused(
            f'"{column}" is {problem}.',
            "From where to go on cannot be told.",
            ("Look at the option changed of this source.",),
        ) from None


CONNECTOR = HttpJson
