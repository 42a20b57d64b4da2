"""Any database that SQLAlchemy reaches: the rows of one SELECT become objects and events by a mapping.

Documents of kind ``row`` hold all rows about one object, with the mapped columns only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.row_mapping import SETTINGS, RowMapping, grouped
from headrace.connectors.sql.database import Database
from headrace.connectors.sql.statement import checked
from headrace.connectors.sql.values import from_cursor, to_cursor
from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 500
_SCOPE = "query"


class Sql(Connector):
    """The rows of one query; one scope.

    Raises:
        BadConfiguration: the address or the query is none, or the mapping says nothing.
    """

    kind = "sql"
    title = "SQL database"
    settings = (
        Setting(
            "url",
            "Address of the database, without a password?",
            example="postgresql+psycopg://reader@db.example.com/shop",
        ),
        Setting("password", "Password?", default="", secret=True),
        Setting("query", "One SELECT?", example="select number, created_at, closed_at from orders"),
        Setting("changed", "Column that says when a row was last changed (empty: read all)?", default=""),
        *SETTINGS,
    )

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._mapping = RowMapping(self.given)
        if self.given["key"].startswith("="):
            raise BadConfiguration(
                "A query names its rows itself; key has to be one of its columns.",
                "Nothing was read.",
                ["query: select 'availability' as signal, day, share from uptime   and   key: signal"],
            )
        self._database = Database(self.given["url"], self.given["password"])
        self._query = checked(self.given["query"], self._database.kind)

    def access(self) -> None:
        """Return nothing: a database is not reached over HTTP."""
        return

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the only scope: the query."""
        return [_SCOPE]

    def preflight(self, client: Client) -> Iterator[Finding]:  # noqa: ARG002
        """Try the connection, the query, and each column of the mapping."""
        with self._database.reading() as reading:
            yield Finding("Database", True, "It can be reached.")
            there, found = reading.columns(self._query)
            yield Finding("Query", True, "It finds rows." if found else "It finds no rows.")
        for column in self._columns():
            if column not in there:
                yield Finding(f"Column {column}", False, f"The query has only: {', '.join(sorted(there))}.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield all objects by their key, or those with a row changed since the last time.

        Killed in between, it begins again: what was kept does not change by that.
        """
        since = from_cursor(cursor["since"]) if "since" in cursor else None
        changed = self.given["changed"]
        documents: list[Document] = []
        with self._database.reading() as reading:
            # Asked before the rows are: what changes meanwhile is read again the next time.
            newest = reading.newest(self._query, changed) if changed else None
            rows = reading.rows(self._query, self._columns(), self.given["key"], changed, since)
            for key, found in grouped(self._mapping, rows):
                documents.append(Document("row", key, {"rows": found}))
                if len(documents) == _PER_PAGE:
                    # Not empty: stopped here, what was kept may be gone the next time.
                    yield Page(documents, {**cursor, "read": 1})
                    documents = []
        newest = since if newest is None else newest
        yield Page(documents, {"read": 1} if newest is None else {"since": to_cursor(newest)})

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:  # noqa: ARG002
        """Yield the keys of all objects that the query finds now."""
        keys: list[Named] = [("row", "")]
        with self._database.reading() as reading:
            for key in reading.keys(self._query, self.given["key"]):
                found = self._mapping.key({self.given["key"]: key})
                if found is not None:
                    keys.append(("row", found))
        yield keys

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an object of the type that the source's options say."""
        self._mapping.write(document.body["rows"], batch, person)

    def _columns(self) -> list[str]:
        changed = self.given["changed"]
        return list(dict.fromkeys([*self._mapping.columns, *([changed] if changed else [])]))


CONNECTOR = Sql
