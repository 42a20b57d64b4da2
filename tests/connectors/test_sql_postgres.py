"""A real PostgreSQL, read like any database: its types, its stamps, and that nothing in it can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.connectors.sql.connector import Sql
from headrace.errors import SourceUnavailable
from headrace.eventlog.timestamps import parse
from tests.connectors import conformance, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

psycopg = pytest.importorskip("psycopg")

_MADE = """
create table "Orders" (number int primary key, what text, team text, opened timestamptz, done date, cost numeric(9, 2),
                       changed timestamp);
create function clean_up() returns int language sql as 'delete from "Orders" returning 1';
insert into "Orders" select n, 'for SHOP-' || n, 'Sales', timestamptz '2026-03-02 09:00+01' + n * interval '1 hour',
       null, n / 3.0, timestamp '2026-03-02 09:00' + n * interval '1 hour' from generate_series(1, 1200) as n;
"""
_QUERY = """select number, what, team, opened, done, cost, changed, 'at 10:30'::text as said from "Orders";"""


class Shop:
    """A source that reads a table of orders."""

    connector = Sql

    def __init__(self, folder: str) -> None:
        self.folder, self.fault = folder, None

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this database."""
        return {
            "url": f"postgresql+psycopg://maker@/postgres?host={self.folder}", "query": _QUERY, "key": "number",
            "title": "what", "texts": "what", "attributes": "team, cost, said", "events": "opened, closed=done",
            "changed": "changed",
        }  # fmt: skip

    def run(self, statement: str) -> None:
        """Change something."""
        with psycopg.connect(host=self.folder, user="maker", dbname="postgres") as db:
            db.execute(statement)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A database with 1,200 orders."""
    with postgres.running() as folder:
        made = Shop(folder)
        made.run(_MADE)
        yield made


def test_rows_of_postgres_come_with_their_types(shop: Shop, tmp_path: Path) -> None:
    """Stamps with a zone, days, numbers and casts are read; changes, additions and deletions are noticed."""
    reading = conformance.Reading(shop, tmp_path / "a")
    assert reading.sync().complete
    log = reading.log()
    assert len(log["objects"]) == 1200
    (first,) = [event for event in log["events"] if event[0] == "tool:opened:1"]
    assert first[3] == parse("2026-03-02T09:00:00Z")[0]
    assert ("tool:item:3", "cost", "1.00", 0) in log["values"]
    shop.run("update \"Orders\" set done = '2026-05-01', changed = '2026-06-01' where number = 7")
    shop.run(
        """insert into "Orders" values (2000, 'new', 'Sales', '2026-06-01 10:00+02', null, 1, '2026-06-01 10:00')"""
    )
    shop.run('delete from "Orders" where number = 9')
    again = reading.sync()
    assert again.complete
    assert again.sources[0].collected.scopes[0].read < 20, "only what changed is read"
    assert reading.log() == conformance.clean(shop, tmp_path / "clean")  # type: ignore[arg-type]
    assert any(event[0] == "tool:closed:7" for event in reading.log()["events"])


def test_a_function_that_writes_fails(shop: Shop) -> None:
    """A SELECT may call a function that writes; the transaction does not let it."""
    tool = Sql(shop.settings() | {"query": "select clean_up() as number"})
    with pytest.raises(SourceUnavailable, match="read-only"), tool._database.reading() as reading:
        reading.columns("select clean_up() as number")


def test_a_table_that_is_not_there_fails_the_source_alone(shop: Shop, tmp_path: Path) -> None:
    """What PostgreSQL answers becomes one line, and what to do."""
    shop_without = Shop(shop.folder)
    settings = shop.settings() | {"query": "select number from nowhere"}
    shop_without.settings = lambda: settings  # type: ignore[method-assign]
    found = conformance.Reading(shop_without, tmp_path).sync().sources[0].collected
    assert not found.complete
    assert 'relation "nowhere" does not exist' in (found.scopes[0].failure or "")
