"""Tables for notebooks: columns of plain values as a frame of the library that the analyst works with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headrace.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import polars as pl


class Tables:
    """What a result holds as tables; a subclass names them, the usual one first."""

    def _tables(self) -> Mapping[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        """Return the maker of each table's columns by its name."""
        raise NotImplementedError

    def to_polars(self, table: str = "") -> pl.DataFrame:
        """Return a table as a Polars frame.

        Args:
            table: its name; the usual one when left out.

        Raises:
            BadRequest: there is no such table, or Polars is not installed.
        """
        made: pl.DataFrame = _library("polars").DataFrame(self._columns(table))
        return made

    def to_pandas(self, table: str = "") -> pd.DataFrame:
        """Return a table as a pandas frame; see :meth:`to_polars`."""
        made: pd.DataFrame = _library("pandas").DataFrame(self._columns(table))
        return made

    def _columns(self, table: str) -> Mapping[str, Sequence[Any]]:
        makers = self._tables()
        asked = table or next(iter(makers))
        if asked not in makers:
            raise BadRequest(f'There is no table "{asked}".', remedies=[f'table="{name}"' for name in makers])
        return makers[asked]()


def measure_columns(lines: Sequence[Any]) -> dict[str, list[Any]]:
    """Return measures as columns: key, name, value, low and high (its 95 % range), unit."""
    names = ("key", "name", "value", "low", "high", "unit")
    return {name: [_value(getattr(each, name)) for each in lines] for name in names}


def _value(value: Any) -> Any:
    # a column has one type
    return float(value) if isinstance(value, int) else value


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as problem:
        raise BadRequest(f"{name} is not installed.", remedies=[f"pip install {name}"]) from problem
