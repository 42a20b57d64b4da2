"""A query that a person wrote: accepted when it is one SELECT and nothing else."""

from __future__ import annotations

import re

from headrace.errors import BadConfiguration

_DIALECTS = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
"""SQLAlchemy's name of a kind of database → the parser's, where they differ."""

_COLON = re.compile(r"(?<![:\w\\]):(?=\w)")


def checked(query: str, kind: str) -> str:
    """Return a query without a semicolon at its end.

    That it only reads is also asked of the database, by a transaction that may not write, where it can be: a
    SELECT may call a function that writes.

    Args:
        kind: SQLAlchemy's name of the kind of database.

    Raises:
        BadConfiguration: it is no SELECT, more than one statement, or cannot be understood.
    """
    from sqlglot import Dialect, errors, exp, parse  # noqa: PLC0415  # takes long to load

    dialect = _DIALECTS.get(kind, kind)
    try:
        statements = [one for one in parse(query, dialect=dialect if Dialect.get(dialect) else None) if one]
    except errors.SqlglotError as problem:
        raise _refused("It cannot be understood", str(problem).splitlines()[0]) from None
    if len(statements) != 1:
        raise _refused("It has to be one statement", f"It has {len(statements)}")
    (statement,) = statements
    if not isinstance(statement, exp.Query):
        raise _refused("It has to be a SELECT", f"It is {statement.key.upper()}")
    writes = (
        exp.Insert,
        exp.Update,
        exp.Delete,
        exp.Merge,
        exp.Create,
        exp.Drop,
        exp.Command,
        exp.Into,
        exp.Lock,
    )
    for part in statement.walk():
        if isinstance(part, writes):
            raise _refused("It may only read", f"It has {part.key.upper()}")
    return query.strip().rstrip(";").rstrip()


def escaped(query: str) -> str:
    """Return a query in which no colon is taken for the beginning of a parameter."""
    return _COLON.sub(r"\\:", query)


def _refused(meaning: str, fact: str) -> BadConfiguration:
    return BadConfiguration(
        f"The query cannot be used. {fact}.",
        f"{meaning}, so that nothing in the database can change.",
        ["query: select number, created_at, closed_at from orders"],
    )
