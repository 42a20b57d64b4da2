"""Where tables live and are computed: the only module that knows an engine's name.

Everything that is computed over events or visits is written once, as Narwhals expressions over lazy
frames; an engine hands out frames and keeps results. Embedded DuckDB is the default: one file, no
server. Spark runs the same expressions over the same tables for those who have outgrown one machine.

Two habits keep expressions portable: times are whole microseconds (no engine's timestamp type), and
whatever depends on an order says so (``over(order_by=…)``).
"""

from __future__ import annotations

import itertools
import shutil
from contextlib import contextmanager, suppress
from copy import copy
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import duckdb
import narwhals as nw
import pyarrow as pa

from headrace.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

NOT_PORTABLE = (
    "Importing writes to the embedded store only; other engines read its exported tables.",
    "Deriving again only what an import touched is done in the embedded store; other engines derive all items.",
    "Sorting a stored table by item and time is an optimisation of the embedded store.",
)
"""What only the embedded engine does; shown by ``headrace check``."""


PROBLEMS: tuple[type[Exception], ...] = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.FatalException,
    duckdb.TransactionException,
    duckdb.SerializationException,
)
"""What the embedded engine raises when the machine, not the caller, is at fault."""


def said_by(problem: Exception) -> str:
    """Return what the machine said, without the engine's own words around it."""
    return (str(problem).splitlines() or [type(problem).__name__])[0].rpartition("rror: ")[2]


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as problem:
        # a damaged file has no kind of its own
        if not isinstance(problem, PROBLEMS) and type(problem) is not duckdb.Error:
            raise
        raise StoreUnavailable(
            f"The store could not be read: {said_by(problem)}",
            "Nothing was changed.",
            [
                "Try again; if it says the same, restore .headrace from a backup, or remove it and import again."
            ],
        ) from problem


_NUMBERS = itertools.count()

Result = TypeVar("Result")


class Engine(Protocol):
    """Hands out tables as lazy frames and keeps the results of expressions."""

    def table(self, name: str) -> nw.LazyFrame[Any]:
        """Return a stored table; raises ``KeyError`` when there is none of that name."""
        ...

    def small(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a frame of values made in Python; ``types`` maps columns to ``int``, ``real``, ``text``, ``flag``."""
        ...

    def save(self, name: str, frame: nw.LazyFrame[Any], sort_by: Sequence[str] = ()) -> None:
        """Compute a frame and keep it under a name, replacing what was there."""
        ...

    def once(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Compute a frame now and return the result as one, for what several expressions will read."""
        ...


def rows(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """Compute a frame and return its rows as dictionaries; for results small enough to show."""
    with _reading():
        return frame.collect(backend="pyarrow").to_native().to_pylist()  # type: ignore[no-any-return]


def columns(frame: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Compute a frame and return each column as a numpy array; for results of up to some millions of rows."""
    with _reading():
        table = frame.collect(backend="pyarrow").to_native()
    return {name: table.column(name).to_numpy() for name in table.column_names}


def among(engine: Engine, frame: nw.LazyFrame[Any], column: str, numbers: Sequence[int]) -> nw.LazyFrame[Any]:
    """Keep the rows whose number is one of these few: a join reads far less of a long table than a comparison."""
    few = engine.small({column: list(numbers)}, {column: "int"})
    return frame.join(few, on=column, how="semi")


def _arrow(columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> pa.Table:
    kinds = {"int": pa.int64(), "text": pa.string(), "flag": pa.bool_(), "real": pa.float64()}
    return pa.table({name: pa.array(values, type=kinds[types[name]]) for name, values in columns.items()})


def _cannot_open(path: Path | None, problem: Exception) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} cannot be opened as a store.",
        f"The database says: {said_by(problem)}",
        ["Restore it from a backup, or remove the folder and import again; headrace.yaml stays as it is."],
    )


class Embedded:
    """DuckDB in one file (or in memory), opened by this process alone or read-only by many.

    Args:
        path: the file; ``None`` for memory.
        read_only: open it for reading; any number of processes may.
        log: another store whose tables can be read as well, where this one has none of that name.
        memory: megabytes that it holds before it goes on on disk, in a folder beside the file; ``None``: as
            much as it takes.

    Raises:
        StoreUnavailable: when the file cannot be opened.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        read_only: bool = False,
        log: Path | None = None,
        memory: int | None = None,
    ) -> None:
        self.path = path
        self._log = log is not None
        self._read_only = read_only
        self._tables: dict[str, nw.LazyFrame[Any]] = {}
        try:
            self.connection = duckdb.connect(str(path or ":memory:"), read_only=read_only)
        except duckdb.Error as problem:
            raise _cannot_open(path, problem) from problem
        self.connection.execute("set enable_progress_bar = false")
        if memory is not None:
            self.connection.execute(f"set memory_limit = '{memory}MB'")
        if log is not None:
            try:
                # several connections of one process to one file share what is attached to it
                self.connection.execute(
                    "attach if not exists '{}' as log (read_only)".format(str(log).replace("'", "''"))
                )
            except duckdb.Error as problem:
                self.connection.close()
                raise _cannot_open(log, problem) from problem
            # results are tables without an order of their own, and keeping one costs time and memory
            self.connection.execute("set preserve_insertion_order = false")

    def again(self) -> Embedded:
        """Return another one on the same open file, for another question or thread; it is closed by itself.

        Opening a file costs as much as some dozen queries of it.
        """
        other = copy(self)
        other.connection, other._tables = self.connection.cursor(), {}
        return other

    def table(self, name: str) -> nw.LazyFrame[Any]:
        """Return a stored table as a lazy frame."""
        if self._read_only:
            # looking a table up costs as much as a small query, and here it cannot change
            if name not in self._tables:
                self._tables[name] = self._look_up(name)
            return self._tables[name]
        return self._look_up(name)

    def _look_up(self, name: str) -> nw.LazyFrame[Any]:
        try:
            return nw.from_native(self.connection.table(name))
        except duckdb.CatalogException as problem:
            if self._log:
                with suppress(duckdb.CatalogException):
                    return nw.from_native(self.connection.table(f"log.main.{name}"))
            raise KeyError(name) from problem

    def small(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a frame of values made in Python."""
        return nw.from_native(self.connection.from_arrow(_arrow(columns, types)))

    def save(self, name: str, frame: nw.LazyFrame[Any], sort_by: Sequence[str] = ()) -> None:
        """Compute a frame into a stored table, sorted if asked."""
        relation = frame.to_native()
        if sort_by:
            relation = relation.order(", ".join(f'"{column}"' for column in sort_by))
        # the frame may read the table that it replaces
        self.drop("_saved")
        relation.create("_saved")
        self.drop(name)
        self.connection.execute(f'alter table "_saved" rename to "{name}"')

    def once(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Compute a frame into a temporary table and return that."""
        name, relation = f"once_{next(_NUMBERS)}", frame.to_native()
        self.connection.execute(f'create temp table "{name}" as {relation.sql_query()}')
        return nw.from_native(self.connection.table(name))

    def drop(self, name: str) -> None:
        """Let a stored table go."""
        self.connection.execute(f'drop table if exists "{name}"')

    def append(self, name: str, frame: nw.LazyFrame[Any]) -> None:
        """Compute a frame and add its rows to a stored table with the same columns."""
        frame.to_native().insert_into(name)

    def load(self, name: str, table: pa.Table) -> None:
        """Append an Arrow table to a stored table, creating it when it is not there."""
        self.connection.register("_incoming", table)
        self.connection.execute(f'create table if not exists "{name}" as select * from _incoming limit 0')
        self.connection.execute(f'insert into "{name}" select * from _incoming')
        self.connection.unregister("_incoming")

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement of the store's own upkeep and return its rows."""
        return self.connection.execute(statement, list(parameters)).fetchall()

    def in_transaction(self, work: Callable[[], Result]) -> Result:
        """Do all of some work or none; what cannot be done in little memory is begun again with all there is."""
        try:
            return self._transaction(work)
        except duckdb.OutOfMemoryException:
            self.connection.execute("reset memory_limit")
            return self._transaction(work)

    def _transaction(self, work: Callable[[], Result]) -> Result:
        self.connection.execute("begin transaction")
        try:
            done = work()
            self.connection.execute("commit")
        except BaseException:
            with suppress(duckdb.Error):  # it may be over already
                self.connection.execute("rollback")
            raise
        return done

    def export(self, folder: Path, names: Iterable[str]) -> None:
        """Write tables as Parquet files ``folder/name.parquet``, for other engines."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            target = str(folder / f"{name}.parquet").replace("'", "''")
            self.connection.execute(f"copy \"{name}\" to '{target}' (format parquet)")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class Spark:
    """Spark over a folder of Parquet files written by :meth:`Embedded.export`.

    Args:
        folder: where the tables are; results are kept there too.
        master: Spark's master URL, ``local[2]`` or that of a cluster.
        log: another folder whose tables can be read as well, where this one has none of that name.

    Needs ``pip install headrace[spark]`` and Java 17.
    """

    def __init__(self, folder: Path, master: str = "local[2]", *, log: Path | None = None) -> None:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra; not installed by default

        self.folder = folder
        self._log = log
        self.session = (
            SparkSession.builder.master(master)
            .appName("headrace")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )

    def table(self, name: str) -> nw.LazyFrame[Any]:
        """Return a table as a lazy frame."""
        for folder in (self.folder, self._log):
            path = folder / f"{name}.parquet" if folder is not None else None
            if path is not None and path.exists():
                return nw.from_native(self.session.read.parquet(str(path)))
        raise KeyError(name)

    def small(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a frame of values made in Python."""
        kinds = {"int": "bigint", "text": "string", "flag": "boolean", "real": "double"}
        schema = ", ".join(f"`{name}` {kinds[types[name]]}" for name in columns)
        return nw.from_native(self.session.createDataFrame(list(zip(*columns.values(), strict=True)), schema))

    def save(self, name: str, frame: nw.LazyFrame[Any], sort_by: Sequence[str] = ()) -> None:
        """Compute a frame into a Parquet folder under a name; ``sort_by`` sorts within partitions."""
        native = frame.to_native()
        if sort_by:
            native = native.sortWithinPartitions(*sort_by)
        # the frame may read the table that it replaces
        side, final = self.folder / f"{name}.saved", self.folder / f"{name}.parquet"
        native.write.mode("overwrite").parquet(str(side))
        self.drop(name)
        side.replace(final)

    def drop(self, name: str) -> None:
        """Let a table of the folder go."""
        path = self.folder / f"{name}.parquet"
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)

    def once(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Compute a frame now and keep it in the cluster's memory."""
        kept: nw.LazyFrame[Any] = nw.from_native(frame.to_native().localCheckpoint(eager=True))
        return kept

    def close(self) -> None:
        """Stop the session."""
        self.session.stop()
