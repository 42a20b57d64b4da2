"""A database, read and never written: what SQLAlchemy needs to know, and what a person reads when it fails."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.sql.statement import escaped
from headrace.connectors.sql.values import plain
from headrace.errors import BadConfiguration, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa

_AT_ONCE = 1000
_OVERLAP = timedelta(minutes=10)
"""A row may be stored some minutes after the stamp it carries, when a long transaction ends."""

_READ_ONLY = {
    "sqlite": "pragma query_only = on",
    "postgresql": "set transaction isolation level repeatable read, read only",
    "mysql": "set session transaction read only",
    "mariadb": "set session transaction read only",
    "oracle": "set transaction read only",
}
"""Kind of database → what keeps a connection from writing."""


class Database:
    """Where a query is asked.

    Args:
        address: as SQLAlchemy writes it, without a password.
        password: empty for none.

    Raises:
        BadConfiguration: the address is none, has a password in it, or its kind is not known.
    """

    def __init__(self, address: str, password: str) -> None:
        import sqlalchemy as sa  # noqa: PLC0415  # takes long to load

        try:
            url = sa.make_url(address)
            kind = url.get_backend_name()
        except sa.exc.ArgumentError:
            raise _no_address("It cannot be understood.") from None
        if url.password:
            raise _no_address("It has a password in it, and would stand in headrace.yaml.")
        self.kind = kind
        self._secret = password
        url = url.set(password=password) if password else url
        if kind == "sqlite" and url.database and not url.database.startswith("file:"):
            # So that a file that is not there is not made.
            url = url.set(database=f"file:{quote(url.database)}", query={"mode": "ro", "uri": "true"})
        self._url = url
        self._shown = sa.make_url(address).render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Connect for a while, to read only.

        Raises:
            SourceUnavailable: it cannot be reached, or does not accept what is asked.
        """
        import sqlalchemy as sa  # noqa: PLC0415

        try:
            engine = sa.create_engine(self._url, poolclass=sa.NullPool)
            try:
                with engine.connect() as connection:
                    if self.kind in _READ_ONLY:
                        connection.exec_driver_sql(_READ_ONLY[self.kind])
                    yield Reading(connection)
            finally:
                engine.dispose()
        except (sa.exc.NoSuchModuleError, ModuleNotFoundError) as problem:
            raise self._unavailable(
                problem,
                "The driver of this database is not installed.",
                "pip install DRIVER, such as psycopg",
            ) from None
        except sa.exc.SQLAlchemyError as problem:
            told = getattr(problem, "orig", None) or problem
            raise self._unavailable(
                told,
                "What was read before is kept.",
                "Look at address, password and query, then: headrace sync",
            ) from None

    def _unavailable(self, problem: object, meaning: str, remedy: str) -> SourceUnavailable:
        text = str(problem).strip().partition("\n")[0][:300]
        if self._secret:
            text = text.replace(self._secret, "…")
        return SourceUnavailable(f"{self._shown}: {text}", meaning, [remedy])


class Reading:
    """One connection, and what is asked over it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def columns(self, query: str) -> tuple[set[str], bool]:
        """Return the columns of a query, and whether it finds any row."""
        import sqlalchemy as sa  # noqa: PLC0415

        with self._connection.execute(sa.text(escaped(query))) as result:
            return set(result.keys()), result.first() is not None

    def newest(self, query: str, changed: str) -> Any:
        """Return the highest value of the column that says when rows changed."""
        import sqlalchemy as sa  # noqa: PLC0415

        table = _table(query, [changed])
        return self._connection.execute(sa.select(sa.func.max(table.c[changed]))).scalar()

    def rows(
        self, query: str, columns: Sequence[str], key: str, changed: str, since: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield rows ordered by key: all, or all rows of every object with one changed since then."""
        import sqlalchemy as sa  # noqa: PLC0415

        table = _table(query, columns)
        asked = sa.select(*(table.c[column] for column in columns)).order_by(table.c[key])
        if changed and since is not None:
            since = since - _OVERLAP if isinstance(since, datetime) else since
            other = _table(query, columns, "changed_rows")
            asked = asked.where(table.c[key].in_(sa.select(other.c[key]).where(other.c[changed] >= since)))
        with self._connection.execution_options(yield_per=_AT_ONCE).execute(asked) as result:
            for row in result:
                yield {column: plain(value) for column, value in zip(columns, row, strict=True)}

    def keys(self, query: str, key: str) -> Iterator[Any]:
        """Yield every key, once each."""
        import sqlalchemy as sa  # noqa: PLC0415

        table = _table(query, [key])
        for (value,) in self._connection.execute(sa.select(table.c[key]).distinct()):
            yield plain(value)


def _table(query: str, columns: Sequence[str], name: str = "found_rows") -> sa.Subquery:
    import sqlalchemy as sa  # noqa: PLC0415

    return sa.text(escaped(query)).columns(*(sa.column(column) for column in columns)).subquery(name)


def _no_address(fact: str) -> BadConfiguration:
    return BadConfiguration(
        f"The address of the database cannot be used. {fact}",
        "Nothing was read.",
        ["url: postgresql+psycopg://reader@db.example.com/shop, and the password in its own variable"],
    )
